package io.truecount.model;

import io.truecount.config.Locations;
import io.truecount.config.ProjectText;
import io.truecount.config.TableTest;
import io.truecount.config.yaml.YamlFile;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problems;
import io.truecount.model.Model.Materialized;
import io.truecount.table.TableDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** Reads one model: an optional leading comment block in YAML, then one query. No Spark session. */
final class ModelReader {
  private static final Pattern HEADER = Pattern.compile("\\A/\\*(.*?)\\*/", Pattern.DOTALL);
  private static final ParserInterface PARSER = CatalystSqlParser$.MODULE$;
  private static final String SUFFIX = ".sql";

  private final Variables variables;
  private final Problems problems;

  ModelReader(Variables variables, Problems problems) {
    this.variables = variables;
    this.problems = problems;
  }

  /** Empty when there is no text to read. */
  Optional<Model> read(Path file) {
    return ProjectText.read(file, problems).map(sql -> read(file, sql));
  }

  private Model read(Path file, String sql) {
    String shown = Locations.shown(file);
    variables.check(sql, shown, problems);
    YamlNode header = header(sql, shown);
    try (header) {
      return new Model(
          name(file, shown),
          file,
          header.optionalChoice("materialized", Materialized.class).orElse(Materialized.TABLE),
          header.optionalText("description").orElse(""),
          header.texts("unique_key"),
          header.where("unique_key"),
          tests(header.child("tests")),
          sql,
          references(sql, shown));
    }
  }

  private String name(Path file, String shown) {
    String name = String.valueOf(file.getFileName()).replace(SUFFIX, "");
    if (!TableDefinition.isName(name)) {
      problems.add(
          "\"%s\" cannot name a table".formatted(name), shown, "name the file in snake_case");
    }
    return name;
  }

  /** The block's text keeps its line numbers: what precedes it is part of the first line. */
  private YamlNode header(String sql, String shown) {
    Matcher found = HEADER.matcher(sql);
    Optional<YamlNode> node =
        found.find()
            ? YamlFile.documents(found.group(1), shown, problems).stream().findFirst()
            : Optional.empty();
    return node.filter(YamlNode::isMapping).orElseGet(() -> YamlNode.empty(shown, problems));
  }

  private static List<TableTest> tests(YamlNode node) {
    List<TableTest> tests = new ArrayList<>();
    try (node) {
      node.texts("not_null").forEach(column -> tests.add(new TableTest.NotNull(column)));
      node.texts("unique").forEach(column -> tests.add(new TableTest.Unique(column)));
      YamlNode accepted = node.child("accepted_values");
      for (String column : accepted.keys()) {
        tests.add(new TableTest.AcceptedValues(column, accepted.texts(column)));
      }
    }
    return tests;
  }

  private SortedMap<String, Integer> references(String sql, String shown) {
    try {
      LogicalPlan plan = PARSER.parsePlan(variables.apply(sql));
      QueryRules.check(plan, shown, problems);
      return TableReferences.of(plan);
    } catch (ParseException e) {
      int line = e.line().isDefined() ? (int) e.line().get() : 1;
      problems.add(
          "not valid SQL: " + firstLine(e), shown + ":" + line, "write one SELECT in Spark's SQL");
      return new TreeMap<>();
    }
  }

  private static String firstLine(ParseException e) {
    return e.getSimpleMessage().lines().findFirst().orElse("");
  }
}
