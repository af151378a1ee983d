package chat.charla.client.oidc;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object. A value of another type than the expected one counts as absent. Immutable. */
final class JsonObject {
  /** How deep values may be nested. */
  private static final int MAX_DEPTH = 50;

  /** The longest number that is read; a number of an issuer is far shorter. */
  private static final int MAX_DIGITS = 40;

  /**
   * Reads an object as a {@code Map}, an array as a {@code List}. The last of equal keys counts.
   */
  private static final TypeAdapter<Object> VALUES =
      new GsonBuilder()
          .setObjectToNumberStrategy(JsonObject::number)
          .create()
          .getAdapter(Object.class);

  private final Map<?, ?> values;

  private JsonObject(Map<?, ?> values) {
    this.values = values;
  }

  /**
   * Parses an object, strictly by RFC 8259. The content may be hostile.
   *
   * @throws IllegalArgumentException if the content is not a JSON object in UTF-8, or is nested too
   *     deeply. The message contains no part of the content, which may be a token
   */
  static JsonObject parse(byte[] content) {
    // A decoder reports malformed input, which the charset itself would replace.
    InputStreamReader text =
        new InputStreamReader(
            new ByteArrayInputStream(content), StandardCharsets.UTF_8.newDecoder());
    try (JsonReader reader = new JsonReader(text)) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(MAX_DEPTH);
      Object value = VALUES.read(reader);
      if (value instanceof Map<?, ?> && reader.peek() == JsonToken.END_DOCUMENT) {
        return new JsonObject((Map<?, ?>) value);
      }
    } catch (IOException | JsonParseException | NumberFormatException e) {
      // The exception is dropped, because its message may contain a part of the content.
    }
    throw new IllegalArgumentException("not a JSON object in UTF-8");
  }

  private static BigDecimal number(JsonReader reader) throws IOException {
    String digits = reader.nextString();
    if (digits.length() > MAX_DIGITS) {
      throw new MalformedJsonException("a number is too long");
    }
    return new BigDecimal(digits);
  }

  /** The text with this key, or null. */
  @Nullable String text(String key) {
    Object value = values.get(key);
    return value instanceof String ? (String) value : null;
  }

  /**
   * The whole number with this key.
   *
   * @param otherwise the result if there is none, or if it does not fit
   */
  long number(String key, long otherwise) {
    Object value = values.get(key);
    try {
      return value instanceof BigDecimal ? ((BigDecimal) value).longValueExact() : otherwise;
    } catch (ArithmeticException e) {
      return otherwise;
    }
  }

  /** Whether the list with this key has a text. */
  boolean lists(String key, String text) {
    Object value = values.get(key);
    return value instanceof List<?> && ((List<?>) value).contains(text);
  }

  /** Whether there is a value with this key. */
  boolean has(String key) {
    return values.containsKey(key);
  }
}
