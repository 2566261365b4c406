package io.truecount.config;

import static java.util.Comparator.comparingInt;
import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.truecount.error.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One object of the configuration, in HOCON. */
public final class ConfigNode extends ReadNode {
  private final ConfigObject object;

  public ConfigNode(ConfigObject object, String path, Problems problems) {
    super(path, problems);
    this.object = object;
  }

  @Override
  public String where() {
    return where(object.origin());
  }

  @Override
  public String where(String key) {
    ConfigValue value = object.get(key);
    return value == null ? where() : where(value.origin());
  }

  @Override
  protected Set<String> found() {
    return object.keySet();
  }

  public boolean has(String key) {
    request(key);
    ConfigValue value = object.get(key);
    return value != null && value.valueType() != ConfigValueType.NULL;
  }

  public String string(String key) {
    return scalar(key, "", Function.identity(), "a string");
  }

  public Optional<String> optionalString(String key) {
    return has(key) ? Optional.of(string(key)) : Optional.empty();
  }

  public long integer(String key) {
    return scalar(key, 0L, Long::parseLong, "a whole number");
  }

  public double decimal(String key) {
    return scalar(key, 0.0, Double::parseDouble, "a number");
  }

  public Optional<Double> optionalDecimal(String key) {
    return has(key) ? Optional.of(decimal(key)) : Optional.empty();
  }

  /** A number of bytes, such as {@code 128m}. */
  public long bytes(String key) {
    return scalar(key, 0L, text -> unit(text, it -> it.getBytes("value")), "a size such as 128m");
  }

  /** A span of time, such as {@code 12h} or {@code 2d}. */
  public Duration duration(String key) {
    return scalar(
        key, Duration.ZERO, text -> unit(text, it -> it.getDuration("value")), "a time such as 2d");
  }

