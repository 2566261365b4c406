package io.truecount.identity.linkage;

import io.truecount.testkit.EventRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Generated people, each with one record or more, some of them with typing errors and gaps. */
final class People {
  static final List<String> FIELDS = List.of("given_name", "surname", "born", "city", "phone");
  private static final List<String> GIVEN =
      List.of("jane", "john", "maria", "peter", "anna", "luca", "olga", "emil", "nora", "hugo");
  private static final List<String> SURNAMES =
      List.of("miller", "smith", "fischer", "novak", "rossi", "garcia", "jensen", "kowalski");
  private static final List<String> SYLLABLES = List.of("ber", "lin", "wal", "dor", "ham", "stein");
  private static final List<String> CITIES = List.of("köln", "bonn", "ulm", "trier", "essen");

  /** A record, and the person whom it is of. */
  record Entry(String id, String person, List<@Nullable String> values) {}

  private final Random random;
  private final List<Entry> records = new ArrayList<>();

  private People(long seed) {
    this.random = new Random(seed);
  }

  static List<Entry> of(int number, long seed) {
    People people = new People(seed);
    for (int person = 0; person < number; person++) {
      people.add("p" + person);
    }
    return people.records;
  }

  /** Events of a source that has every record once. */
  static EventRows events(List<Entry> records) {
    StructType properties = new StructType();
    for (String field : FIELDS) {
      properties = properties.add(field, DataTypes.StringType);
    }
    EventRows events = new EventRows(properties);
    for (Entry record : records) {
      events.add(
          "crm", "x", "2026-03-01T00:00:00Z", "crm_id=" + record.id(), record.values().toArray());
    }
    return events;
  }

  private void add(String person) {
    List<@Nullable String> values = new ArrayList<>();
    values.add(one(GIVEN));
    values.add(random.nextBoolean() ? one(SURNAMES) : one(SYLLABLES) + one(SYLLABLES));
    values.add(
        "19%02d-%02d-%02d"
            .formatted(40 + random.nextInt(60), 1 + random.nextInt(12), 1 + random.nextInt(28)));
    values.add(one(CITIES));
    values.add("0221" + (100_000 + random.nextInt(900_000)));
    records.add(new Entry("r" + records.size(), person, values));
    for (int copies = random.nextInt(3); copies > 0; copies--) {
      records.add(new Entry("r" + records.size(), person, worse(values)));
    }
  }

  private List<@Nullable String> worse(List<@Nullable String> values) {
    List<@Nullable String> worse = new ArrayList<>(values);
    for (int errors = random.nextInt(3); errors > 0; errors--) {
      int field = random.nextInt(worse.size());
      @Nullable String value = worse.get(field);
      worse.set(field, value == null || random.nextInt(5) == 0 ? null : mistyped(value));
    }
    return worse;
  }

  private String mistyped(String value) {
    int at = random.nextInt(value.length() - 1);
    String before = value.substring(0, at);
    return switch (random.nextInt(3)) {
      case 0 -> before + value.substring(at + 1);
      case 1 -> before + value.charAt(at + 1) + value.charAt(at) + value.substring(at + 2);
      default -> before + (char) ('a' + random.nextInt(26)) + value.substring(at + 1);
    };
  }

  private String one(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }
}
