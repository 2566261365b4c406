package io.truecount.quality;

import static java.util.stream.Collectors.toMap;

import io.truecount.config.ChecksConfig.Identifiers;
import io.truecount.config.IdentityConfig;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.SourceConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether the records of each source still say whose they are. Shares are compared with the
 * project's bounds and with the last published run that had enough of them:
 *
 * <pre>
 *   crm phone   10 given, 10 invalid                  identifiers-refused  crm.phone
 *   web *       500 records, 20 linked; before 480    identifiers-linked   web
 * </pre>
 *
 * Cost: nothing but the counts, which resolving makes in the pass that it makes anyway.
 */
public final class IdentifierChecks {
  private final Identifiers config;
  private final IdentityConfig identity;
  private final Map<String, IdentifierCount> now;
  private final Map<String, IdentifierCount> before;

  private IdentifierChecks(
      Identifiers config,
      IdentityConfig identity,
      List<IdentifierCount> now,
      List<IdentifierCount> before) {
    this.config = config;
    this.identity = identity;
    this.now = bySubject(now);
    this.before = bySubject(before);
  }

  /**
   * The checks of all sources; those of which the run accepted nothing have none.
   *
   * @param now counts of the run
   * @param before the newest counts of earlier runs with at least {@code min-records} records
   */
  public static List<CheckResult> of(
      Identifiers config,
      IdentityConfig identity,
      List<SourceConfig> sources,
      List<IdentifierCount> now,
      List<IdentifierCount> before) {
    IdentifierChecks checks = new IdentifierChecks(config, identity, now, before);
    List<CheckResult> results = new ArrayList<>();
    sources.forEach(source -> checks.add(source, results));
    return results;
  }

  private static Map<String, IdentifierCount> bySubject(List<IdentifierCount> counts) {
    return counts.stream().collect(toMap(c -> subject(c.source(), c.type()), c -> c));
  }

  private static String subject(String source, String type) {
    return source + "." + type;
  }

  private void add(SourceConfig source, List<CheckResult> results) {
    IdentifierCount all = now.get(subject(source.name(), IdentifierCount.ALL));
    if (all == null || source.identifiers().isEmpty()) {
      return;
    }
    results.add(linked(source, all));
    identity.types().stream()
        .filter(type -> type.level() != Level.ACCOUNT)
        .forEach(
            type -> {
              IdentifierCount count = now.get(subject(source.name(), type.name()));
              if (count != null) {
                results.addAll(ofType(type, count));
              }
            });
  }

  private CheckResult linked(SourceConfig source, IdentifierCount all) {
    return result(
        "identifiers-linked",
        source.name(),
        "%s records have no identifier".formatted(all.unlinked()),
        new Bounds(all, IdentifierCount::unlinked, config.maxWithout()),
        "they belong to no customer: correct sources.%s.identifiers, or look for what was refused"
                .formatted(source.name())
            + " in the table blocked_identifiers");
  }

  private List<CheckResult> ofType(IdentityConfig.IdentifierType type, IdentifierCount count) {
    List<CheckResult> results = new ArrayList<>();
    String subject = subject(count.source(), count.type());
    if (count.refused().all() > 0) {
      results.add(
          result(
              "identifiers-refused",
              subject,
              "%s %s values were refused".formatted(count.refused(), type.name()),
              new Bounds(count, IdentifierCount::refused, config.maxRefused()),
              remedy(type)));
    }
    results.add(
        result(
            "identifiers-blocked",
            subject,
            "%s %s values are placeholders or blocked".formatted(count.placeholders(), type.name()),
            new Bounds(count, IdentifierCount::placeholders, 1),
            "see which, and why, in the table blocked_identifiers; the source may have begun to send"
                + " a placeholder, or identity.blocked may match too much"));
    return results;
  }

  private String remedy(IdentityConfig.IdentifierType type) {
    return switch (type.normalize()) {
      case "phone" ->
          "numbers without a country code are read as numbers of %s: set identity.default-region,"
                  .formatted(identity.defaultRegion())
              + " or see the table blocked_identifiers";
      case "email" ->
          "check that the column holds e-mail addresses, clear or as SHA-256; see the table"
              + " blocked_identifiers";
      default ->
          "normalize = %s refuses them; see the table blocked_identifiers"
              .formatted(type.normalize());
    };
  }

  /** A share, and what it may be. */
  private record Bounds(
      IdentifierCount count, Function<IdentifierCount, Share> share, double most) {
    Share now() {
      return share.apply(count);
    }
  }

  /** All of them is always too much where there is a bound; less than that only of enough. */
  private CheckResult result(
      String check, String subject, String observed, Bounds bounds, String remedy) {
    Share share = bounds.now();
    Optional<Double> usual = usual(bounds);
    boolean enough = share.all() >= config.minRecords();
    boolean tooMuch = enough && share.value() > bounds.most();
    boolean risen = enough && usual.isPresent() && share.value() > usual.get() + config.maxRise();
    boolean all = share.isAll() && (bounds.most() < 1 || enough);
    return new CheckResult(
        check,
        subject,
        config.severity(),
        !(tooMuch || risen || all),
        "%s, %s".formatted(observed, share.percent())
            + usual.map(u -> "; %s before".formatted(Share.percent(u))).orElse(""),
        "at most %s, and at most %s more than before"
            .formatted(Share.percent(bounds.most()), Share.percent(config.maxRise())),
        remedy);
  }

  private Optional<Double> usual(Bounds bounds) {
    IdentifierCount count = bounds.count();
    return Optional.ofNullable(before.get(subject(count.source(), count.type())))
        .map(bounds.share())
        .filter(share -> share.all() >= config.minRecords())
        .map(Share::value);
  }
}
