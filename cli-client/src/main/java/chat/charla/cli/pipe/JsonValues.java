package chat.charla.cli.pipe;

import chat.charla.cli.pipe.MalformedRequestException.Reason;
import chat.charla.cli.text.EditDistance;
import chat.charla.cli.text.Utf8;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of one flat JSON object. A parser takes each key that it knows, and {@link
 * #end} refuses the remaining keys. Not thread-safe.
 */
final class JsonValues {
  /** Represents the JSON value null. In a command, a key with null counts as absent. */
  private static final Object NULL = new Object();

  /** All keys of all commands. */
  private static final Set<String> KEYS =
      Set.of(
          "type", "ref", "room", "to", "to_id", "text", "id", "name", "private", "count", "before",
          "since");

  private static final int LONG_KEY = 6;

  private final Map<String, Object> values;

  /** The keys that the parser has asked for. */
  private final Set<String> known = new LinkedHashSet<>();

  private final @Nullable String ref;

  private JsonValues(Map<String, Object> values) {
    this.values = values;
    this.ref = values.get("ref") instanceof String text ? text : null;
  }

  /** Parses an object strictly by RFC 8259. A duplicate key is an error. */
  static JsonValues parse(String line) throws MalformedRequestException {
    Map<String, Object> values = new LinkedHashMap<>();
    try (JsonReader reader = new JsonReader(new StringReader(line))) {
      reader.setStrictness(Strictness.STRICT);
      reader.beginObject();
      while (reader.hasNext()) {
        String key = unicode(reader.nextName());
        if (values.put(key, value(reader)) != null) {
          throw invalid("duplicate key: " + key);
        }
      }
      reader.endObject();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw invalid("unexpected content after the object");
      }
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw invalid("the line is not a JSON object");
    }
    values.values().removeIf(value -> value == NULL);
    return new JsonValues(values);
  }

  /** The program's reference for the command, or null. */
  @Nullable String ref() {
    return ref;
  }

  String required(String key) throws MalformedRequestException {
    String value = text(key);
    if (value == null) {
      refuseMisspelt(key);
      throw malformed(Reason.INVALID_VALUE, key + " is missing");
    }
    return value;
  }

  /**
   * Throws an exception if a key that is present is probably a misspelling of one of the missing
   * keys.
   */
  void refuseMisspelt(String... missing) throws MalformedRequestException {
    for (String written : values.keySet()) {
      for (String key : missing) {
        if (!KEYS.contains(written) && isSimilar(written, key)) {
          throw unknown(written, key);
        }
      }
    }
  }

  @Nullable String text(String key) throws MalformedRequestException {
    known.add(key);
    Object value = values.remove(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw malformed(Reason.INVALID_VALUE, key + " must be a string");
  }

  boolean flag(String key) throws MalformedRequestException {
    known.add(key);
    Object value = values.remove(key);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw malformed(Reason.INVALID_VALUE, key + " must be true or false");
  }

  @Nullable Long count(String key) throws MalformedRequestException {
    known.add(key);
    Object value = values.remove(key);
    if (value == null || (value instanceof Long number && number >= 0)) {
      return (Long) value;
    }
    throw malformed(Reason.INVALID_VALUE, key + " must be a whole number, 0 or more");
  }

  /** Checks that every key has been taken. */
  void end() throws MalformedRequestException {
    for (String written : values.keySet()) {
      String meant = known.stream().filter(key -> isSimilar(written, key)).findFirst().orElse(null);
      throw unknown(written, meant);
    }
  }

  private MalformedRequestException unknown(String written, @Nullable String meant) {
    String message = "unknown key: " + written;
    return malformed(
        Reason.UNKNOWN_KEY, meant == null ? message : message + "; did you mean " + meant + "?");
  }

  /**
   * Whether the written key may be a misspelling of {@code key}. A key that is more than twice as
   * long is never similar.
   */
  private static boolean isSimilar(String written, String key) {
    return written.length() <= 2 * key.length()
        && EditDistance.between(written, key) <= (key.length() < LONG_KEY ? 1 : 2);
  }

  MalformedRequestException malformed(Reason reason, String message) {
    return new MalformedRequestException(reason, ref, message);
  }

  private static Object value(JsonReader reader) throws IOException, MalformedRequestException {
    return switch (reader.peek()) {
      case STRING -> unicode(reader.nextString());
      case NUMBER -> number(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      case NULL -> {
        reader.nextNull();
        yield NULL;
      }
      default -> throw invalid("a command must not contain arrays or objects");
    };
  }

  /** Only an integer literal counts as a whole number, not 1e3 or 1.0. */
  private static Object number(String written) {
    try {
      return Long.valueOf(written);
    } catch (NumberFormatException e) {
      return Double.valueOf(written);
    }
  }

  private static String unicode(String text) throws MalformedRequestException {
    if (!Utf8.isUnicode(text)) {
      throw new MalformedRequestException(
          Reason.NOT_UNICODE, null, "a string contains an unpaired surrogate");
    }
    return text;
  }

  private static MalformedRequestException invalid(String message) {
    return new MalformedRequestException(Reason.INVALID_JSON, null, message);
  }
}
