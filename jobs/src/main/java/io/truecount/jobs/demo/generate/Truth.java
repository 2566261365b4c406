package io.truecount.jobs.demo.generate;

import com.univocity.parsers.csv.CsvWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is who: every identifier of the lake, normalised, with its person. A device that two people
 * use belongs to its owner.
 */
final class Truth {
  static final String[] HEADER = {"identifier_type", "identifier_value", "person"};

  private final long seed;

  Truth(long seed) {
    this.seed = seed;
  }

  /** Writes the identifiers of one household; devices are shared within it only. */
  void write(List<Person> household, CsvWriter file) {
    Map<String, String> devices = new LinkedHashMap<>();
    for (Person person : household) {
      devices(person, devices);
      if (person.signedUpBy(Calendar.DAYS - 1)) {
        file.writeRow("user_id", person.userId(), person.id());
        file.writeRow("email", person.email(), person.id());
        file.writeRow("phone", person.phone().e164(), person.id());
        if (Contacts.holds(person)) {
          file.writeRow("crm_id", Contacts.contactId(person), person.id());
        }
      }
    }
    devices.forEach((id, owner) -> file.writeRow("anonymous_id", id, owner));
  }

  private void devices(Person person, Map<String, String> owners) {
    for (int day = 0; day < Calendar.DAYS; day++) {
      for (Visit visit : Visit.on(person, seed, day)) {
        if (visit.deliveredIn().get(0) < Calendar.WEEKS) {
          owners.put(visit.device().anonymousId(), visit.device().owner().id());
        }
      }
    }
  }
}
