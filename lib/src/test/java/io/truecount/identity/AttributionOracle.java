package io.truecount.identity;

import io.truecount.config.Attribution;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Attribution written plainly: event by event, from a list of all logins. */
record AttributionOracle(IdentityConfig config, Map<String, String> customers) {
  /** One event; identifiers are {@code type=value}. */
  record Event(String id, String source, Instant at, List<String> identifiers) {
    static final Comparator<Event> ORDER =
        Comparator.comparing(Event::at).thenComparing(Event::source).thenComparing(Event::id);
  }

  static AttributionOracle of(IdentityConfig config, Map<String, String> customers) {
    return new AttributionOracle(config, customers);
  }

  /** {@code event_id|customer_id} of every event. */
  List<String> lines(List<Event> events) {
    return events.stream().map(e -> e.id() + "|" + customer(e, events)).toList();
  }

  private String customer(Event event, List<Event> all) {
    String best = best(event);
    String own = owner(best);
    if (isLogin(event)) {
      return own;
    }
    Attribution attribution = type(best).attribution();
    List<Event> logins =
        all.stream()
            .filter(e -> isLogin(e) && e.identifiers().contains(best))
            .sorted(Event.ORDER)
            .toList();
    String otherwise = isKnown(own, all) ? "NULL" : own;
    return switch (attribution.mode()) {
      case NEUTRAL -> otherwise;
      case LAST_LOGIN -> logins.isEmpty() ? own : owner(best(logins.get(logins.size() - 1)));
      case INTERVAL -> logins.isEmpty() ? own : owner(best(login(event, logins)));
      case BOUNDED ->
          logins.isEmpty()
              ? own
              : within(event, login(event, logins), Duration.ofDays(attribution.days()))
                  ? owner(best(login(event, logins)))
                  : otherwise;
    };
  }

  /** The last login that is not after the event; else the first. */
  private static Event login(Event event, List<Event> logins) {
    Optional<Event> before =
        logins.stream().filter(l -> !l.at().isAfter(event.at())).max(Event.ORDER);
    return before.orElseGet(() -> logins.get(0));
  }

  private static boolean within(Event event, Event login, Duration bound) {
    return login.at().isAfter(event.at())
        ? !event.at().isBefore(login.at().minus(bound))
        : event.at().isBefore(login.at().plus(bound));
  }

  private boolean isKnown(String customer, List<Event> all) {
    Set<String> known = new HashSet<>();
    all.stream()
        .flatMap(e -> e.identifiers().stream())
        .filter(i -> type(i).level() == Level.PERSON)
        .forEach(i -> known.add(owner(i)));
    return known.contains(customer);
  }

  private boolean isLogin(Event event) {
    return event.identifiers().stream().anyMatch(i -> type(i).level() == Level.PERSON);
  }

  private String best(Event event) {
    return event.identifiers().stream()
        .min(Comparator.comparing((String i) -> type(i).priority()).thenComparing(i -> i))
        .orElseThrow();
  }

  private String owner(String identifier) {
    @Nullable String customer = customers.get(identifier);
    return customer == null ? identifier : customer;
  }

  private IdentifierType type(String identifier) {
    return Stream.of(identifier.split("=", 2)).findFirst().flatMap(config::type).orElseThrow();
  }
}
