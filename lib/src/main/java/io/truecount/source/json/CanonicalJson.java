package io.truecount.source.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.common.hash.Hashing;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Fingerprints of records that have no id of their own. */
public final class CanonicalJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private CanonicalJson() {}

  /**
   * SHA-256, hexadecimal, of an object with sorted names and without spaces.
   *
   * @param json a JSON object
   * @param leftOut members of the object that say how it came, not what it says
   */
  public static String fingerprint(String json, Predicate<String> leftOut) {
    return hashed(
        json, object -> object.keySet().removeIf(name -> leftOut.test(String.valueOf(name))));
  }

  /** As {@link #fingerprint(String, Predicate)}, without the value at a dotted path. */
  public static String fingerprintWithout(String path, String json) {
    List<String> names = List.of(path.split("\\.", -1));
    return hashed(json, object -> remove(names, object));
  }

  private static String hashed(String json, Consumer<Map<?, ?>> change) {
    try {
      Map<?, ?> read = MAPPER.readValue(json, TreeMap.class);
      change.accept(read);
      return sha256(MAPPER.writeValueAsBytes(read));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid JSON object: " + json, e);
    }
  }

  /** And the objects that had no other member. */
  private static void remove(List<String> path, Map<?, ?> object) {
    String name = path.get(0);
    if (path.size() == 1) {
      object.remove(name);
    } else if (object.get(name) instanceof Map<?, ?> inner && !inner.isEmpty()) {
      remove(path.subList(1, path.size()), inner);
      if (inner.isEmpty()) {
        object.remove(name);
      }
    }
  }

  static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  /** The same of plain text. */
  public static String fingerprint(String text) {
    return sha256(text.getBytes(UTF_8));
  }
}
