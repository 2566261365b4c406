package io.truecount.jobs.nightly;

import static io.truecount.identity.IdentityMeasure.CHURN_SHARE;
import static io.truecount.identity.IdentityMeasure.CUSTOMERS;
import static io.truecount.identity.IdentityMeasure.DANGLING_IDENTIFIERS;
import static io.truecount.identity.IdentityMeasure.DANGLING_SHARE;
import static io.truecount.identity.IdentityMeasure.F1;
import static io.truecount.identity.IdentityMeasure.ID_CHANGES;
import static io.truecount.identity.IdentityMeasure.KNOWN_CUSTOMERS;
import static io.truecount.identity.IdentityMeasure.KNOWN_SHARE;
import static io.truecount.identity.IdentityMeasure.LABELLED_IDENTIFIERS;
import static io.truecount.identity.IdentityMeasure.LARGEST_CUSTOMER;
import static io.truecount.identity.IdentityMeasure.LINKS;
import static io.truecount.identity.IdentityMeasure.PRECISION;
import static io.truecount.identity.IdentityMeasure.RECALL;
import static io.truecount.identity.IdentityMeasure.REFUSED_LINKS;
import static io.truecount.identity.IdentityMeasure.REFUSED_SHARE;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.truecount.identity.IdentityMeasure;
import io.truecount.identity.IdentityQuality;
import io.truecount.jobs.cli.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** What was measured of identities, for people and for programs. */
final class IdentityQualityText {
  private IdentityQualityText() {}

  /** A line each; none when nothing was measured. */
  static List<String> lines(IdentityQuality quality) {
    if (quality.isEmpty()) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of(known(quality), dangling(quality)));
    quality
        .of(LARGEST_CUSTOMER)
        .forEach(
            (id, size) ->
                lines.add(
                    "the largest customer, %s, has %s"
                        .formatted(id, identifiers(size.longValue()))));
    lines.add(refused(quality));
    lines.add(churn(quality));
    if (!quality.of(LABELLED_IDENTIFIERS).isEmpty()) {
      lines.add(sample(quality));
    }
    return lines;
  }

  /** By measure: a number, or an object of one for each category. */
  static ObjectNode json(IdentityQuality quality) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    for (IdentityMeasure measure : IdentityMeasure.values()) {
      OptionalDouble value = quality.value(measure);
      if (value.isPresent()) {
        root.put(measure.text(), value.getAsDouble());
      } else if (!quality.of(measure).isEmpty()) {
        quality.of(measure).forEach(root.putObject(measure.text())::put);
      }
    }
    return root;
  }

  static String known(IdentityQuality quality) {
    return "%s of %s customers have a person-level identifier (%s)"
        .formatted(
            number(quality.total(KNOWN_CUSTOMERS)),
            number(quality.total(CUSTOMERS)),
            percent(quality, KNOWN_SHARE));
  }

  static String dangling(IdentityQuality quality) {
    return "%s have one identifier that never met a person's (%s)"
        .formatted(number(quality.total(DANGLING_IDENTIFIERS)), percent(quality, DANGLING_SHARE));
  }

  static String refused(IdentityQuality quality) {
    return "%s of %s links refused (%s)%s"
        .formatted(
            number(quality.total(REFUSED_LINKS)),
            number(quality.total(LINKS)),
            percent(quality, REFUSED_SHARE),
            listed(quality.largestFirst(REFUSED_LINKS)));
  }

  static String churn(IdentityQuality quality) {
    return "ids of %s customers before: %s created, %s merged, %s split off, %s retired (churn %s)"
        .formatted(
            number(quality.customersBefore()),
            number(quality.count(ID_CHANGES, "created")),
            number(quality.count(ID_CHANGES, "merged")),
            number(quality.count(ID_CHANGES, "split")),
            number(quality.count(ID_CHANGES, "retired")),
            percent(quality, CHURN_SHARE));
  }

  static String sample(IdentityQuality quality) {
    return "precision %s, recall %s, F1 %s by pairs of %s of a labelled sample, %s unknown"
        .formatted(
            share(quality.value(PRECISION)),
            share(quality.value(RECALL)),
            share(quality.value(F1)),
            identifiers(quality.count(LABELLED_IDENTIFIERS, IdentityQuality.FOUND)),
            number(quality.count(LABELLED_IDENTIFIERS, IdentityQuality.UNKNOWN)));
  }

  private static String listed(List<Map.Entry<String, Long>> counts) {
    return counts.isEmpty()
        ? ""
        : counts.stream()
            .map(entry -> entry.getKey() + " " + number(entry.getValue()))
            .collect(joining(", ", ": ", ""));
  }

  private static String identifiers(long count) {
    return number(count) + (count == 1 ? " identifier" : " identifiers");
  }

  private static String percent(IdentityQuality quality, IdentityMeasure measure) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * quality.value(measure).orElse(0));
  }

  private static String share(OptionalDouble share) {
    return share.isPresent()
        ? String.format(Locale.ROOT, "%.4f", share.getAsDouble())
        : "of no pair";
  }

  private static String number(long value) {
    return Numbers.whole(value);
  }
}
