package io.truecount.jobs.demo.generate;

import io.truecount.jobs.demo.generate.Tally.Fate;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The e-mail tool's webhook log: sent, opened, clicked; retried webhooks and an error page. */
final class Mails {
  private static final List<String> CAMPAIGNS = List.of("winter-sale", "new-year", "newsletter");
  private static final double MAILS_PER_DAY = 0.087;

  private final Tally tally;

  Mails(Tally tally) {
    this.tally = tally;
  }

  void write(Person person, int week, Consumer<String> lines) {
    for (int day = 7 * week; day < 7 * (week + 1); day++) {
      Draw draw = person.draw().at("mail").at(day);
      if (person.signedUpBy(day) && draw.chance(MAILS_PER_DAY)) {
        write(person, day, draw, lines);
      }
    }
  }

  private void write(Person person, int day, Draw draw, Consumer<String> lines) {
    long sent = Calendar.millis(day, draw.at("second").below(70_000));
    call(person, "Email Sent", sent, draw.at("sent"), lines);
    if (draw.at("opens").chance(0.5)) {
      call(person, "Email Opened", sent + 600_000, draw.at("opened"), lines);
      if (draw.at("clicks").chance(0.3)) {
        call(person, "Email Clicked", sent + 660_000, draw.at("clicked"), lines);
      }
    }
  }

  private void call(Person person, String event, long at, Draw draw, Consumer<String> lines) {
    double oddity = draw.at("oddity").unit();
    String line = json(person, event, at, draw);
    lines.accept(line);
    tally.add(Fate.ACCEPTED);
    if (oddity < 0.01) {
      lines.accept(line);
      tally.add(Fate.DUPLICATE);
    } else if (oddity < 0.0105) {
      lines.accept("<html>502 Bad Gateway</html>");
      tally.add(Fate.QUARANTINED);
    }
  }

  private static String json(Person person, String event, long at, Draw draw) {
    String email = person.email();
    return """
    {"id":"m-%s","event":"%s","email":"%s","user_ref":%s,"timestamp":"%s","campaign":"%s"}"""
        .formatted(
            draw.hex(),
            event,
            draw.at("capitals").chance(0.1) ? email.toUpperCase(Locale.ROOT) : email,
            draw.at("ref").chance(0.3) ? "null" : "\"" + person.userId() + "\"",
            Calendar.iso(at),
            draw.at("campaign").one(CAMPAIGNS));
  }
}
