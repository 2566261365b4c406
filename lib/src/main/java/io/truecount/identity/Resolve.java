package io.truecount.identity;

import static io.truecount.identity.IdentityTables.CONNECTED_COMPONENT;
import static io.truecount.identity.IdentityTables.KEY;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import io.truecount.config.GenericRule;
import io.truecount.config.IdentityConfig;
import io.truecount.config.Run;
import io.truecount.identity.components.ComponentFinder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;

/** Resolves identities: which identifiers belong to one customer, and the id of that customer. */
public final class Resolve {
  private static final String COLLISION =
      "two identifiers share one 64-bit key; nothing was resolved";

  private Resolve() {}

  /**
   * The identities of some lists of identifiers.
   *
   * @param shared datasets that are persisted, to be released when the others are written
   */
  record Identities(
      Dataset<Row> edges,
      Dataset<Row> rejections,
      Dataset<Row> map,
      Dataset<Row> moves,
      Dataset<Row> attributions,
      Dataset<Row> changes,
      Dataset<Row> redirects,
      List<Dataset<Row>> shared) {}

  /**
   * Resolves all events. Identifiers that occur in one event belong to one customer, and so do
   * those that other events connect with them, unless a rule keeps them apart.
   *
   * <pre>
   *   events         event_id | identifiers
   *                  1        | anon=a1
   *                  2        | anon=a1, user_id=u1
   *                  3        | anon=a2
   *   map            type    | value | customer_id | is_anchor
   *                  anon    | a1    | C1          | false
   *                  user_id | u1    | C1          | true
   *                  anon    | a2    | C2          | true
   *   attributions   identifiers_hash | customer_id | event_count
   *                  hash of [a1]     | C1          | 1
   *                  hash of [a1, u1] | C1          | 1
   *                  hash of [a2]     | C2          | 1
   * </pre>
   *
   * @param events all events known, in the shape of {@link io.truecount.event.EventTables#events};
   *     four of their columns are shuffled once; attribution by time reads them again
   * @param previous the identities of the release before; empty in the first run
   * @param run new customer ids are made of its as-of, and its own events are counted by source
   */
  public static ResolveResult resolve(
      Dataset<Row> events,
      Optional<PreviousIdentity> previous,
      IdentityConfig config,
      Run run,
      ComponentFinder finder) {
    return resolve(events, Optional.empty(), previous, config, run, finder);
  }

  /**
   * As {@link #resolve(Dataset, Optional, IdentityConfig, Run, ComponentFinder)}, with scored
   * links, which are taken after all others.
   *
   * @param scored a, b (keys of identifiers, a the smaller one) and score; empty without a matcher
   */
  public static ResolveResult resolve(
      Dataset<Row> events,
      Optional<Dataset<Row>> scored,
      Optional<PreviousIdentity> previous,
      IdentityConfig config,
      Run run,
      ComponentFinder finder) {
    if (config.generic().action() == GenericRule.Action.BLOCK) {
      return withoutGeneric(events, scored, previous, config, run, finder);
    }
    Dataset<Row> lists = kept(IdentifierLists.of(events, config, run.id()));
    return resolve(lists, Optional.empty(), events, scored, previous, config, run, finder);
  }

  /** Generic values are found among all records, before any of them is blocked. */
  private static ResolveResult withoutGeneric(
      Dataset<Row> events,
      Optional<Dataset<Row>> scored,
      Optional<PreviousIdentity> previous,
      IdentityConfig config,
      Run run,
      ComponentFinder finder) {
    Dataset<Row> aggregated = kept(IdentifierLists.aggregated(events, run.id()));
    Dataset<Row> all = IdentifierLists.normalized(aggregated, config);
    Dataset<Row> generic =
        kept(
            GenericIdentifiers.decided(
                GenericIdentifiers.of(
                    IdentityEdges.ofLists(all), IdentifierLists.identifiers(all), config),
                config));
    IdentityConfig now = config.withGeneric(GenericIdentifiers.blocked(generic, config));
    Dataset<Row> lists = kept(IdentifierLists.normalized(aggregated, now));
    return resolve(lists, Optional.of(generic), events, scored, previous, now, run, finder)
        .sharing(List.of(aggregated, generic));
  }

