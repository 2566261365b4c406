package io.truecount.model;

import static java.util.stream.Collectors.toMap;

import io.truecount.config.Locations;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The models of a project in the order in which they can run: each after those that it reads, by
 * name where either could come first.
 */
public record ModelGraph(List<Model> models) {
  public ModelGraph {
    models = List.copyOf(models);
  }

  /**
   * Reads a folder of models; a folder that does not exist holds none. No Spark session is needed.
   *
   * @param tables names that models may read besides each other
   */
  public static ModelGraph read(
      Path folder, Set<String> tables, Variables variables, Problems problems) {
    ModelReader reader = new ModelReader(variables, problems);
    SortedMap<String, Model> models = new TreeMap<>();
    for (Path file : files(folder)) {
      reader.read(file).ifPresent(model -> models.put(model.name(), model));
    }
    models.values().stream()
        .filter(model -> tables.contains(model.name()))
        .forEach(
            model ->
                problems.add(
                    "there is a table %s already".formatted(model.name()),
                    Locations.shown(model.file()),
                    "give the model another name"));
    models.values().forEach(model -> checkReferences(model, models.keySet(), tables, problems));
    return new ModelGraph(new Sorter(models, problems).sorted());
  }

  private static void checkReferences(
      Model model, Set<String> models, Set<String> tables, Problems problems) {
    Set<String> known = new TreeSet<>(tables);
    known.addAll(models);
    model
        .references()
        .forEach(
            (table, line) -> {
              if (!known.contains(table)) {
                problems.add(
                    "unknown table \"%s\"".formatted(table),
                    Locations.shown(model.file()) + ":" + line,
                    Suggestion.remedy(table, known));
              }
            });
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(file -> file.toString().endsWith(".sql")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }

  /** Depth first, by name; a model met again while it is still open closes a cycle. */
  private static final class Sorter {
    private final SortedMap<String, Model> models;
    private final Problems problems;
    private final List<Model> sorted = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private final Set<String> done = new TreeSet<>();

    Sorter(SortedMap<String, Model> models, Problems problems) {
      this.models = models;
      this.problems = problems;
    }

    List<Model> sorted() {
      models.values().forEach(this::visit);
      return sorted;
    }

    private void visit(Model model) {
      if (done.contains(model.name())) {
        return;
      }
      open.add(model.name());
      SortedMap<String, Integer> upstream =
          model.references().entrySet().stream()
              .filter(e -> models.containsKey(e.getKey()))
              .collect(toMap(e -> e.getKey(), e -> e.getValue(), (a, b) -> a, TreeMap::new));
      upstream.forEach((name, line) -> follow(model, name, line));
      open.remove(model.name());
      done.add(model.name());
      sorted.add(model);
    }

    private void follow(Model model, String name, int line) {
      int start = open.indexOf(name);
      if (start < 0) {
        visit(java.util.Objects.requireNonNull(models.get(name)));
        return;
      }
      List<String> cycle = new ArrayList<>(open.subList(start, open.size()));
      cycle.add(name);
      problems.add(
          "models read each other in a circle: " + String.join(" -> ", cycle),
          Locations.shown(model.file()) + ":" + line,
          "take one of these references out, or move what both need to a model of its own");
    }
  }
}
