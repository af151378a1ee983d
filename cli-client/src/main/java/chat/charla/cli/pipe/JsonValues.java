package chat.charla.cli.pipe;

import chat.charla.cli.pipe.MalformedRequestException.Reason;
import chat.charla.cli.text.Utf8;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of one JSON object in which nothing nests. Each key is taken once; what has
 * not been taken in the end is something that nobody knows. For one thread.
 */
final class JsonValues {
  /** Stands for null; in a command, a key with null is as good as no key. */
  private static final Object NULL = new Object();

  private final Map<String, Object> values;
  private final @Nullable String ref;

  private JsonValues(Map<String, Object> values) {
    this.values = values;
    this.ref = values.get("ref") instanceof String text ? text : null;
  }

  /** Reads an object as RFC 8259 has it, and no key twice. */
  static JsonValues parse(String line) throws MalformedRequestException {
    Map<String, Object> values = new LinkedHashMap<>();
    try (JsonReader reader = new JsonReader(new StringReader(line))) {
      reader.setStrictness(Strictness.STRICT);
      reader.beginObject();
      while (reader.hasNext()) {
        String key = unicode(reader.nextName());
        if (values.put(key, value(reader)) != null) {
          throw invalid("a key stands twice: " + key);
        }
      }
      reader.endObject();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw invalid("there is something after the object");
      }
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw invalid("the line is not a JSON object");
    }
    values.values().removeIf(value -> value == NULL);
    return new JsonValues(values);
  }

  /** What the author calls the object, or null. */
  @Nullable String ref() {
    return ref;
  }

  String required(String key) throws MalformedRequestException {
    String value = text(key);
    if (value == null) {
      throw malformed(Reason.INVALID_VALUE, key + " is missing");
    }
    return value;
  }

  @Nullable String text(String key) throws MalformedRequestException {
    Object value = values.remove(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw malformed(Reason.INVALID_VALUE, key + " is a string");
  }

  boolean flag(String key) throws MalformedRequestException {
    Object value = values.remove(key);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw malformed(Reason.INVALID_VALUE, key + " is true or false");
  }

  @Nullable Long count(String key) throws MalformedRequestException {
    Object value = values.remove(key);
    if (value == null || (value instanceof Long number && number >= 0)) {
      return (Long) value;
    }
    throw malformed(Reason.INVALID_VALUE, key + " is a whole number, 0 or more");
  }

  /** Every key has been taken. */
  void end() throws MalformedRequestException {
    for (String key : values.keySet()) {
      throw malformed(Reason.UNKNOWN_KEY, "unknown key: " + key);
    }
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
      default -> throw invalid("a command has no arrays and no objects in it");
    };
  }

  /** Only what is written as a whole number is one: nobody counts in 1e3 or 1.0. */
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
          Reason.NOT_UNICODE, null, "there is half of a surrogate pair in a string");
    }
    return text;
  }

  private static MalformedRequestException invalid(String message) {
    return new MalformedRequestException(Reason.INVALID_JSON, null, message);
  }
}
