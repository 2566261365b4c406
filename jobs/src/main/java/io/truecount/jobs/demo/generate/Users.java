package io.truecount.jobs.demo.generate;

import io.truecount.jobs.demo.generate.Tally.Fate;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** The backend's users table: every load is a full snapshot, so most rows repeat the last one. */
final class Users {
  static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message users {
            required binary user_id (STRING);
            optional binary email (STRING);
            optional binary name (STRING);
            optional binary phone (STRING);
            optional binary country (STRING);
            optional binary company_id (STRING);
            required int64 signed_up_at (TIMESTAMP(MICROS,true));
            required boolean is_staff;
            required int64 updated_at (TIMESTAMP(MICROS,true));
          }
          """);

  private static final SimpleGroupFactory ROWS = new SimpleGroupFactory(SCHEMA);
  private static final double CHANGES_PER_WEEK = 0.05;
  private static final double UNKNOWN_COUNTRY = 0.001;

  private final Tally tally;

  Users(Tally tally) {
    this.tally = tally;
  }

  void write(Person person, int week, ParquetFile file) {
    if (!person.signedUpBy(7 * week + 6)) {
      return;
    }
    boolean broken = person.draw().at("unknown-country").chance(UNKNOWN_COUNTRY);
    int changed = lastChange(person, week);
    boolean fresh = week == 0 || changed == week || !person.signedUpBy(7 * week - 1);
    tally.add(broken ? Fate.QUARANTINED : fresh ? Fate.ACCEPTED : Fate.DUPLICATE);
    file.write(row(person, changed, broken));
  }

  private static Group row(Person person, int changed, boolean broken) {
    long signedUp =
        Calendar.millis(person.signUpDay(), person.draw().at("signed-up").below(86_000));
    long updated =
        changed < 0 ? signedUp : Calendar.millis(7 * changed, person.draw().below(500_000));
    Group row =
        ROWS.newGroup()
            .append("user_id", person.userId())
            .append("email", person.email())
            .append("name", changed < 0 ? person.name() : person.name() + " II")
            .append("phone", person.phone().e164())
            .append("country", broken ? "XX" : person.country())
            .append("signed_up_at", signedUp * 1000)
            .append("is_staff", person.staff())
            .append("updated_at", updated * 1000);
    person.company().ifPresent(company -> row.append("company_id", company));
    return row;
  }

  /** The last week with a change of profile, or -1. */
  private static int lastChange(Person person, int week) {
    for (int w = week; w >= 0 && person.signedUpBy(7 * w - 1); w--) {
      if (person.draw().at("change").at(w).chance(CHANGES_PER_WEEK)) {
        return w;
      }
    }
    return -1;
  }
}
