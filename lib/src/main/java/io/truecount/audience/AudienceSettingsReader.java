package io.truecount.audience;

import io.truecount.audience.AudienceSettings.SizeLimits;
import io.truecount.config.Severity;
import io.truecount.config.yaml.YamlNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code holdout} and {@code size} of an audience. */
final class AudienceSettingsReader {
  private static final Pattern SHARE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)\\s*(%?)");
  private static final String AS_SHARE = "write a share such as 5% or 0.05";

  private AudienceSettingsReader() {}

  static AudienceSettings read(YamlNode audience, String name) {
    return new AudienceSettings(
        audience.optional("holdout").map(node -> holdout(node, name)),
        audience
            .optional("size")
            .map(AudienceSettingsReader::size)
            .orElseGet(AudienceSettings.NONE::size));
  }

  private static Holdout holdout(YamlNode node, String audience) {
    try (node) {
      BigDecimal share = share(node.required("share"));
      if (share.compareTo(BigDecimal.ONE) > 0) {
        node.child("share").problem("a holdout of more than all members", AS_SHARE);
        share = BigDecimal.ONE;
      }
      Holdout.Function function =
          node.optionalChoice("hash", Holdout.Function.class).orElse(Holdout.Function.SHA256);
      return new Holdout(
          function,
          share,
          node.optional("salt").map(salt -> part(salt, function)),
          node.optional("experiment").map(part -> part(part, function)).orElse(audience));
    }
  }

  /** Texts that would make two experiments hash alike, or that other tools hash differently. */
  private static String part(YamlNode node, Holdout.Function function) {
    String text = node.text();
    if (function == Holdout.Function.SHA256 && text.contains("|")) {
      node.problem(
          "\"%s\" holds |, which separates salt, experiment and customer".formatted(text),
          "use another character");
    }
    if (function == Holdout.Function.GROWTHBOOK && !text.matches("\\p{ASCII}*")) {
      node.problem(
          "GrowthBook's libraries hash \"%s\" differently".formatted(text), "use ASCII alone");
    }
    return text;
  }

  private static SizeLimits size(YamlNode node) {
    try (node) {
      Optional<Long> min = node.optionalInteger("min_size");
      if (min.orElse(0L) < 0) {
        node.child("min_size").problem("a size below 0", "write a number of members");
      }
      return new SizeLimits(
          node.optional("max_change").map(n -> share(n).doubleValue()),
          min.map(n -> Math.max(n, 0)),
          node.optionalChoice("severity", Severity.class));
    }
  }

  private static BigDecimal share(YamlNode node) {
    Matcher found = SHARE.matcher(node.present() ? node.text().strip() : "0");
    if (!found.matches()) {
      node.problem("not a share: \"%s\"".formatted(node.text()), AS_SHARE);
      return BigDecimal.ZERO;
    }
    BigDecimal number = new BigDecimal(found.group(1));
    return found.group(2).isEmpty() ? number : number.movePointLeft(2);
  }
}
