package io.truecount.identity.components;

import io.truecount.error.Problem;
import io.truecount.error.Suggestion;
import io.truecount.error.TruecountException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The engines to choose from; their results are equal. */
public enum ComponentEngine {
  /** Union-find at the speed of memory, distributed when the graph outgrows it. */
  NATIVE,
  /** The reference, from an optional dependency. */
  GRAPHFRAMES;

  /** The engine called {@code native} or {@code graphframes}. */
  public static ComponentEngine of(String name) {
    return Arrays.stream(values())
        .filter(engine -> engine.label().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** This engine with its default settings. */
  public ComponentFinder finder() {
    return switch (this) {
      case NATIVE -> new NativeComponents();
      case GRAPHFRAMES -> new GraphFramesComponents();
    };
  }

  private static TruecountException unknown(String name) {
    List<String> known = Arrays.stream(values()).map(ComponentEngine::label).toList();
    return TruecountException.invalid(
        Problem.of(
            "unknown component engine \"%s\"".formatted(name), "", Suggestion.remedy(name, known)));
  }
}
