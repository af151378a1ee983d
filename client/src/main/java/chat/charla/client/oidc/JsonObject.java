package chat.charla.client.oidc;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object. A value of another type than the expected one counts as absent. Immutable. */
final class JsonObject {
  private final Map<?, ?> values;

  private JsonObject(Map<?, ?> values) {
    this.values = values;
  }

  /**
   * Parses an object.
   *
   * @throws IllegalArgumentException if the content is not a JSON object in UTF-8. The message
   *     contains no part of the content, which may be a token
   */
  static JsonObject parse(byte[] content) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8");
    }
    Object value = new JsonReader(text).read();
    if (value instanceof Map<?, ?>) {
      return new JsonObject((Map<?, ?>) value);
    }
    throw new IllegalArgumentException("not a JSON object");
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
