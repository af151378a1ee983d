package chat.charla.kit.world;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** One line that a client has printed. */
public record Line(long nanos, JsonObject json) {
  /** Reads a line; what is no JSON object is the client's mistake. */
  static Line parse(String text) {
    try {
      JsonElement json = JsonParser.parseString(text);
      if (json.isJsonObject()) {
        return new Line(System.nanoTime(), json.getAsJsonObject());
      }
    } catch (JsonParseException malformed) {
      // Falls through.
    }
    JsonObject problem = new JsonObject();
    problem.addProperty("type", "no JSON object");
    problem.addProperty("text", text);
    return new Line(System.nanoTime(), problem);
  }

  /** What kind of line it is. */
  public String type() {
    return text("type");
  }

  /** Whether it is of this kind. */
  public boolean is(String type) {
    return type().equals(type);
  }

  /** Whether it is of this kind and about the message with this id. */
  public boolean is(String type, String id) {
    return is(type) && text("id").equals(id);
  }

  /** A text; empty if it is absent. */
  public String text(String key) {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }

  /** A number; -1 if it is absent. */
  public long number(String key) {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? -1 : value.getAsLong();
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
