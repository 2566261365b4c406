package io.truecount.customer;

import static io.truecount.customer.CustomerTables.CUSTOMER_ID;
import static io.truecount.identity.IdentityTables.IDENTIFIERS_HASH;
import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;

import io.truecount.config.CustomersConfig;
import io.truecount.config.IdentityConfig;
import io.truecount.table.Kept;
import io.truecount.table.RowChanges;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Brings customers and their history up to date: the rows of customers whose events or identifiers
 * have changed are computed again, by the code that computes all of them, and all other rows are
 * those of before.
 *
 * <pre>
 *   changed events   identifiers     touched   C2        customers before   C1 | …   stays
 *                    hash of [u3]                                           C2 | …   computed again
 *   attributions     [u3] is C3's                                           C3 | …   computed again
 * </pre>
 *
 * @param touched the customers to compute again: of now, and of before where they are gone
 */
public record CustomersUpdate(Input input, Kept touched) implements AutoCloseable {
  private static final String[] BY_CUSTOMER = {CUSTOMER_ID};

  /**
   * What customers are computed from.
   *
   * @param traitEvents in the shape of {@link TraitEvents#table}
   * @param map in the shape of {@link io.truecount.identity.IdentityTables#map()}
   * @param attributions in the shape of {@link io.truecount.identity.IdentityTables#attributions()}
   */
  public record Input(
      Dataset<Row> traitEvents,
      Dataset<Row> map,
      Dataset<Row> attributions,
      CustomersConfig config,
      IdentityConfig identity) {
    /** In the shape of {@link CustomerTables#customers}. */
    public Dataset<Row> customers() {
      return Customers.of(attributed(), map, attributions, config, identity);
    }

    /** In the shape of {@link CustomerTables#customersHistory}; for traits with a history. */
    public Dataset<Row> history() {
      return CustomersHistory.of(attributed(), config);
    }

    private Dataset<Row> attributed() {
      return CustomerEvents.attributeHashed(traitEvents, attributions)
          .where(col(CUSTOMER_ID).isNotNull());
    }
  }

  public CustomersUpdate {
    requireNonNull(input);
    requireNonNull(touched);
  }

  /**
   * Finds the customers to compute again. Cost: the changed trait events; a join of their lists
   * with the attributions.
   *
   * @param all the whole input of now
   * @param resolved in the shape of {@link
   *     io.truecount.identity.IdentityRunTables#touchedCustomers()}: no other customer has another
   *     identifier or attribution than before
   * @param gone trait events of before that the run has replaced; empty when it has only added some
   * @param fresh those in their place
   */
  public static CustomersUpdate of(
      Input all, Dataset<Row> resolved, Optional<Dataset<Row>> gone, Dataset<Row> fresh) {
    Dataset<Row> changed = gone.map(rows -> RowChanges.between(rows, fresh).rows()).orElse(fresh);
    Dataset<Row> lists = changed.select(IDENTIFIERS_HASH).distinct();
    Dataset<Row> touched =
        all.attributions()
            .join(lists, new String[] {IDENTIFIERS_HASH}, "left_semi")
            .select(CUSTOMER_ID)
            .where(col(CUSTOMER_ID).isNotNull())
            .union(resolved.select(CUSTOMER_ID))
            .distinct();
    return new CustomersUpdate(all, Kept.of(touched));
  }

  /** How many customers are computed again. */
  public long count() {
    return touched.rows().count();
  }

  /**
   * All customers, in the shape of {@link CustomerTables#customers}. Lazy; cost: joins of the trait
   * events, the map and the attributions with few keys, and the trait events of these customers.
   *
   * @param before the customers of before, in the same shape
   */
  public Dataset<Row> customers(Dataset<Row> before) {
    return others(before).unionByName(again().customers());
  }

  /** As {@link #customers}, of {@link CustomerTables#customersHistory}. */
  public Dataset<Row> history(Dataset<Row> before) {
    return others(before).unionByName(again().history());
  }

  private Dataset<Row> others(Dataset<Row> rows) {
    return rows.join(touched.asKeys(), BY_CUSTOMER, "left_anti");
  }

  private Input again() {
    Dataset<Row> keys = touched.asKeys();
    return new Input(
        input.traitEvents(),
        input.map().join(keys, BY_CUSTOMER, "left_semi"),
        input.attributions().join(keys, BY_CUSTOMER, "left_semi"),
        input.config(),
        input.identity());
  }

  @Override
  public void close() {
    touched.cached().unpersist();
  }
}