  private static ResolveResult resolve(
      Dataset<Row> lists,
      Optional<Dataset<Row>> generic,
      Dataset<Row> events,
      Optional<Dataset<Row>> scored,
      Optional<PreviousIdentity> previous,
      IdentityConfig config,
      Run run,
      ComponentFinder finder) {
    IdentifierCounts counts = IdentifierCounts.of(lists, config);
    PreviousIdentity before = previous.orElseGet(() -> PreviousIdentity.none(events));
    Identities found =
        identities(lists, counts.anyHashed(), scored, events, before, config, run, finder);
    return new ResolveResult(
        IdentifierListParts.whole(events, lists),
        found.edges(),
        found.rejections(),
        found.map(),
        found.moves(),
        found.attributions(),
        found.changes(),
        found.redirects(),
        Optional.of(IdentifierLists.blocked(lists)),
        generic.orElseGet(() -> GenericIdentifiers.proposed(found.edges(), found.map(), config)),
        counts.rows(run.id()),
        Optional.empty(),
        Stream.concat(Stream.of(lists), found.shared().stream()).toList());
  }

  /**
   * The identities of lists that share no identifier with any other list.
   *
   * @param lists as {@link IdentifierLists#normalized} gives them, persisted
   * @param hashed whether any of them may have a hashed value
   * @param scored links of any identifiers
   * @param events of these lists at least
   * @param previous of the customers of their identifiers at least
   */
  static Identities identities(
      Dataset<Row> lists,
      boolean hashed,
      Optional<Dataset<Row>> scored,
      Dataset<Row> events,
      PreviousIdentity previous,
      IdentityConfig config,
      Run run,
      ComponentFinder finder) {
    Dataset<Row> edges = kept(edges(lists, config, hashed, scored));
    Clusters clusters = Clusters.of(members(lists, edges, finder), edges, config);
    Dataset<Row> ranked = kept(CustomerIds.ranked(clusters.members()));
    CustomerIds.Named names = CustomerIds.named(ranked, previous.map(), run.asOf());
    Dataset<Row> map = kept(CustomerIds.map(ranked, names));
    Attributions attributions =
        Attributions.of(events, lists, map, config, Attributions.Edges.by(config));
    return new Identities(
        edges,
        clusters.rejections(),
        map,
        IdentityMoves.of(previous.map(), map, run),
        attributions.rows(),
        CustomerIds.changes(names, run.asOf()),
        CustomerIds.redirects(names, previous.redirects(), run.asOf()),
        Stream.of(List.of(edges, ranked, map), clusters.shared(), attributions.shared())
            .flatMap(List::stream)
            .toList());
  }

  private static Dataset<Row> edges(
      Dataset<Row> lists, IdentityConfig config, boolean hashed, Optional<Dataset<Row>> scored) {
    Dataset<Row> edges = IdentityEdges.ofLists(lists);
    if (hashed) {
      edges = IdentityEdges.merge(edges, HashLinks.of(IdentifierLists.identifiers(lists), config));
    }
    if (scored.isPresent()) {
      edges =
          IdentityEdges.merge(
              edges, ScoredEdges.of(scored.get(), IdentifierLists.identifiers(lists)));
    }
    return ForcedLinks.any(config)
        ? ForcedLinks.added(edges, IdentifierLists.identifiers(lists), config)
        : edges;
  }

  /** Every identifier with its component; an error when two identifiers share a key. */
  static Dataset<Row> members(Dataset<Row> lists, Dataset<Row> edges, ComponentFinder finder) {
    Dataset<Row> identifiers = IdentifierLists.identifiers(lists);
    Dataset<Row> labels =
        finder.components(
            identifiers.select(col(KEY).as(ComponentFinder.ID)), edges.select("a", "b"));
    Column same = count(lit(1)).over(Window.partitionBy(KEY));
    return identifiers
        .join(labels.withColumnRenamed(ComponentFinder.ID, KEY), KEY)
        .withColumn(
            CONNECTED_COMPONENT,
            when(same.gt(1), collision()).otherwise(col(ComponentFinder.COMPONENT)));
  }

  private static Column collision() {
    return coalesce(raise_error(lit(COLLISION)).cast(DataTypes.LongType), lit(0L));
  }

  static Dataset<Row> kept(Dataset<Row> rows) {
    return rows.persist(StorageLevel.MEMORY_AND_DISK());
  }
}
