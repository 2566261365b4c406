package io.truecount.jobs.nightly;

import io.truecount.config.IdentityConfig;
import io.truecount.config.LinkageConfig;
import io.truecount.config.ScoredLinksConfig;
import io.truecount.event.EventTables;
import io.truecount.identity.linkage.LinkTables;
import io.truecount.identity.linkage.Linkage;
import io.truecount.identity.linkage.MatcherTable;
import io.truecount.jobs.cli.Numbers;
import io.truecount.source.PlainFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The probabilistic links of a run, staged as {@code scored_links}.
 *
 * @param rows empty where no matcher is configured
 * @param message what was linked, for people
 */
record ScoredLinks(Optional<Dataset<Row>> rows, String message) {

  /** Finds the links, reads those of other matchers, and stages all. */
  static ScoredLinks stage(RunContext context) {
    IdentityConfig config = context.config().identity();
    if (config.matchers().isEmpty()) {
      LinkTables.all().forEach(context::stageNone);
      return new ScoredLinks(Optional.empty(), "");
    }
    Dataset<Row> links = LinkTables.scoredLinks().empty(context.spark());
    for (ScoredLinksConfig matcher : config.matchers().tables()) {
      links = links.union(MatcherTable.links(table(context, matcher), matcher, config));
    }
    Optional<LinkageConfig> linkage = config.matchers().linkage();
    String found =
        linkage.isPresent() ? link(context, links, linkage.get()) : external(context, links);
    Dataset<Row> staged = context.staging().read(LinkTables.scoredLinks().name());
    long rows = context.staging().rows(LinkTables.scoredLinks().name());
    return new ScoredLinks(
        Optional.of(staged.select("a", "b", LinkTables.SCORE)),
        ", %s scored links%s".formatted(Numbers.whole(rows), found));
  }

  private static String external(RunContext context, Dataset<Row> links) {
    context.staging().overwrite(LinkTables.scoredLinks(), links);
    context.stageNone(LinkTables.linkageWeights());
    return "";
  }

  private static String link(RunContext context, Dataset<Row> links, LinkageConfig config) {
    Dataset<Row> events = context.staging().read(EventTables.EVENTS);
    try (Linkage linkage = Linkage.of(events, context.config().identity(), config)) {
      context.staging().overwrite(LinkTables.scoredLinks(), links.union(linkage.links()));
      context.staging().overwrite(LinkTables.linkageWeights(), linkage.weights());
      return words(linkage, config);
    }
  }

  private static String words(Linkage linkage, LinkageConfig config) {
    List<String> words = new ArrayList<>();
    words.add(
        "%s pairs of %s records compared"
            .formatted(Numbers.whole(linkage.pairs()), Numbers.whole(linkage.records())));
    linkage
        .skipped()
        .forEach(
            one ->
                words.add(
                    "rule %s: %s blocks skipped, with %s records, as they have more than %s"
                        .formatted(
                            one.rule().words(),
                            Numbers.whole(one.blocks()),
                            Numbers.whole(one.records()),
                            Numbers.whole(config.maxBlock()))));
    return " (%s)".formatted(String.join("; ", words));
  }

  private static Dataset<Row> table(RunContext context, ScoredLinksConfig matcher) {
    Path path = new Path(new Path(context.config().lake()), matcher.path());
    return PlainFiles.read(context.spark(), path.toString());
  }
}
