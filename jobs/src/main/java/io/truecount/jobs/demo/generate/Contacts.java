package io.truecount.jobs.demo.generate;

import com.univocity.parsers.csv.CsvWriter;
import io.truecount.jobs.demo.generate.Tally.Fate;
import java.util.List;
import java.util.Locale;

/**
 * The CRM's export, all contacts every week: phones in national spellings, e-mails typed in
 * capitals or replaced by placeholders, and some rows with an unknown segment or a field too many.
 */
final class Contacts {
  static final String[] HEADER = {
    "contact_id", "full_name", "e_mail", "phone", "country", "segment", "modified"
  };
  private static final List<String> SEGMENTS = List.of("prospect", "customer", "vip");
  private static final List<String> PLACEHOLDERS =
      List.of("kunde@shop.example", "kunde@shop.example", "n/a", "nobody@placeholder.example");

  private final Tally tally;

  Contacts(Tally tally) {
    this.tally = tally;
  }

  static boolean holds(Person person) {
    return person.member() && person.draw().at("crm").chance(0.48);
  }

  private static boolean hasEmail(Person person) {
    return !person.draw().at("placeholder").chance(0.08);
  }

  static String contactId(Person person) {
    return "C-%07d".formatted(person.number());
  }

  void write(Person person, int week, CsvWriter file) {
    if (!holds(person) || !person.signedUpBy(7 * week + 6)) {
      return;
    }
    double defect = person.draw().at("crm-defect").unit();
    boolean known = week > 0 && person.signedUpBy(7 * week - 1);
    boolean broken = defect < 0.008;
    boolean fresh = !known || promotions(person, week) > promotions(person, week - 1);
    tally.add(broken ? Fate.QUARANTINED : fresh ? Fate.ACCEPTED : Fate.DUPLICATE);
    file.writeRow((Object[]) row(person, week, defect));
  }

  private static String[] row(Person person, int week, double defect) {
    Draw draw = person.draw().at("contact");
    int promotions = promotions(person, week);
    String[] row = new String[defect < 0.003 ? 8 : 7];
    row[0] = contactId(person);
    row[1] = person.name();
    row[2] = email(person, draw);
    row[3] = person.phone().spelled(draw.at("phone"));
    row[4] = person.country();
    row[5] = broken(defect) ? "unbekannt" : SEGMENTS.get(Math.min(promotions, 2));
    row[6] = Calendar.iso(modified(person, week));
    if (row.length > HEADER.length) {
      row[7] = "a field too many";
    }
    return row;
  }

  private static boolean broken(double defect) {
    return defect >= 0.003 && defect < 0.008;
  }

  private static String email(Person person, Draw draw) {
    if (!hasEmail(person)) {
      return draw.at("placeholder").one(PLACEHOLDERS);
    }
    return draw.chance(0.1) ? person.email().toUpperCase(Locale.ROOT) : person.email();
  }

  private static int promotions(Person person, int week) {
    int count = 0;
    for (int w = 0; w <= week; w++) {
      count += promoted(person, w) ? 1 : 0;
    }
    return count;
  }

  private static boolean promoted(Person person, int week) {
    return person.signedUpBy(7 * week - 1) && person.draw().at("promoted").at(week).chance(0.04);
  }

  private static long modified(Person person, int week) {
    for (int w = week; w >= 0; w--) {
      if (promoted(person, w)) {
        return Calendar.millis(7 * w, person.draw().at("modified").below(500_000));
      }
    }
    return Calendar.millis(person.signUpDay(), 50_000);
  }
}
