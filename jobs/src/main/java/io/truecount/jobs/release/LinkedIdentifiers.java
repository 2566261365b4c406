package io.truecount.jobs.release;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.identity.IdentityProof;
import io.truecount.identity.IdentityProof.Known;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.rules.Identifier;
import io.truecount.project.Project;
import io.truecount.table.Release;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Two identifiers of the last release, and what is known of how records connect them.
 *
 * @param proof empty when no record connects them, directly or by others
 */
public record LinkedIdentifiers(Release release, Known a, Known b, Optional<IdentityProof> proof) {
  private static final List<String> TABLES =
      List.of(
          IdentityTables.map().name(),
          IdentityTables.edges().name(),
          IdentityTables.generic().name());

  /**
   * Looks both up.
   *
   * @param a as {@code TYPE=VALUE}
   * @param where the command, for messages
   * @throws TruecountException invalid, when no customer has one of them
   */
  public static LinkedIdentifiers of(
      SparkSession spark, Project project, String a, String b, String where) {
    Release release = ReleaseViews.registerTables(spark, project, TABLES);
    IdentityConfig config =
        CustomerLookup.blocking(spark, project.config().identity().at(release.asOf()));
    Dataset<Row> map = spark.table(IdentityTables.map().name());
    Known left = find(map, config, a, where + ", A");
    Known right = find(map, config, b, where + ", B");
    return new LinkedIdentifiers(
        release,
        left,
        right,
        left.component() == right.component()
            ? Optional.of(proof(spark, map, config, left.component(), where))
            : Optional.empty());
  }

  private static IdentityProof proof(
      SparkSession spark, Dataset<Row> map, IdentityConfig config, long component, String where) {
    return IdentityProof.of(map, spark.table(IdentityTables.edges().name()), config, component)
        .orElseThrow(
            () ->
                TruecountException.invalid(
                    Problem.of(
                        "records connect more than %,d identifiers with these"
                            .formatted(IdentityProof.MOST),
                        where,
                        "a value of many people connects them: block it, or limit its type")));
  }

  private static Known find(Dataset<Row> map, IdentityConfig config, String text, String where) {
    List<String> types = config.types().stream().map(IdentifierType::name).toList();
    int separator = text.indexOf('=');
    if (separator < 0) {
      throw TruecountException.invalid(
          Problem.of(
              "not an identifier",
              where,
              "write TYPE=VALUE, with one of the types " + String.join(", ", types)));
    }
    String type = text.substring(0, separator);
    if (!types.contains(type)) {
      throw TruecountException.invalid(
          Problem.of(
              "unknown type of identifier \"%s\"".formatted(type),
              where,
              Suggestion.remedy(type, types)));
    }
    Identifier raw = new Identifier(type, text.substring(separator + 1));
    return IdentityProof.find(map, config, raw)
        .orElseThrow(() -> TruecountException.invalid(CustomerLookup.unknown(config, raw, where)));
  }

  /** Whether the release has both in one customer. */
  public boolean isOneCustomer() {
    return a.customer().equals(b.customer());
  }
}
