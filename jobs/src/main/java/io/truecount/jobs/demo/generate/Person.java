package io.truecount.jobs.demo.generate;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One person of the demo shop: everything about them follows from the seed and their number.
 * Persons 2n and 2n + 1 share a household.
 */
record Person(long number, Draw draw) {
  private static final List<String> FIRST =
      List.of(
          "Anna", "Ben", "Clara", "David", "Elif", "Felix", "Greta", "Hugo", "Ines", "Jonas",
          "Karla", "Louis", "Mia", "Noah", "Olivia", "Paul", "Quentin", "Rosa", "Sven", "Théa",
          "Umut", "Vera", "Will", "Xenia", "Yusuf", "Zoë");
  private static final List<String> LAST =
      List.of(
          "Abel", "Becker", "Carter", "Dubois", "Evans", "Fischer", "Garcia", "Hughes", "Ivanov",
          "Jansen", "Krüger", "Lefèvre", "Müller", "Nolan", "Otto", "Petit", "Roux", "Schmidt",
          "Taylor", "Urban", "Vogel", "Walker", "Young", "Zimmer");
  private static final Pattern ACCENTS = Pattern.compile("\\p{M}");
  private static final List<String> MAIL = List.of("mail.example", "post.example", "inbox.example");

  /** People with neighbouring numbers, of whom some buy for the company. */
  private static final int PEOPLE_PER_COMPANY = 40;

  private static final List<String> COUNTRIES =
      List.of("DE", "DE", "DE", "DE", "DE", "FR", "FR", "GB", "US", "US");

  static Person of(long seed, long number) {
    return new Person(number, Draw.seeded(seed).at("person").at(number));
  }

  String id() {
    return "person-" + number;
  }

  /** Has an account sooner or later; the others only ever visit. */
  boolean member() {
    return draw.at("member").chance(0.7);
  }

  /** Day of the sign-up, counted from the lake's first day; negative for older customers. */
  int signUpDay() {
    return draw.at("sign-up").below(150) - 100;
  }

  boolean signedUpBy(int day) {
    return member() && signUpDay() <= day;
  }

  boolean staff() {
    return draw.at("staff").chance(0.01);
  }

  String userId() {
    return "u%d".formatted(100_000 + number);
  }

  String name() {
    return draw.at("first").one(FIRST) + " " + draw.at("last").one(LAST);
  }

  String email() {
    String local = name().toLowerCase(Locale.ROOT).replace(' ', '.');
    String ascii = ACCENTS.matcher(Normalizer.normalize(local, Normalizer.Form.NFD)).replaceAll("");
    return ascii + number + "@" + draw.at("mail").one(MAIL);
  }

  String country() {
    return draw.at("country").one(COUNTRIES);
  }

  Phone phone() {
    return Phone.of(country(), number);
  }

  /** Some people buy for their company. */
  Optional<String> company() {
    return draw.at("company").chance(0.15)
        ? Optional.of("company-%d".formatted(number / PEOPLE_PER_COMPANY))
        : Optional.empty();
  }

  /** The chance that the person visits the shop on a day: few come often, most come rarely. */
  double visitsPerDay() {
    double u = draw.at("visits").unit();
    return 0.04 + 0.3 * u * u * u;
  }

  /** What the household partner's device is to this person: sometimes their own way in. */
  boolean borrowsDevice() {
    return member() && draw.at("borrows").chance(0.06);
  }
}
