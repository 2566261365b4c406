package io.truecount.metric.query;

import io.truecount.config.yaml.YamlFile;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problem;
import io.truecount.error.Problems;
import io.truecount.error.TruecountException;
import io.truecount.metric.manifest.DatePart;
import io.truecount.metric.manifest.Manifest;
import io.truecount.metric.manifest.WhereFilter;
import io.truecount.metric.query.MetricQuery.Group;
import io.truecount.metric.query.MetricQuery.Order;
import io.truecount.metric.query.MetricQuery.Requested;
import io.truecount.metric.query.MetricQuery.TimeRange;
import io.truecount.metric.sql.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads files of queries, one JSON object a line; such a line is called a question. */
public final class QuestionFile {
  private QuestionFile() {}

  /**
   * One line, to be read with its manifest.
   *
   * @param manifest the name of the manifest
   */
  public record Question(String id, String manifest, YamlNode node) {
    /**
     * The query. Its names are read with the custom grains that the manifest defines.
     *
     * @throws TruecountException with everything that is wrong with the question
     */
    public MetricQuery query(Manifest definitions) {
      MetricQuery query = QuestionFile.query(this, definitions);
      columns();
      node.problems().throwIfAny();
      return query;
    }

    /** The columns of the result in their order; empty when the question does not name them. */
    public List<String> columns() {
      return node.children("columns").stream()
          .map(c -> c.isList() ? c.items().get(0).text() : c.text())
          .toList();
    }
  }

  /** Reads the questions. An error inside one of them is reported by {@link Question#query}. */
  public static List<Question> read(Path file, Problems problems) {
    List<Question> result = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      Problems own = new Problems();
      String where = "%s:%d".formatted(file.getFileName(), i + 1);
      for (YamlNode node : YamlFile.documents(lines.get(i), where, own)) {
        result.add(new Question(id(node, ids), node.optionalText("manifest").orElse(""), node));
      }
      problems.addAll(own.list());
    }
    return result;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** The id, which names the file of the result. */
  private static String id(YamlNode node, Set<String> ids) {
    String id = node.text("id");
    if (!id.isEmpty() && !id.matches("\\w[\\w.-]*")) {
      node.child("id")
          .problem("\"%s\" cannot name a file".formatted(id), "use letters, digits, _, - and .");
    } else if (!id.isEmpty() && !ids.add(id)) {
      node.child("id").problem("two questions are \"%s\"".formatted(id), "rename one");
    }
    return id;
  }

  private static MetricQuery query(Question question, Manifest manifest) {
    YamlNode node = question.node();
    Optional<String> saved = node.optionalText("saved_query");
    MetricQuery requested = requested(node, manifest);
    return saved
        .map(name -> SavedQueries.query(manifest, name).narrowed(requested))
        .orElse(requested);
  }

  private static MetricQuery requested(YamlNode node, Manifest manifest) {
    return new MetricQuery(
        metrics(node),
        groups(node, manifest),
        node.texts("where").stream().map(w -> new WhereFilter(w, node.where("where"))).toList(),
        range(node),
        orders(node),
        node.optionalInteger("limit").map(Math::toIntExact),
        node.bool("min_max_only", false));
  }

  private static List<Requested> metrics(YamlNode node) {
    List<Requested> result = new ArrayList<>();
    node.texts("metrics").forEach(m -> result.add(new Requested(m, Optional.empty())));
    for (YamlNode one : node.children("metric_objs")) {
      result.add(new Requested(one.text("name"), one.optionalText("alias")));
    }
    return result;
  }

  private static List<Group> groups(YamlNode node, Manifest manifest) {
    List<Group> result = new ArrayList<>();
    node.texts("group_by")
        .forEach(g -> result.add(new Group(ItemName.parse(g, manifest), Optional.empty())));
    for (YamlNode one : node.children("group_by_objs")) {
      result.add(new Group(item(one, manifest), one.optionalText("alias")));
    }
    return result;
  }

  private static ItemName item(YamlNode node, Manifest manifest) {
    ItemName name = ItemName.parse(node.text("name"), manifest);
    Optional<DatePart> part = node.optionalChoice("date_part", DatePart.class);
    if (part.isPresent()) {
      return name.withPart(part.get());
    }
    return node.optionalText("grain")
        .map(g -> name.withGrain(g.toLowerCase(Locale.ROOT)))
        .orElse(name);
  }

  /** Two dates; null is an open end. */
  private static Optional<TimeRange> range(YamlNode node) {
    List<YamlNode> ends = node.children("time_constraint");
    if (!ends.isEmpty() && ends.size() != 2) {
      node.child("time_constraint")
          .problem("a time range has two ends", "write [FROM, TO]; null is an open end");
    }
    return ends.size() == 2 ? TimeRange.of(time(ends.get(0)), time(ends.get(1))) : Optional.empty();
  }

  private static Optional<LocalDateTime> time(YamlNode end) {
    return end.present() ? Optional.of(time(end.text(), end.where())) : Optional.empty();
  }

  /** A date, or a date and time. */
  public static LocalDateTime time(String text, String where) {
    String iso = text.strip().replace(' ', 'T');
    try {
      return LocalDateTime.parse(iso.length() == 10 ? iso + "T00:00:00" : iso);
    } catch (DateTimeParseException e) {
      throw TruecountException.invalid(
          Problem.of(
              "\"%s\" is no date".formatted(text), where, "write 2026-03-01 or 2026-03-01T12:00"));
    }
  }

  private static List<Order> orders(YamlNode node) {
    List<Order> result = new ArrayList<>();
    for (String order : node.texts("order_by")) {
      result.add(Order.parse(order));
    }
    for (YamlNode one : node.children("order_by_objs")) {
      String name =
          one.optionalText("alias")
              .orElseGet(
                  () ->
                      one.text("name")
                          + one.optionalText("grain")
                              .map(g -> "__" + g.toLowerCase(Locale.ROOT))
                              .orElse("")
                          + one.optionalText("date_part").map(p -> "__extract_" + p).orElse(""));
      result.add(
          new Order(
              name, one.bool("descending", false) ? Direction.DESCENDING : Direction.ASCENDING));
    }
    return result;
  }
}
