package io.truecount.table;

import io.truecount.config.TableConfig;
import io.truecount.error.Problem;
import io.truecount.error.TruecountException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The releases whose versions are no longer readable, as a small file below the warehouse: all
 * before a number. It is written before the first file is deleted.
 */
public final class ExpiredReleases {
  private static final String NAME = "releases";

  private final SmallFiles files;

  public ExpiredReleases(SparkSession spark, TableConfig config) {
    this.files =
        new SmallFiles(
            spark.sessionState().newHadoopConf(),
            new Path(config.warehouse(), "_staging"),
            ".kept.txt");
  }

  /** The first release that is readable. Cost: one small file. */
  public long readableFrom() {
    return files.find(NAME).map(String::strip).filter(s -> s.matches("\\d{1,18}")).stream()
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(1);
  }

  /**
   * Refuses a release that has expired.
   *
   * @throws TruecountException invalid
   */
  public void require(Release release) {
    long from = readableFrom();
    if (release.number() < from) {
      throw TruecountException.invalid(
          new Problem(
              "release %d has expired".formatted(release.number()),
              "release %d of run %s".formatted(release.number(), release.runId()),
              "truecount maintain has deleted files that only releases before %d had"
                  .formatted(from),
              ("name release %d or a newer one; to keep more of them, raise maintain.keep-releases"
                      + " or maintain.keep-for in truecount.conf")
                  .formatted(from)));
    }
  }

  /** Notes that releases before this one are no longer readable; never fewer than before. */
  void expireBefore(long number) {
    if (number > readableFrom()) {
      files.save(NAME, Long.toString(number));
    }
  }
}
