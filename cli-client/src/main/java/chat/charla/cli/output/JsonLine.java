package chat.charla.cli.output;

import chat.charla.cli.text.CodePoints;
import chat.charla.v1.User;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A builder for one JSON object on one line. A key without a value gets null, so that all objects
 * of a type have the same keys. Not thread-safe.
 *
 * <p>Characters that could manipulate a terminal are escaped, so that the line is safe to display.
 * A JSON parser restores the original strings.
 */
final class JsonLine {
  private final StringWriter text = new StringWriter();
  private final JsonWriter writer = new JsonWriter(text);

  private JsonLine() {
    writer.setHtmlSafe(false);
    writer.setSerializeNulls(true);
  }

  /** Starts an object of this type. */
  static JsonLine ofType(String type) {
    return new JsonLine().begin().put("type", type);
  }

  JsonLine put(String key, @Nullable String value) {
    return write(key, () -> writer.value(value));
  }

  JsonLine put(String key, long value) {
    return write(key, () -> writer.value(value));
  }

  JsonLine put(String key, double value) {
    return write(key, () -> writer.value(value));
  }

  JsonLine put(String key, boolean value) {
    return write(key, () -> writer.value(value));
  }

  /** Puts a number, or null. */
  JsonLine putNumber(String key, @Nullable Long value) {
    return write(key, () -> writer.value(value));
  }

  /** Puts a text, or null if the text is empty. */
  JsonLine putUnlessEmpty(String key, String value) {
    return put(key, value.isEmpty() ? null : value);
  }

  /** Puts a user, or null. */
  JsonLine put(String key, @Nullable User user) {
    return write(
        key,
        () -> {
          if (user == null) {
            writer.nullValue();
          } else {
            begin().put("id", user.getId()).putUnlessEmpty("name", user.getName());
            writer.endObject();
          }
        });
  }

  /** Puts an array of texts. */
  JsonLine put(String key, List<String> values) {
    return write(
        key,
        () -> {
          writer.beginArray();
          for (String value : values) {
            writer.value(value);
          }
          writer.endArray();
        });
  }

  /** Puts an object whose values are texts, sorted by key. */
  JsonLine put(String key, Map<String, String> values) {
    SortedMap<String, String> sorted = new TreeMap<>(values);
    return write(
        key,
        () -> {
          writer.beginObject();
          for (Map.Entry<String, String> entry : sorted.entrySet()) {
            writer.name(entry.getKey()).value(entry.getValue());
          }
          writer.endObject();
        });
  }

  /** Puts an array of objects; {@code filler} writes the content of each object. */
  <T> JsonLine putObjects(String key, List<T> values, Filler<T> filler) {
    return write(
        key,
        () -> {
          writer.beginArray();
          for (T value : values) {
            begin();
            filler.fill(this, value);
            writer.endObject();
          }
          writer.endArray();
        });
  }

  /** Ends the object, and returns the line without its line end. */
  String end() {
    run(writer::endObject);
    return escape(text.toString());
  }

  /** Writes the content of a value into an object. */
  interface Filler<T> {
    void fill(JsonLine object, T value);
  }

  private interface Step {
    void take() throws IOException;
  }

  private JsonLine begin() {
    run(writer::beginObject);
    return this;
  }

  private JsonLine write(String key, Step value) {
    run(() -> writer.name(key));
    run(value);
    return this;
  }

  private static void run(Step step) {
    try {
      step.take();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to a string", e);
    }
  }

  /**
   * Escapes characters that could manipulate a terminal. Such characters occur only in JSON
   * strings, because the rest of the line is printable ASCII.
   */
  private static String escape(String json) {
    StringBuilder escaped = new StringBuilder(json.length());
    for (int index = 0; index < json.length(); ) {
      int codePoint = json.codePointAt(index);
      int next = index + Character.charCount(codePoint);
      if (CodePoints.needsEscape(codePoint)) {
        for (; index < next; index++) {
          escaped.append(String.format("\\u%04x", (int) json.charAt(index)));
        }
      } else {
        escaped.appendCodePoint(codePoint);
      }
      index = next;
    }
    return escaped.toString();
  }
}
