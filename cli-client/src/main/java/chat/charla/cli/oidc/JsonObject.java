package chat.charla.cli.oidc;

import chat.charla.cli.text.Utf8;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.OptionalLong;

/** A JSON object. A value of another type than the expected one counts as absent. Immutable. */
final class JsonObject {
  private final com.google.gson.JsonObject object;

  private JsonObject(com.google.gson.JsonObject object) {
    this.object = object;
  }

  /**
   * Parses an object.
   *
   * @throws IllegalArgumentException if the content is not a JSON object in UTF-8
   */
  static JsonObject parse(byte[] content) {
    try {
      JsonElement parsed = JsonParser.parseString(Utf8.decode(content));
      if (parsed.isJsonObject()) {
        return new JsonObject(parsed.getAsJsonObject());
      }
    } catch (CharacterCodingException | JsonParseException | StackOverflowError e) {
      // The message could contain a part of a token.
    }
    throw new IllegalArgumentException("not a JSON object");
  }

  /** The text with this key. */
  Optional<String> text(String key) {
    return primitive(key).filter(JsonPrimitive::isString).map(JsonPrimitive::getAsString);
  }

  /** The whole number with this key. */
  OptionalLong number(String key) {
    try {
      Optional<JsonPrimitive> value = primitive(key).filter(JsonPrimitive::isNumber);
      return value.isPresent()
          ? OptionalLong.of(value.get().getAsBigDecimal().longValueExact())
          : OptionalLong.empty();
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Whether the list with this key has a text. */
  boolean lists(String key, String text) {
    JsonElement value = object.get(key);
    return value != null
        && value.isJsonArray()
        && value.getAsJsonArray().contains(new JsonPrimitive(text));
  }

  /** Whether there is a value with this key. */
  boolean has(String key) {
    return object.has(key);
  }

  private Optional<JsonPrimitive> primitive(String key) {
    JsonElement value = object.get(key);
    return value != null && value.isJsonPrimitive()
        ? Optional.of(value.getAsJsonPrimitive())
        : Optional.empty();
  }
}
