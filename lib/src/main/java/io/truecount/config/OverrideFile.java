package io.truecount.config;

import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import io.truecount.error.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file of overrides, a row a line: CSV with a header, or JSON objects.
 *
 * <pre>
 *   action,identifier,other,author,reason,expires
 *   force_unlink,user_id=u1,user_id=u2,jane,twins,2027-01-01
 *
 *   {"action": "block", "identifier": "email=info@shop.example", "author": "joe", "reason": "shared"}
 * </pre>
 *
 * Problems name the line and never a value.
 */
final class OverrideFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String place;
  private final String where;
  private final OverrideRows rows;
  private final Problems problems;

  private OverrideFile(String place, String where, OverrideRows rows, Problems problems) {
    this.place = place;
    this.where = where;
    this.rows = rows;
    this.problems = problems;
  }

  /** The rows that are right; what is wrong with the others is a problem each. */
  static List<IdentityOverride> read(Path folder, Path file, OverrideRows rows, Problems problems) {
    String place = folder.relativize(file).toString().replace('\\', '/');
    OverrideFile reader = new OverrideFile(place, Locations.shown(file), rows, problems);
    List<String> lines =
        ProjectText.read(file, problems).map(text -> text.replaceFirst("^\uFEFF", "")).stream()
            .flatMap(String::lines)
            .toList();
    if (place.endsWith(".csv")) {
      return reader.csv(lines);
    }
    if (place.endsWith(".jsonl") || place.endsWith(".json")) {
      return reader.json(lines);
    }
    problems.add(
        "a file of overrides is CSV or JSON lines", reader.where, "call it NAME.csv or NAME.jsonl");
    return List.of();
  }

  private List<IdentityOverride> csv(List<String> lines) {
    List<IdentityOverride> overrides = new ArrayList<>();
    CsvParser parser = parser();
    List<String> header = List.of();
    for (int i = 0; i < lines.size(); i++) {
      @Nullable String[] fields = lines.get(i).isBlank() ? null : parser.parseLine(lines.get(i));
      if (fields == null) {
        continue;
      }
      if (header.isEmpty()) {
        header = Arrays.stream(fields).map(String::valueOf).toList();
        if (!rows.areKeys(new LinkedHashSet<>(header), line(where, i))) {
          return overrides;
        }
      } else {
        row(header, fields, i).ifPresent(overrides::add);
      }
    }
    return overrides;
  }

  private Optional<IdentityOverride> row(
      List<String> header, @Nullable String[] fields, int index) {
    if (fields.length > header.size()) {
      problems.add(
          "the line has %d fields, and the header %d".formatted(fields.length, header.size()),
          line(where, index),
          "put a field with a comma in quotes");
      return Optional.empty();
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i++) {
      String field = fields[i];
      if (field != null) {
        row.put(header.get(i), field);
      }
    }
    return rows.row(row, line(place, index), line(where, index));
  }

  private static CsvParser parser() {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setCommentProcessingEnabled(false);
    settings.setMaxCharsPerColumn(-1);
    return new CsvParser(settings);
  }

  private List<IdentityOverride> json(List<String> lines) {
    List<IdentityOverride> overrides = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        json(lines.get(i), i).ifPresent(overrides::add);
      }
    }
    return overrides;
  }

  private Optional<IdentityOverride> json(String line, int index) {
    try {
      JsonNode node = JSON.readTree(line);
      LinkedHashSet<String> keys =
          node.properties().stream()
              .map(Map.Entry::getKey)
              .collect(toCollection(LinkedHashSet::new));
      if (node.isObject() && rows.areKeys(keys, line(where, index))) {
        Map<String, String> row = new LinkedHashMap<>();
        node.properties().stream()
            .filter(entry -> !entry.getValue().isNull())
            .forEach(entry -> row.put(entry.getKey(), entry.getValue().asText()));
        return rows.row(row, line(place, index), line(where, index));
      }
      if (!node.isObject()) {
        problems.add("the line is no JSON object", line(where, index), OverrideRows.EXAMPLE);
      }
    } catch (JsonProcessingException e) {
      problems.add("the line is no JSON", line(where, index), OverrideRows.EXAMPLE);
    }
    return Optional.empty();
  }

  private static String line(String file, int index) {
    return file + ":" + (index + 1);
  }
}
