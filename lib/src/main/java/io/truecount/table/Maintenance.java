package io.truecount.table;

import static java.util.stream.Collectors.toSet;

import io.truecount.config.MaintainConfig;
import io.truecount.config.TableConfig;
import io.truecount.table.Upkeep.Compaction;
import io.truecount.table.Upkeep.Expiry;
import io.truecount.table.Upkeep.Mode;
import io.truecount.table.Upkeep.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/**
 * Merges small files and deletes what no kept release needs, for the holder of the warehouse's
 * lease. No row changes, and no release: the newest version of a table may be one with the same
 * rows in fewer files, which the next release names ({@link TableStore#withSameRows}).
 *
 * <p>Each table is changed in commits of its own format, so that a kill leaves every table
 * readable, and files of no version at most, which a later call deletes. Repeating it does nothing
 * more. See docs/adr/0020-maintenance-changes-no-release.md.
 *
 * <p>Cost when there is nothing to do: for each table a listing and its metadata. Otherwise a read
 * and a write of the files that are merged: small ones, so that a table that grows by as much each
 * night is not written again and again.
 */
public final class Maintenance {
  private final SparkSession spark;
  private final TableConfig tables;
  private final Upkeep upkeep;
  private final TableStore store;
  private final ExpiredReleases expired;
  private final KeptReleases releases;
  private final MaintainConfig config;
  private final Instant now;
  private final Mode mode;

  /**
   * @param now wall-clock time, which ages are counted from
   * @param mode whether it is done or only looked up
   */
  public Maintenance(
      SparkSession spark,
      TableStore store,
      Releases releases,
      TableConfig tables,
      MaintainConfig config,
      Instant now,
      Mode mode) {
    this.spark = spark;
    this.tables = tables;
    this.upkeep = store.upkeep();
    this.store = store;
    this.expired = new ExpiredReleases(spark, tables);
    this.releases = KeptReleases.of(releases.newestFirst(), config, now);
    this.config = config;
    this.now = now;
    this.mode = mode;
  }

  /** The tables to call {@link #of} with, sorted. */
  public List<String> tables() {
    return store.tables();
  }

  /**
   * What is of no single table; to be done first. Releases are noted as expired, what was staged
   * long ago is forgotten, and tables that only expired releases have are deleted.
   *
   * @return what was done, for people
   */
  public List<String> begin() {
    List<String> said = new ArrayList<>();
    upkeep
        .discardStaged(now.minus(config.keepStaged()), mode)
        .forEach(run -> said.add("forgot what run %s had staged".formatted(run)));
    if (mode == Mode.APPLY) {
      RunNotes.deleteBefore(spark, tables, now.minus(config.keepStaged()));
      expired.expireBefore(releases.from());
    }
    Set<String> needed =
        releases.kept().stream()
            .flatMap(release -> release.tables().keySet().stream())
            .collect(toSet());
    upkeep.dropRetired(
        needed, table -> said.add("deleted table %s, which no release has".formatted(table)), mode);
    return said;
  }

  /**
   * Merges the small files of a table and deletes what is not needed.
   *
   * @param order the columns that its rows are sorted by, {@link TableDefinition#order}
   */
  public Maintained of(String table, List<String> order) {
    Size before = upkeep.size(table);
    boolean staged = upkeep.isStaged(table);
    Optional<Compaction> merge = upkeep.compaction(table, config).filter(plan -> !staged);
    if (mode == Mode.APPLY && merge.isPresent()) {
      upkeep.compact(table, order, config);
    }
    Expiry gone =
        upkeep.expire(
            table, releases.oldest(table), expired(table), now.minus(config.keepFor()), mode);
    Size after =
        mode == Mode.APPLY
            ? merge.isPresent() || !gone.equals(Expiry.NONE) ? upkeep.size(table) : before
            : new Size(
                before.files() - merge.map(plan -> plan.merged() - plan.into()).orElse(0),
                before.bytes() - gone.bytes());
    String note = staged ? "not merged: a run has staged it" : "";
    return new Maintained(table, before, after, gone.versions(), note);
  }

  /** The versions that expired releases had, and kept ones have not. */
  private Set<String> expired(String table) {
    Set<String> versions =
        releases.expired().stream()
            .map(release -> release.tables().get(table))
            .filter(Objects::nonNull)
            .collect(toSet());
    releases.kept().forEach(release -> versions.remove(release.tables().get(table)));
    return versions;
  }
}
