package io.truecount.identity;

import static io.truecount.event.EventTables.SOURCE;
import static io.truecount.identity.IdentityTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.EVENT_COUNT;
import static io.truecount.identity.IdentityTables.FIRST_RECORD;
import static io.truecount.identity.IdentityTables.FIRST_SEEN;
import static io.truecount.identity.IdentityTables.HAS_REFUSED;
import static io.truecount.identity.IdentityTables.IDENTIFIERS;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.LAST_SEEN;
import static io.truecount.identity.IdentityTables.LOAD_SPAN;
import static io.truecount.identity.IdentityTables.VALID_FROM;
import static io.truecount.identity.IdentityTables.VALID_TO;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.size;

import io.truecount.config.GenericRule;
import io.truecount.config.IdentityConfig;
import io.truecount.config.Interval;
import io.truecount.config.Run;
import io.truecount.identity.components.ComponentFinder;
import io.truecount.table.Kept;
import io.truecount.table.TablePart;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Brings identities up to date with the loads that a run has replaced, without the events of other
 * loads. The customers that these loads touch are resolved again from the stored lists of
 * identifiers, by the same code that resolves all events; every other customer is taken over. So
 * the result is that of {@link Resolve#resolve} of all events.
 */
public final class IdentityUpdate {
  private static final Column[] OF_LIST = {
    col(SOURCE),
    col(IDENTIFIERS_HASH),
    col(IDENTIFIERS),
    col(FIRST_SEEN),
    col(LAST_SEEN),
    col(EVENT_COUNT),
    col(FIRST_RECORD)
  };

  private final Before before;
  private final Optional<Dataset<Row>> scored;
  private final IdentityConfig config;
  private final Run run;
  private final IdentityConfig then;
  private final LoadSpans spans;
  private final Dataset<Row> delivered;
  private final OverrideChanges changes;

  private IdentityUpdate(
      Before before,
      Optional<Dataset<Row>> scored,
      IdentityConfig config,
      IdentityConfig then,
      Run run,
      LoadSpans spans,
      Dataset<Row> delivered) {
    this.before = before;
    this.scored = scored;
    this.config = config;
    this.run = run;
    this.then = then;
    this.spans = spans;
    this.delivered = delivered;
    this.changes = OverrideChanges.between(then, config);
  }

  /** The tables of the release before, each in the shape of {@link IdentityTables}. */
  public record Before(
      Dataset<Row> lists,
      Dataset<Row> edges,
      Dataset<Row> rejections,
      Dataset<Row> map,
      Dataset<Row> attributions,
      Dataset<Row> redirects,
      Dataset<Row> overrides,
      Dataset<Row> generic) {}

  /**
   * The identities of all events.
   *
   * <p>Cost: one aggregation of the events of the replaced loads (and of spans of load time that
   * were stored together with these); joins of the lists, the edges, the map and the attributions
   * with the keys of the touched customers' identifiers; and a rewrite of these three tables.
   * Attribution by time reads the events of the lists that it decides. Where other identifiers are
   * blocked by overrides than before, all lists are read again and written.
   *
   * @param events all events known, in the shape of {@link io.truecount.event.EventTables#events}
   * @param loads intervals of load time outside of which the events are those of the release before
   * @param scored all scored links of today, as {@link Resolve#resolve} takes them
   */
  public static ResolveResult of(
      Dataset<Row> events,
      List<Interval> loads,
      Optional<Dataset<Row>> scored,
      Before before,
      IdentityConfig config,
      Run run,
      ComponentFinder finder) {
    IdentityConfig then =
        config
            .withOverrides(OverrideTable.applied(before.overrides()))
            .withGeneric(GenericIdentifiers.blocked(before.generic(), config));
    LoadSpans spans = LoadSpans.after(IdentifierListParts.spans(before.lists()), loads);
    Kept delivered = Kept.of(IdentifierListParts.fresh(events, spans.fresh(), run.id()));
    Function<IdentityConfig, IdentityUpdate> update =
        now -> new IdentityUpdate(before, scored, now, then, run, spans, delivered.rows());
    if (config.generic().action() != GenericRule.Action.BLOCK) {
      return update.apply(config).of(events, Optional.empty(), delivered, finder);
    }
    Kept generic = Kept.of(update.apply(config).generic(events));
    IdentityConfig now = config.withGeneric(GenericIdentifiers.blocked(generic.rows(), config));
    return update.apply(now).of(events, Optional.of(generic), delivered, finder);
  }

  /** The values that are blocked as generic, in the shape of {@link IdentityTables#generic()}. */
  private Dataset<Row> generic(Dataset<Row> events) {
    OverrideChanges ofPeople =
        OverrideChanges.between(then.withGeneric(List.of()), config.withGeneric(List.of()));
    Dataset<Row> stored = stored(IdentifierLists.normalized(delivered, then));
    Dataset<Row> touched = IdentifierLists.normalized(touchedLists(), config);
    if (ofPeople.blocks()) {
      touched = touched.unionByName(ofPeople.lists(stored));
    }
    Dataset<Row> counted =
        touched
            .select(explode(col(IdentifierReader.ACCEPTED)).as("i"))
            .select(col("i." + KEY).as(KEY))
            .union(ofPeople.identifiers(events.sparkSession()).select(KEY))
            .distinct();
    Dataset<Row> found =
        new GenericUpdate(config, before.generic(), before.map()).of(counted, stored);
    return GenericIdentifiers.decided(found, config);
  }

  private ResolveResult of(
      Dataset<Row> events, Optional<Kept> blocking, Kept delivered, ComponentFinder finder) {
    Kept fresh = Kept.of(IdentifierLists.normalized(delivered.rows(), config));
    Dataset<Row> stored = changed(stored(fresh.rows()));
    Kept touched = Kept.of(touched(stored));
    Dataset<Row> named = changes.identifiers(events.sparkSession());
    Kept affected = Kept.of(AffectedIdentifiers.of(touched.rows(), named, before, scored, config));
    Dataset<Row> keys = affected.asKeys();
    Kept lists = Kept.of(lists(of(stored, keys)));
    Kept mapped = Kept.of(of(before.map(), keys));
    Resolve.Identities found =
        Resolve.identities(
            lists.rows(),
            !HashedValues.types(config).isEmpty(),
            scored,
            events,
            new PreviousIdentity(mapped.rows(), before.redirects()),
            config,
            run,
            finder);
    Kept map = Kept.of(found.map());
    Kept attributions = Kept.of(found.attributions());
    return new ResolveResult(
        changes.blocks()
            ? TablePart.whole(IdentityTables.lists(), stored)
            : IdentifierListParts.replaced(spans, fresh.rows()),
        unaffected(before.edges(), "a", keys).unionByName(found.edges()),
        unaffected(before.rejections(), "a", keys).unionByName(found.rejections()),
        unaffected(before.map(), KEY, keys).unionByName(map.rows()),
        found.moves(),
        unaffected(before.attributions(), KEY, keys).unionByName(attributions.rows()),
        found.changes(),
        found.redirects(),
        blocked(stored, touched.rows()),
        blocking.map(Kept::rows).orElseGet(() -> proposed(found, keys)),
        IdentifierCounts.of(fresh.rows(), config).rows(run.id()),
        Optional.of(
            new ResolveResult.Difference(
                touched.rows().select(IDENTIFIERS_HASH).distinct().count(),
                customers(mapped.rows(), map.rows()),
                reattributions(of(before.attributions(), keys), attributions.rows()))),
        Stream.concat(
                Stream.concat(
                        blocking.stream(),
                        Stream.of(
                            delivered, fresh, touched, affected, lists, mapped, map, attributions))
                    .map(Kept::cached),
                found.shared().stream())
            .toList());
  }

  /** The generic values: those of other components are as they were. */
  private Dataset<Row> proposed(Resolve.Identities found, Dataset<Row> keys) {
    Dataset<Row> others =
        unaffected(before.generic().withColumn(KEY, GenericIdentifiers.key()), KEY, keys).drop(KEY);
    return others.unionByName(GenericIdentifiers.proposed(found.edges(), found.map(), config));
  }

  /** The lists that came, went, have other events, or link otherwise, normalised. */
  private Dataset<Row> touched(Dataset<Row> stored) {
    Dataset<Row> touched = IdentifierLists.normalized(touchedLists(), config);
    return changes.blocks() ? touched.unionByName(changes.lists(stored)).distinct() : touched;
  }

  /** The lists that came, went, or have other events, once each: identifiers_hash, identifiers. */
  private Dataset<Row> touchedLists() {
    Dataset<Row> now = delivered.select(OF_LIST);
    Dataset<Row> touched = now;
    if (!spans.dropped().isEmpty()) {
      Dataset<Row> past =
          merged(before.lists().filter(IdentifierListParts.of(spans.dropped()).condition()));
      touched = merged(now).except(past).union(past.except(merged(now)));
    }
    return touched.select(IDENTIFIERS_HASH, IDENTIFIERS).distinct();
  }

  private static Dataset<Row> merged(Dataset<Row> lists) {
    return IdentifierLists.merged(lists.withColumn(IdentifierLists.RUN_EVENTS, lit(0L)))
        .select(OF_LIST);
  }

  /** The stored lists with those that were delivered. */
  private Dataset<Row> stored(Dataset<Row> fresh) {
    Column dropped = IdentifierListParts.of(spans.dropped()).condition();
    return before
        .lists()
        .filter(not(dropped))
        .unionByName(IdentifierListParts.replaced(spans, fresh).rows());
  }

  /** Stored lists with the identifier that decides by today's rules. */
  private Dataset<Row> changed(Dataset<Row> stored) {
    return changes.blocks()
        ? IdentifierLists.stored(IdentifierLists.normalized(stored, config), col(LOAD_SPAN))
        : stored;
  }

  private Dataset<Row> lists(Dataset<Row> stored) {
    return IdentifierLists.normalized(
        IdentifierLists.merged(stored.withColumn(IdentifierLists.RUN_EVENTS, lit(0L))), config);
  }

  private static Dataset<Row> of(Dataset<Row> rows, Dataset<Row> affected) {
    return rows.join(affected, rows.col(KEY).equalTo(affected.col(KEY)), "left_semi");
  }

  private static Dataset<Row> unaffected(Dataset<Row> rows, String key, Dataset<Row> affected) {
    return rows.join(affected, rows.col(key).equalTo(affected.col(KEY)), "left_anti");
  }

  /** Empty when no list with a refused value was touched. */
  private Optional<Dataset<Row>> blocked(Dataset<Row> stored, Dataset<Row> touched) {
    return touched.where(size(col(IdentifierReader.REFUSED)).gt(0)).isEmpty()
        ? Optional.empty()
        : Optional.of(IdentifierLists.blocked(lists(stored.where(HAS_REFUSED))));
  }

  private static Dataset<Row> customers(Dataset<Row> before, Dataset<Row> now) {
    return before.select(CUSTOMER_ID).union(now.select(CUSTOMER_ID)).distinct();
  }

  /** The lists of the release before with another customer, or another validity of one. */
  private Dataset<Row> reattributions(Dataset<Row> before, Dataset<Row> now) {
    Column[] belonging = {col(IDENTIFIERS_HASH), col(VALID_FROM), col(VALID_TO), col(CUSTOMER_ID)};
    Dataset<Row> was = before.select(belonging);
    Dataset<Row> is = now.select(belonging);
    Dataset<Row> changed = was.except(is).union(is.except(was)).select(IDENTIFIERS_HASH).distinct();
    Dataset<Row> seen =
        changes.blocks() // lists that had no customer, and have one now
            ? before.unionByName(now)
            : before;
    return seen.groupBy(IDENTIFIERS_HASH)
        .agg(min(FIRST_SEEN).as(FIRST_SEEN), max(LAST_SEEN).as(LAST_SEEN))
        .join(changed, new String[] {IDENTIFIERS_HASH}, "left_semi");
  }
}
