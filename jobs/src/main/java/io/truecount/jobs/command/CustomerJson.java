package io.truecount.jobs.command;

import static io.truecount.jobs.command.CustomerText.text;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.config.CustomersConfig.Trait;
import io.truecount.customer.CustomerTables;
import io.truecount.identity.IdentityTables;
import io.truecount.jobs.release.CustomerRecord;
import java.util.List;
import org.apache.spark.sql.Row;

/** A customer for programs, as one object. */
final class CustomerJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CustomerJson() {}

  static ObjectNode of(CustomerRecord found) {
    Row customer = found.customer();
    ObjectNode node = JSON.createObjectNode();
    node.put("release", found.release().number());
    put(
        node,
        customer,
        List.of(
            CustomerTables.CUSTOMER_ID,
            CustomerTables.KIND,
            CustomerTables.FIRST_SEEN,
            CustomerTables.LAST_SEEN,
            CustomerTables.CREATED_AT));
    node.put(
        CustomerTables.EVENT_COUNT, customer.<Long>getAs(CustomerTables.EVENT_COUNT).longValue());
    ArrayNode identifiers = node.putArray("identifiers");
    for (Row row : found.identifiers()) {
      ObjectNode one = identifiers.addObject();
      put(
          one,
          row,
          List.of(
              IdentityTables.TYPE,
              IdentityTables.VALUE,
              IdentityTables.FIRST_SEEN,
              IdentityTables.LAST_SEEN));
      one.put(IdentityTables.EVENT_COUNT, row.<Long>getAs(IdentityTables.EVENT_COUNT).longValue());
      one.put("anchor", row.<Boolean>getAs(IdentityTables.IS_ANCHOR).booleanValue());
    }
    ObjectNode traits = node.putObject("traits");
    for (Trait trait : found.traits()) {
      ObjectNode one = traits.putObject(trait.name());
      one.put("value", text(customer, trait.name()));
      one.put("rule", CustomerText.rule(trait));
      one.put("property", trait.property());
      trait.sources().forEach(one.putArray("sources")::add);
    }
    rows(
        node.putArray("refused"),
        found.refused(),
        List.of("a_type", "a_value", "b_type", "b_value", "reason", "detail"));
    rows(
        node.putArray("overrides"),
        found.overrides(),
        List.of(
            "action",
            "a_type",
            "a_value",
            "b_type",
            "b_value",
            "author",
            "reason",
            "expires",
            IdentityTables.STATE,
            IdentityTables.PLACE));
    rows(
        node.putArray("changes"),
        found.changes(),
        List.of(IdentityTables.AS_OF, "change", IdentityTables.CUSTOMER_ID, "related_customer_id"));
    return node;
  }

  private static void rows(ArrayNode array, List<Row> rows, List<String> columns) {
    rows.forEach(row -> put(array.addObject(), row, columns));
  }

  private static void put(ObjectNode node, Row row, List<String> columns) {
    columns.forEach(column -> node.put(column, text(row, column)));
  }
}
