package io.truecount.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Kinds of metrics, expressions and plan nodes are distinguished by {@code match}, so that a new
 * kind breaks the build where it is not handled. A chain of instanceof would silently ignore it.
 */
final class KindsTest {
  private static final Path SOURCES =
      Path.of(System.getProperty("truecount.root", "."), "lib/src/main/java/io/truecount/metric");

  private static final Pattern METRIC = Pattern.compile("instanceof\\s+Metric\\.");
  private static final Pattern CHAIN =
      Pattern.compile("else if \\(\\w+ instanceof (Expr|TimeExpr|PlanNode|Select|GroupByItem)\\.");
  private static final Pattern NODE =
      Pattern.compile("instanceof (Read|Transform|Join|Aggregate|Stack|Sort|AggregatedInput)\\b");

  @Test
  void kinds_are_handled_by_match() throws IOException {
    assertThat(found(METRIC, CHAIN)).isEmpty();
  }

  @Test
  void plan_nodes_are_handled_by_match() throws IOException {
    assertThat(found(NODE)).isEmpty();
  }

  private static List<String> found(Pattern... patterns) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String text = Files.readString(file);
        for (Pattern pattern : patterns) {
          Matcher matcher = pattern.matcher(text);
          while (matcher.find()) {
            found.add(file.getFileName() + ": " + matcher.group());
          }
        }
      }
    }
    return found;
  }
}
