package io.truecount.jobs.demo.generate;

/**
 * A mobile number that is valid in its country's numbering plan.
 *
 * @param countryCode without the plus sign
 * @param national the national significant number
 */
record Phone(String country, String countryCode, String national) {
  /** A different number for every person, as long as there are fewer than 10 million. */
  static Phone of(String country, long number) {
    long n = number % 10_000_000;
    return switch (country) {
      case "FR" -> new Phone(country, "33", "6%08d".formatted(10_000_000 + n));
      case "GB" -> new Phone(country, "44", "74%08d".formatted(n));
      case "US" -> new Phone(country, "1", "%d%07d".formatted(415, 2_000_000 + n % 8_000_000));
      default -> new Phone(country, "49", "1511%07d".formatted(n));
    };
  }

  String e164() {
    return "+" + countryCode + national;
  }

  /** One of the ways people type it; without a country code only in the shop's home country. */
  String spelled(Draw draw) {
    String head = national.substring(0, 3);
    String tail = national.substring(3);
    return switch (draw.below(country.equals("DE") ? 6 : 3)) {
      case 0 -> e164();
      case 1 -> "00%s %s %s".formatted(countryCode, head, tail);
      case 2 -> "+%s %s-%s".formatted(countryCode, head, tail);
      case 3 -> "0%s/%s".formatted(head, tail);
      case 4 -> "+%s (0)%s %s".formatted(countryCode, head, tail);
      default -> "0%s %s %s".formatted(head, tail.substring(0, 4), tail.substring(4));
    };
  }
}
