package io.truecount.audience;

import io.truecount.config.Locations;
import io.truecount.config.yaml.YamlFile;
import io.truecount.config.yaml.YamlNode;
import io.truecount.error.Problems;
import io.truecount.error.Suggestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The audiences of a project, by name. Needs no Spark session. */
public final class Audiences {
  private final Vocabulary vocabulary;
  private final SortedMap<String, Draft> drafts = new TreeMap<>();
  private final Map<String, Audience> done = new LinkedHashMap<>();
  private final List<String> open = new ArrayList<>();

  /** An audience as read: its references are not followed yet. */
  private record Draft(
      String name,
      String place,
      String description,
      boolean anonymous,
      Condition where,
      AudienceSettings settings,
      Map<String, YamlNode> references) {}

  private Audiences(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Reads every {@code *.yml} of a folder; a folder that does not exist holds none.
   *
   * @return sorted by name, each with its references resolved; incomplete when there are problems
   */
  public static List<Audience> read(Path folder, Vocabulary vocabulary, Problems problems) {
    Audiences audiences = new Audiences(vocabulary);
    for (Path file : files(folder)) {
      YamlFile.documents(file, problems).forEach(audiences::document);
    }
    return audiences.resolved();
  }

  /** As {@link #read(Path, Vocabulary, Problems)}, from texts by the names of their files. */
  public static List<Audience> read(
      Map<String, String> texts, Vocabulary vocabulary, Problems problems) {
    Audiences audiences = new Audiences(vocabulary);
    texts.forEach(
        (file, text) -> YamlFile.documents(text, file, problems).forEach(audiences::document));
    return audiences.resolved();
  }

  /** As {@link #read(Path, Vocabulary, Problems)}, from one text. */
  static List<Audience> parse(String text, Vocabulary vocabulary, Problems problems) {
    return read(Map.of("audiences.yml", text), vocabulary, problems);
  }

  private void document(YamlNode document) {
    try (document;
        YamlNode node = document.required("audience")) {
      if (node.present()) {
        Draft draft = draft(node);
        Draft other = drafts.putIfAbsent(draft.name(), draft);
        if (other != null) {
          node.problem(
              "there is an audience %s already, at %s".formatted(draft.name(), other.place()),
              "choose another name");
        }
      }
    }
  }

  private Draft draft(YamlNode node) {
    String name = node.text("name");
    if (!isName(name)) {
      node.child("name")
          .problem("\"%s\" cannot name an audience".formatted(name), "use snake_case");
    }
    if (name.equals(AudienceTables.CUSTOMER_ID)) {
      node.child("name")
          .problem(
              "\"%s\" cannot name an audience".formatted(name),
              "choose another name: it names the column beside the members");
    }
    if (!node.optionalText("entity").orElse("customer").equals("customer")) {
      node.child("entity").problem("audiences are of customers", "write entity: customer");
    }
    refuse(node, "live", node.bool("live", false));
    boolean anonymous = node.bool("include_anonymous", false);
    ConditionReader reader = new ConditionReader(vocabulary, zone(node), new Impossible(anonymous));
    Condition where = reader.read(node.required("where"));
    return new Draft(
        name,
        node.where(),
        node.optionalText("description").orElse(""),
        anonymous,
        where,
        AudienceSettingsReader.read(node, name),
        reader.references());
  }

  private static void refuse(YamlNode node, String key, boolean isGiven) {
    if (isGiven) {
      node.child(key).problem("%s is not evaluated yet".formatted(key), "leave it out");
    }
  }

  private static ZoneId zone(YamlNode node) {
    Optional<String> name = node.optionalText("time_zone");
    try {
      return name.map(ZoneId::of).orElse(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      node.child("time_zone")
          .problem(
              "unknown time zone \"%s\"".formatted(name.orElse("")),
              Suggestion.remedy(name.orElse(""), ZoneId.getAvailableZoneIds()));
      return ZoneOffset.UTC;
    }
  }

  private List<Audience> resolved() {
    drafts.values().forEach(this::resolve);
    return drafts.keySet().stream().map(done::get).toList();
  }

  /** Depth first: a definition's hash needs those it refers to. */
  private String resolve(Draft draft) {
    Audience known = done.get(draft.name());
    if (known != null) {
      return known.hash();
    }
    open.add(draft.name());
    Map<String, String> hashes = new TreeMap<>();
    draft.references().forEach((name, node) -> hashes.put(name, follow(name, node)));
    open.remove(draft.name());
    String hash =
        DefinitionHash.of(
            draft.anonymous(),
            draft.where(),
            name -> hashes.getOrDefault(name, ""),
            new MetricText(vocabulary.planner().manifest())::of);
    done.put(
        draft.name(),
        new Audience(
            draft.name(),
            draft.place(),
            draft.description(),
            draft.anonymous(),
            draft.where(),
            hash,
            draft.settings()));
    return hash;
  }

  private String follow(String name, YamlNode node) {
    Draft draft = drafts.get(name);
    if (draft == null) {
      node.problem(
          "unknown audience \"%s\"".formatted(name), Suggestion.remedy(name, drafts.keySet()));
      return "";
    }
    if (open.contains(name)) {
      List<String> cycle = new ArrayList<>(open.subList(open.indexOf(name), open.size()));
      cycle.add(name);
      node.problem(
          "audiences refer to each other in a circle: " + String.join(" -> ", cycle),
          "take one of these references out");
      return "";
    }
    return resolve(draft);
  }

  /** Whether an audience, and so a column and a metric, may have this name. */
  static boolean isName(String name) {
    return name.matches("[a-z][a-z0-9_]*") && !name.contains("__");
  }

  static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(f -> f.toString().matches(".*\\.ya?ml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + Locations.shown(folder), e);
    }
  }
}
