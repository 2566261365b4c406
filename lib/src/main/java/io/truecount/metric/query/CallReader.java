package io.truecount.metric.query;

import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a call such as {@code TimeDimension('ds', 'day', entity_path=['a']).date_part('year')}.
 * There is no template engine behind it: only these calls can be written.
 */
final class CallReader {
  private static final Set<String> KNOWN = Set.of("Dimension", "TimeDimension", "Entity", "Metric");

  /** A call with its arguments by position and by name, and the methods that are chained to it. */
  record Call(
      String name,
      List<List<String>> positional,
      Map<String, List<String>> named,
      Map<String, List<String>> chain) {
    Optional<String> text(int position, String key) {
      return list(position, key).stream().findFirst();
    }

    List<String> list(int position, String key) {
      if (named.containsKey(key)) {
        return named.getOrDefault(key, List.of());
      }
      return position < positional.size() ? positional.get(position) : List.of();
    }

    Optional<String> chained(String method) {
      return chain.getOrDefault(method, List.of()).stream().findFirst();
    }

    boolean isSet(String method) {
      return chained(method).filter(v -> v.equalsIgnoreCase("true")).isPresent();
    }
  }

  private final String text;
  private final String where;
  private int at;

  CallReader(String text, String where) {
    this.text = text;
    this.where = where;
  }

  Call read() {
    String name = word();
    if (!KNOWN.contains(name)) {
      throw wrong(
          "\"%s\" is not a call that a filter may contain".formatted(name),
          Suggestion.remedy(name, KNOWN));
    }
    List<List<String>> positional = new ArrayList<>();
    Map<String, List<String>> named = new HashMap<>();
    arguments(positional, named);
    Map<String, List<String>> chain = new HashMap<>();
    while (accept('.')) {
      String method = word();
      List<List<String>> values = new ArrayList<>();
      arguments(values, new HashMap<>());
      chain.put(method, values.isEmpty() ? List.of() : values.get(0));
    }
    skip();
    if (at < text.length()) {
      throw wrong("\"%s\" cannot follow".formatted(text.substring(at)), "close the call there");
    }
    return new Call(name, positional, named, chain);
  }

  private void arguments(List<List<String>> positional, Map<String, List<String>> named) {
    expect('(');
    while (!accept(')')) {
      skip();
      if (at < text.length() && Character.isLetter(text.charAt(at))) {
        String key = word();
        if (accept('=')) {
          named.put(key, value());
        } else {
          positional.add(List.of(key));
        }
      } else {
        positional.add(value());
      }
      accept(',');
    }
  }

  private List<String> value() {
    if (accept('[')) {
      return values(']');
    } else if (accept('(')) {
      return values(')');
    }
    skip();
    char next = at < text.length() ? text.charAt(at) : ' ';
    return List.of(next == '\'' || next == '"' ? quoted(next) : word());
  }

  private List<String> values(char end) {
    List<String> result = new ArrayList<>();
    while (!accept(end)) {
      result.addAll(value());
      accept(',');
    }
    return result;
  }

  private String quoted(char quote) {
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw wrong("a quote is not closed", "close it");
    }
    String result = text.substring(at + 1, end);
    at = end + 1;
    return result;
  }

  private String word() {
    skip();
    int start = at;
    while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
      at++;
    }
    if (start == at) {
      throw wrong("a name is missing at position %d".formatted(at), "write one of the four calls");
    }
    return text.substring(start, at);
  }

  private boolean accept(char c) {
    skip();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    if (!accept(c)) {
      throw wrong("\"%s\" is missing at position %d".formatted(c, at), "complete the call");
    }
  }

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private TruecountException wrong(String what, String remedy) {
    return TruecountException.invalid(
        Problem.of("%s in \"%s\"".formatted(what, text.strip()), where, remedy));
  }
}
