package io.truecount.bench;

/** How a vertex number becomes an identifier: one to one, and without the order of the numbers. */
enum Naming {
  /** A 64-bit number. */
  LONG,
  /** A quarter user ids, a quarter e-mail addresses, half device ids; 17 characters on average. */
  STRING;

  private static final long SEED = 77;

  static long number(long vertex) {
    return Counter.bits(SEED, vertex);
  }

  static String text(long vertex) {
    long number = number(vertex);
    return switch ((int) (number & 3)) {
      case 0 -> "u" + vertex;
      case 1 -> "p" + vertex + "@example.com";
      default -> "d" + hex(number);
    };
  }

  private static String hex(long number) {
    String digits = Long.toHexString(number);
    return "0".repeat(16 - digits.length()) + digits;
  }
}
