package io.truecount.jobs.release;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.customer.CustomerTables;
import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import io.truecount.identity.GenericIdentifiers;
import io.truecount.identity.IdentifierLookup;
import io.truecount.identity.IdentityTables;
import io.truecount.identity.RecordReader;
import io.truecount.identity.rules.Identifier;
import io.truecount.project.Project;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One customer of the release in the views of a session, by its id, by an id that it had, or by
 * {@code TYPE=VALUE}. What is asked for is personal data, and so is in no message.
 */
public final class CustomerLookup {
  private final SparkSession spark;
  private final Project project;
  private final String where;

  /**
   * @param where the option, for messages
   */
  public CustomerLookup(SparkSession spark, Project project, String where) {
    this.spark = spark;
    this.project = project;
    this.where = where;
  }

  /**
   * The id that the customer has in the release.
   *
   * @throws TruecountException when there is none
   */
  public String find(String text) {
    int separator = text.indexOf('=');
    return separator < 0
        ? byId(text)
        : byIdentifier(text.substring(0, separator), text.substring(separator + 1));
  }

  private String byId(String id) {
    if (!spark.table(CustomerTables.CUSTOMERS).where(isCustomer(id)).isEmpty()) {
      return id;
    }
    List<Row> moved =
        spark.table(IdentityTables.redirects().name()).where(isCustomer(id)).collectAsList();
    if (moved.isEmpty()) {
      throw unknown(
          "no customer has this id, or had it",
          "ids are in the table customers; to find one by an identifier write TYPE=VALUE, with one"
              + " of the types "
              + String.join(", ", types()));
    }
    String current = moved.get(0).getAs("current_customer_id");
    if (current == null) {
      throw unknown(
          "the customer of this id is no more: no identifier of it is left",
          "ask for a customer of the last release");
    }
    return current;
  }

  private static org.apache.spark.sql.Column isCustomer(String id) {
    return col(IdentityTables.CUSTOMER_ID).equalTo(lit(id));
  }

  private String byIdentifier(String type, String value) {
    if (!types().contains(type)) {
      throw unknown(
          "unknown type of identifier \"%s\"".formatted(type), Suggestion.remedy(type, types()));
    }
    Dataset<Row> asked = spark.range(1).select(lit(value).as("value"));
    List<Row> found =
        IdentifierLookup.byIdentifier(
                asked,
                col("value"),
                type,
                project.config().identity(),
                spark.table(IdentityTables.map().name()))
            .select(IdentityTables.CUSTOMER_ID)
            .collectAsList();
    if (found.isEmpty()) {
      throw TruecountException.invalid(
          unknown(project.config().identity(), new Identifier(type, value), where));
    }
    return found.get(0).getString(0);
  }

  /** The rules with the generic values that the registered release blocks. */
  static IdentityConfig blocking(SparkSession spark, IdentityConfig config) {
    String generic = IdentityTables.generic().name();
    return spark.catalog().tableExists(generic)
        ? config.withGeneric(GenericIdentifiers.blocked(spark.table(generic), config))
        : config;
  }

  /** An identifier that no customer has; names the override that blocks it. */
  static Problem unknown(IdentityConfig config, Identifier raw, String where) {
    return new RecordReader(config)
        .blockedBy(raw)
        .map(
            by ->
                new Problem(
                    "no customer has this " + raw.type(),
                    where,
                    "%s (%s)".formatted(by.text(), by.place()),
                    "take the row out, or let it expire, if it is wrong"))
        .orElseGet(
            () ->
                Problem.of(
                    "no customer has this " + raw.type(),
                    where,
                    "see whether it is spelled as its source spells it; blocked_identifiers has"
                        + " values that name no customer"));
  }

  private List<String> types() {
    return project.config().identity().types().stream().map(IdentifierType::name).toList();
  }

  private TruecountException unknown(String what, String remedy) {
    return TruecountException.invalid(Problem.of(what, where, remedy));
  }
}
