package io.truecount.source.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/** Parts of records that are rare enough to become objects. The text is known to be JSON. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static Map<String, Object> object(String json) {
    return read(json, new TypeReference<Map<String, Object>>() {});
  }

  /** The objects of an array; its other elements are left out. */
  public static List<Map<String, Object>> objects(String json) {
    return read(json, new TypeReference<List<Object>>() {}).stream()
        .filter(Map.class::isInstance)
        .map(Json::named)
        .toList();
  }

  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid value: " + value, e);
    }
  }

  @SuppressWarnings("unchecked") // the names of a JSON object are strings
  private static Map<String, Object> named(Object object) {
    return (Map<String, Object>) object;
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid JSON: " + json, e);
    }
  }
}
