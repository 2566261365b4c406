package io.truecount.config;

import static java.util.stream.Collectors.joining;

import io.truecount.config.IdentityConfig.IdentifierType;
import io.truecount.config.IdentityConfig.Level;
import io.truecount.config.IdentityOverride.Action;
import io.truecount.config.LinkRules.Named;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads rows of overrides, however their file is written. */
final class OverrideRows {
  static final String EXAMPLE =
      "write {\"action\": \"force_unlink\", \"identifier\": \"user_id=u1\", \"other\":"
          + " \"user_id=u2\", \"author\": \"jane\", \"reason\": \"twins\"}";

  private static final String ACTION = "action";
  private static final String IDENTIFIER = "identifier";
  private static final String OTHER = "other";
  private static final String AUTHOR = "author";
  private static final String REASON = "reason";
  private static final String EXPIRES = "expires";
  private static final List<String> KEYS =
      List.of(ACTION, IDENTIFIER, OTHER, AUTHOR, REASON, EXPIRES);

  private final List<IdentifierType> types;
  private final Problems problems;

  OverrideRows(List<IdentifierType> types, Problems problems) {
    this.types = types;
    this.problems = problems;
  }

  /** Whether a file or row has no other keys; another one is a problem. */
  boolean areKeys(Collection<String> keys, String where) {
    List<String> unknown = keys.stream().filter(key -> !KEYS.contains(key)).toList();
    unknown.forEach(key -> problems.add("unknown key " + key, where, Suggestion.remedy(key, KEYS)));
    return unknown.isEmpty();
  }

  /** The override; empty when anything of it is wrong, each of which is a problem. */
  Optional<IdentityOverride> row(Map<String, String> row, String place, String where) {
    Problems own = new Problems();
    Optional<Action> action = action(row, where, own);
    List<Named> identifiers = identifiers(row, action, where, own);
    String author = said(row, AUTHOR, "say who has decided", where, own);
    String reason = said(row, REASON, "say why", where, own);
    Instant expires = expires(row, where, own);
    problems.addAll(own.list());
    return own.isEmpty()
        ? action.map(
            does -> new IdentityOverride(does, identifiers, author, reason, expires, place, where))
        : Optional.empty();
  }

  private static Optional<Action> action(Map<String, String> row, String where, Problems own) {
    String text = said(row, ACTION, "write " + actions(), where, own);
    Optional<Action> action =
        Arrays.stream(Action.values()).filter(one -> one.text().equals(text)).findFirst();
    if (action.isEmpty() && !text.isEmpty()) {
      own.add(
          "unknown action \"%s\"".formatted(text),
          where,
          Suggestion.remedy(text, Arrays.stream(Action.values()).map(Action::text).toList()));
    }
    return action;
  }

  private static String actions() {
    return Arrays.stream(Action.values()).map(Action::text).collect(joining(", "));
  }

  private List<Named> identifiers(
      Map<String, String> row, Optional<Action> action, String where, Problems own) {
    List<Named> identifiers = new ArrayList<>();
    named(row, IDENTIFIER, where, own).ifPresent(identifiers::add);
    boolean hasOther = !text(row, OTHER).isEmpty();
    if (action.filter(one -> one == Action.BLOCK).isPresent()) {
      if (hasOther) {
        own.add("block is of one identifier", where, "leave other empty, or write a second row");
      }
    } else if (action.isPresent() || hasOther) {
      named(row, OTHER, where, own).ifPresent(identifiers::add);
    }
    return identifiers;
  }

  private Optional<Named> named(Map<String, String> row, String key, String where, Problems own) {
    String text = said(row, key, "write it as type=value, such as user_id=u1", where, own);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Named> named = Named.parse(text);
    if (named.isEmpty()) {
      own.add(key + " is no identifier", where, "write it as type=value, such as user_id=u1");
    }
    return named.filter(one -> isOfPeople(one, key, where, own));
  }

  private boolean isOfPeople(Named named, String key, String where, Problems own) {
    List<String> known =
        types.stream().filter(t -> t.level() != Level.ACCOUNT).map(IdentifierType::name).toList();
    if (!known.contains(named.type())) {
      boolean account = types.stream().anyMatch(type -> type.name().equals(named.type()));
      own.add(
          account
              ? "%s is of the type %s, whose level is account and which links no one"
                  .formatted(key, named.type())
              : "%s is of the type %s, which identity.types does not declare"
                  .formatted(key, named.type()),
          where,
          Suggestion.remedy(named.type(), known));
      return false;
    }
    return true;
  }

  private static String said(
      Map<String, String> row, String key, String remedy, String where, Problems own) {
    String text = text(row, key);
    if (text.isEmpty()) {
      own.add(key + " is missing", where, remedy);
    }
    return text;
  }

  private static Instant expires(Map<String, String> row, String where, Problems own) {
    String text = text(row, EXPIRES);
    if (text.isEmpty()) {
      return IdentityOverride.NEVER;
    }
    try {
      return text.length() > "2026-03-31".length()
          ? Instant.parse(text)
          : Interval.midnight(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      own.add(
          "expires is neither a day nor an instant",
          where,
          "write it as 2026-03-31, from which it does not act, or as 2026-03-31T12:00:00Z");
      return IdentityOverride.NEVER;
    }
  }

  private static String text(Map<String, String> row, String key) {
    return row.getOrDefault(key, "").strip();
  }
}
