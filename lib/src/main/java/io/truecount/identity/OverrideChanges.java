package io.truecount.identity;

import static io.truecount.identity.IdentityTables.IDENTIFIERS;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static io.truecount.identity.IdentityTables.KEY;
import static io.truecount.identity.IdentityTables.TYPE;
import static io.truecount.identity.IdentityTables.VALUE;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.xxhash64;

import com.google.common.collect.Sets;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityOverride;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.config.LinkRules.Named;
import io.truecount.identity.rules.Identifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * What differs between the overrides that a release was made with and those of a run: rows that
 * came, went, expired, or have another author or reason; and generic values that are blocked, or no
 * longer.
 */
final class OverrideChanges {
  /** What an override does, and what tables say of it. */
  private record Effect(Action action, List<Identifier> ids, String author, String reason) {
    static Effect of(NormalizedOverride one) {
      IdentityOverride override = one.override();
      return new Effect(override.action(), one.ids(), override.author(), override.reason());
    }
  }

  private final IdentityConfig before;
  private final IdentityConfig now;
  private final List<NormalizedOverride> changed;

  private final Set<Named> generic;

  private OverrideChanges(
      IdentityConfig before,
      IdentityConfig now,
      List<NormalizedOverride> changed,
      Set<Named> generic) {
    this.before = before;
    this.now = now;
    this.changed = changed;
    this.generic = generic;
  }

  /**
   * Compares both.
   *
   * @param before the rules of today, with the overrides and blocked generic values of the release
   *     before
   */
  static OverrideChanges between(IdentityConfig before, IdentityConfig now) {
    Map<Effect, NormalizedOverride> came = effects(now);
    Map<Effect, NormalizedOverride> went = effects(before);
    Map<Effect, NormalizedOverride> changed = new HashMap<>(came);
    changed.putAll(went);
    changed.keySet().removeIf(effect -> came.containsKey(effect) && went.containsKey(effect));
    return new OverrideChanges(
        before,
        now,
        List.copyOf(changed.values()),
        Sets.symmetricDifference(
            Set.copyOf(before.generic().found()), Set.copyOf(now.generic().found())));
  }

  private static Map<Effect, NormalizedOverride> effects(IdentityConfig config) {
    Map<Effect, NormalizedOverride> effects = new HashMap<>();
    NormalizedOverride.all(config).stream()
        .filter(NormalizedOverride::hasEffect)
        .forEach(one -> effects.put(Effect.of(one), one));
    return effects;
  }

  /** Whether other identifiers are blocked: lists of identifiers have to be read again. */
  boolean blocks() {
    return !generic.isEmpty()
        || changed.stream().anyMatch(one -> one.override().action() == Action.BLOCK);
  }

  /** The identifiers that changed overrides name: key, type, value. */
  Dataset<Row> identifiers(SparkSession spark) {
    List<Row> rows =
        Stream.concat(
                changed.stream().flatMap(one -> one.spellings(now).stream().flatMap(List::stream)),
                generic.stream().map(named -> new Identifier(named.type(), named.value())))
            .distinct()
            .map(id -> RowFactory.create(id.type(), id.value()))
            .toList();
    return OverrideTable.identifiers(spark, rows)
        .select(xxhash64(col(TYPE), col(VALUE)).as(KEY), col(TYPE), col(VALUE));
  }

  /**
   * The lists whose identifiers link otherwise: twice each, as {@link IdentifierLists#normalized}
   * reads them without and with the change. Cost: reads every list twice.
   *
   * @param lists of all spans of load time
   */
  Dataset<Row> lists(Dataset<Row> lists) {
    Dataset<Row> each = lists.select(IDENTIFIERS_HASH, IDENTIFIERS).distinct();
    Dataset<Row> was = IdentifierLists.normalized(each, before);
    String[] read = {IdentifierReader.ACCEPTED, IdentifierReader.REFUSED};
    Dataset<Row> both = was;
    for (String column : read) {
      both = both.withColumnRenamed(column, "was_" + column);
    }
    both = IdentifierLists.normalized(both, now);
    Column same =
        col(read[0])
            .eqNullSafe(col("was_" + read[0]))
            .and(col(read[1]).eqNullSafe(col("was_" + read[1])));
    Dataset<Row> differ = both.where(not(same));
    return differ
        .select(IDENTIFIERS_HASH, IDENTIFIERS, "was_" + read[0], "was_" + read[1])
        .union(differ.select(IDENTIFIERS_HASH, IDENTIFIERS, read[0], read[1]))
        .toDF(IDENTIFIERS_HASH, IDENTIFIERS, read[0], read[1]);
  }
}
