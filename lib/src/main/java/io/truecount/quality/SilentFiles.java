package io.truecount.quality;

import io.truecount.config.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether every file that has bytes gave a record, be it a refused one. A file that gave none may
 * be empty inside, as a CSV of nothing but a header is, or in a form that was taken for another.
 */
public final class SilentFiles {
  private static final int NAMED = 5;

  private SilentFiles() {}

  /**
   * One failed result, a warning, for each source that has such files.
   *
   * @param silent by source, the files that have bytes and gave no record
   */
  public static List<CheckResult> of(Map<String, List<String>> silent) {
    List<CheckResult> results = new ArrayList<>();
    silent.forEach(
        (source, files) -> {
          if (!files.isEmpty()) {
            results.add(result(source, files));
          }
        });
    return results;
  }

  private static CheckResult result(String source, List<String> files) {
    String named = String.join(", ", files.subList(0, Math.min(NAMED, files.size())));
    return new CheckResult(
        "silent-files",
        source,
        Severity.WARN,
        false,
        "%d files have bytes and gave no record: %s%s"
            .formatted(files.size(), named, files.size() > NAMED ? ", …" : ""),
        "a record from every file that is not empty");
  }
}
