package io.truecount.jobs.demo.generate;

import io.truecount.jobs.demo.generate.Tally.Fate;
import io.truecount.jobs.demo.generate.Visit.Login;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The Segment calls of a visit, as lines of JSON. Some visits arrive late or twice, some lines are
 * delivered again, with the same or another payload, break their contract, or are cut short.
 */
final class WebCalls {
  private static final List<String> CAMPAIGNS = List.of("winter-sale", "new-year", "newsletter");
  private static final List<String> LOCALES = List.of("de-DE", "fr-FR", "en-GB", "en-US");
  private static final long MILLIS_BETWEEN_CALLS = 20_000;

  private final Tally tally;

  WebCalls(Tally tally) {
    this.tally = tally;
  }

  /** Writes what the load of {@code week} holds of a visit. */
  void write(Visit visit, int week, Consumer<String> lines) {
    if (visit.isDeliveredIn(week)) {
      boolean again = week != visit.deliveredIn().get(0);
      int loginAt = 1 + visit.draw().at("login-at").below(visit.calls() - 1);
      for (int n = 0; n < visit.calls(); n++) {
        Call call = new Call(visit, n, loginAt);
        write(call, again, lines);
      }
    }
  }

  private void write(Call call, boolean again, Consumer<String> lines) {
    double defect = call.draw.at("defect").unit();
    if (defect < 0.0003) {
      String line = call.json(0, false);
      lines.accept(line.substring(0, line.length() / 2));
      tally.add(Fate.QUARANTINED);
    } else if (defect < 0.0010 && call.breakable()) {
      lines.accept(call.json(0, true));
      tally.add(Fate.QUARANTINED);
    } else {
      lines.accept(call.json(0, false));
      tally.add(again ? Fate.DUPLICATE : Fate.ACCEPTED);
      repeat(call, lines);
    }
  }

  private void repeat(Call call, Consumer<String> lines) {
    double repeat = call.draw.at("repeat").unit();
    if (repeat < 0.005) {
      lines.accept(call.json(0, false));
      tally.add(Fate.DUPLICATE);
    } else if (repeat < 0.010) {
      lines.accept(call.json(1 + call.draw.at("again").below(3_600_000), false));
      tally.add(Fate.DUPLICATE);
    } else if (repeat < 0.0103) {
      lines.accept(call.corrected().json(60_000, false));
      tally.add(Fate.CONFLICT);
    }
  }

  /** The n-th call of a visit. */
  private static final class Call {
    private final Visit visit;
    private final int n;
    private final int loginAt;
    private final Draw draw;
    private final String version;

    Call(Visit visit, int n, int loginAt) {
      this(visit, n, loginAt, "1");
    }

    private Call(Visit visit, int n, int loginAt, String version) {
      this.visit = visit;
      this.n = n;
      this.loginAt = loginAt;
      this.draw = visit.draw().at("call").at(n);
      this.version = version;
    }

    /** The same message with another payload. */
    Call corrected() {
      return new Call(visit, n, loginAt, "2");
    }

    /** Identify calls have no required property to leave out. */
    boolean breakable() {
      return !isLogin();
    }

    String json(long receivedLater, boolean broken) {
      StringBuilder json = new StringBuilder(512).append('{');
      if (isLogin()) {
        identify(json);
      } else if (n % 3 == 0) {
        page(json, broken);
      } else {
        track(json, broken);
      }
      return ends(json, receivedLater).append('}').toString();
    }

    private boolean isLogin() {
      return visit.login() == Login.DURING && n == loginAt;
    }

    private boolean loggedIn() {
      return visit.login() == Login.ALREADY || (visit.login() == Login.DURING && n >= loginAt);
    }

    private void identify(StringBuilder json) {
      Person person = visit.person();
      String email = person.email();
      text(json, "type", "identify").append(",\"traits\":{");
      text(json, "email", draw.chance(0.1) ? email.toUpperCase(Locale.ROOT) : email).append(',');
      text(json, "name", person.name()).append(',');
      text(json, "plan", draw.at("plan").chance(0.1) ? "plus" : "basic").append('}');
    }

    private void page(StringBuilder json, boolean broken) {
      text(json, "type", "page").append(",\"properties\":{");
      if (!broken) {
        text(json, "path", path()).append(',');
      }
      text(json, "title", "Shop").append('}');
    }

    private void track(StringBuilder json, boolean broken) {
      boolean added = draw.at("added").chance(0.3);
      text(json, "type", "track").append(',');
      text(json, "event", added ? "Product Added" : "Product Viewed").append(",\"properties\":{");
      if (!broken) {
        text(json, "product_id", "sku-" + product()).append(',');
      }
      json.append("\"price\":").append(5 + product() % 90).append(".99}");
    }

    private StringBuilder ends(StringBuilder json, long receivedLater) {
      text(json.append(','), "anonymousId", visit.device().anonymousId());
      if (loggedIn()) {
        text(json.append(','), "userId", visit.person().userId());
      } else {
        json.append(",\"userId\":null");
      }
      text(json.append(','), "messageId", "ajs-" + draw.at("message").hex());
      times(json, receivedLater);
      return context(json);
    }

    /** The browser's clock may be wrong; the collector corrects it by when the call was sent. */
    private void times(StringBuilder json, long receivedLater) {
      long happened = visit.start() + n * MILLIS_BETWEEN_CALLS;
      long sent = visit.late() ? sentLater() : happened + 200;
      long received = sent + 40 + draw.at("latency").below(400);
      long skew = skew();
      text(json.append(','), "originalTimestamp", Calendar.iso(happened + skew));
      text(json.append(','), "sentAt", Calendar.iso(sent + skew));
      text(json.append(','), "receivedAt", Calendar.iso(received + receivedLater));
      text(json.append(','), "timestamp", Calendar.iso(received - (sent - happened)));
    }

    private long sentLater() {
      int week = visit.deliveredIn().get(0);
      return Calendar.millis(7 * week, visit.draw().at("sent").below(500_000));
    }

    private long skew() {
      Draw clock = visit.person().draw().at("clock");
      return clock.chance(0.05) ? (clock.at("off").below(4_000) - 2_000) * 60_000L : 0;
    }

    private StringBuilder context(StringBuilder json) {
      json.append(",\"context\":{\"library\":{\"name\":\"analytics.js\",\"version\":\"2.11.");
      json.append(version).append("\"},");
      text(json, "locale", visit.person().draw().at("locale").one(LOCALES));
      text(json.append(",\"page\":{"), "url", "https://shop.example" + path()).append('}');
      Draw campaign = visit.draw().at("campaign");
      if (campaign.chance(0.2)) {
        text(json.append(",\"campaign\":{"), "source", "newsletter");
        text(json.append(','), "medium", "email");
        text(json.append(','), "name", campaign.at("name").one(CAMPAIGNS)).append('}');
      }
      return json.append('}');
    }

    private int product() {
      return draw.at("product").below(500);
    }

    private String path() {
      return n == 0 ? "/" : "/products/" + product();
    }

    /** Every value is free of characters that JSON escapes. */
    private static StringBuilder text(StringBuilder json, String name, String value) {
      return json.append('"').append(name).append("\":\"").append(value).append('"');
    }
  }
}