  /** A value whose unit the library reads. */
  private static <T> T unit(String text, Function<Config, T> read) {
    try {
      return read.apply(
          ConfigFactory.empty().withValue("value", ConfigValueFactory.fromAnyRef(text)));
    } catch (ConfigException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  public boolean bool(String key) {
    return scalar(key, false, ReadNode::truth, "true or false");
  }

  /** One constant of an enum, written in lower case with {@code _} or {@code -}. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    return present(key)
        ? constant(new Scalar(key, where(key), string(key)), type)
        : type.getEnumConstants()[0];
  }

  /** A list of strings; one string stands for a list of one; an absent key for the empty list. */
  public List<String> strings(String key) {
    if (!has(key)) {
      return List.of();
    }
    if (!(object.get(key) instanceof ConfigList list)) {
      return List.of(string(key));
    }
    List<String> result = new ArrayList<>();
    for (ConfigValue item : list) {
      result.add(String.valueOf(item.unwrapped()));
    }
    return result;
  }

  /**
   * The items of a list within a list.
   *
   * @param where {@code file:line}
   */
  public record Items(List<String> texts, String where) {
    public Items {
      texts = List.copyOf(texts);
      requireNonNull(where);
    }
  }

  /** A list of lists of strings; an absent key gives the empty list, an item a list of one. */
  public List<Items> lists(String key) {
    if (!has(key)) {
      return List.of();
    }
    ConfigValue value = requireNonNull(object.get(key));
    return (value instanceof ConfigList list ? list : List.of(value))
        .stream().map(ConfigNode::items).toList();
  }

  private static Items items(ConfigValue value) {
    List<?> texts = value.unwrapped() instanceof List<?> list ? list : List.of(value.unwrapped());
    return new Items(texts.stream().map(String::valueOf).toList(), where(value.origin()));
  }

  /** Whether an object is written at {@code key}. */
  public boolean isObject(String key) {
    return object.get(key) instanceof ConfigObject;
  }

  /** Whether a list is written at {@code key}. */
  public boolean isList(String key) {
    return object.get(key) instanceof ConfigList;
  }

  /** The object at {@code key}; an absent key gives an empty object. */
  public ConfigNode child(String key) {
    request(key);
    ConfigValue value = object.get(key);
    if (value instanceof ConfigObject child) {
      return new ConfigNode(child, qualified(key), problems());
    }
    ConfigObject empty = ConfigFactory.empty().root();
    if (value == null) {
      return new ConfigNode(empty, qualified(key), problems());
    }
    problem(key, "%s must be an object".formatted(qualified(key)), "write %s { … }".formatted(key));
    // what its keys lack is no further error
    return new ConfigNode(empty, qualified(key), new Problems());
  }

  /** The named objects below {@code key}, in the order of the file. */
  public Map<String, ConfigNode> children(String key) {
    return child(key).entries();
  }

  /** This object's own named objects, in the order of the file. */
  public Map<String, ConfigNode> entries() {
    Map<String, ConfigNode> result = new LinkedHashMap<>();
    object.entrySet().stream()
        .sorted(
            comparingInt((Map.Entry<String, ConfigValue> e) -> e.getValue().origin().lineNumber())
                .thenComparing(Map.Entry::getKey))
        .forEach(e -> result.put(e.getKey(), child(e.getKey())));
    return result;
  }

  /**
   * The keys in the order of the file, those of one line as well; empty where the file does not
   * show it. Cost: reads the file when keys share a line.
   */
  public Optional<List<String>> keysAsWritten() {
    record Place(String key, int line, int column) {}
    List<Place> places =
        object.entrySet().stream()
            .map(e -> Map.entry(e.getKey(), e.getValue().origin()))
            .map(
                e ->
                    new Place(
                        e.getKey(),
                        e.getValue().lineNumber(),
                        isAlone(e.getValue()) ? 0 : KeyColumns.of(e.getKey(), e.getValue())))
            .sorted(comparingInt(Place::line).thenComparingInt(Place::column))
            .toList();
    return places.stream().anyMatch(place -> place.column() == KeyColumns.UNKNOWN)
        ? Optional.empty()
        : Optional.of(places.stream().map(Place::key).toList());
  }

  private boolean isAlone(ConfigOrigin origin) {
    return object.values().stream()
            .filter(value -> value.origin().lineNumber() == origin.lineNumber())
            .count()
        == 1;
  }

  /** Keys and scalar or list values as strings, in the order of the file. */
  public Map<String, List<String>> stringLists() {
    Map<String, List<String>> result = new LinkedHashMap<>();
    object.entrySet().stream()
        .sorted(
            comparingInt((Map.Entry<String, ConfigValue> e) -> e.getValue().origin().lineNumber())
                .thenComparing(Map.Entry::getKey))
        .forEach(e -> result.put(e.getKey(), strings(e.getKey())));
    return result;
  }

  /** This object over {@code defaults}: a key that it lacks is the other's. */
  public ConfigNode withDefaults(ConfigNode defaults) {
    return new ConfigNode(object.withFallback(defaults.object), path(), problems());
  }

  /** Reports a problem at {@code key}. */
  public void problem(String key, String what, String remedy) {
    problems().add(what, where(key), remedy);
  }

  private <T> T scalar(String key, T standIn, Function<String, T> parse, String expected) {
    if (!present(key)) {
      return standIn;
    }
    Object raw = requireNonNull(object.get(key)).unwrapped();
    Scalar scalar = new Scalar(qualified(key), where(key), String.valueOf(raw));
    if (raw instanceof List || raw instanceof Map) {
      wrongType(scalar, expected);
      return standIn;
    }
    return parsed(scalar, standIn, parse, expected);
  }

  private boolean present(String key) {
    if (has(key)) {
      return true;
    }
    missing(key, "add %s = …".formatted(key));
    return false;
  }

  /** {@code file:line}, or what else is known of a place. */
  static String where(ConfigOrigin origin) {
    @Nullable String file = origin.filename();
    String name = file == null ? origin.description() : Locations.shown(Path.of(file));
    return origin.lineNumber() > 0 ? name + ":" + origin.lineNumber() : name;
  }
}
