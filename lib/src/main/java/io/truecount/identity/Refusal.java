package io.truecount.identity;

import java.util.Locale;

/** Why a value of an identifier links no records, as the table blocked_identifiers spells it. */
enum Refusal {
  /** What programs write where they have no identifier, such as {@code null}. */
  PLACEHOLDER("a text that programs write where they have no identifier"),
  /** A list or an object, which names several things or none. */
  NOT_SCALAR("a list or an object"),
  /** One of the project's {@code identity.blocked.values}. */
  BLOCKED_VALUE("in identity.blocked.values"),
  /** One of the project's {@code identity.blocked.patterns} is found in it. */
  BLOCKED_PATTERN("has one of identity.blocked.patterns"),
  /** An override blocks it. */
  OVERRIDE("blocked by an override, which detail names"),
  /** Records have it with more persons than {@code identity.generic} allows. */
  GENERIC("of too many persons, see generic_identifiers"),
  /** The type's normaliser refuses it. */
  INVALID("impossible for its type"),
  /** One of several values of a unique type in one record, none of whose identifiers links. */
  SEVERAL_VALUES("in a record with several values of a unique type"),
  /** {@code identity.types} has no such type. */
  UNDECLARED("of a type that identity.types does not declare");

  private final String meaning;

  Refusal(String meaning) {
    this.meaning = meaning;
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  String meaning() {
    return meaning;
  }
}
