package io.truecount.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is measured of the identities of a run; the order is that in which it is printed. */
public enum IdentityMeasure {
  IDENTIFIERS("identifiers of the type"),
  CUSTOMERS("customers"),
  KNOWN_CUSTOMERS("customers with a person-level identifier"),
  KNOWN_SHARE("known_customers / customers"),
  CUSTOMER_SIZES("customers with so many identifiers"),
  LARGEST_CUSTOMER("identifiers of the largest customer, whose id is the category"),
  COMPONENT_SIZES("sets of so many identifiers that records connect, refused links included"),
  LARGEST_COMPONENT("identifiers of the largest such set"),
  DANGLING_IDENTIFIERS(
      "customers of one identifier that no record connects with a person-level identifier"),
  DANGLING_SHARE("dangling_identifiers / customers"),
  LINKS("pairs of identifiers that records hold, and of values and their SHA-256"),
  REFUSED_LINKS("of these, refused for the reason"),
  REFUSED_SHARE("refused links / links"),
  BLOCKED_VALUES("values that link no records for the reason"),
  ID_CHANGES("customer ids that the run created, split, merged or retired, by the change"),
  CHURN_SHARE("ids that the run split off, merged or retired / customers before it"),
  LABELLED_IDENTIFIERS("identifiers of the labelled sample, by whether a customer has them"),
  PRECISION("share of the sample's pairs of one customer that are of one person"),
  RECALL("share of the sample's pairs of one person that are of one customer"),
  F1("harmonic mean of precision and recall");

  private final String meaning;

  IdentityMeasure(String meaning) {
    this.meaning = meaning;
  }

  /** As the table identity_quality spells it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The measure of a name; empty for one of another version. */
  static Optional<IdentityMeasure> of(String text) {
    return Arrays.stream(values()).filter(measure -> measure.text().equals(text)).findFirst();
  }

  String meaning() {
    return meaning;
  }
}
