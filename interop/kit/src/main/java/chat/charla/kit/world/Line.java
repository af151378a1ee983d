package chat.charla.kit.world;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/** One line that a client has printed. */
public record Line(long nanos, JsonObject json) {
  /** The type of a line that is not a JSON object. */
  public static final String MALFORMED = "not a JSON object";

  /** Parses a line. A line that is not a JSON object gets the type {@link #MALFORMED}. */
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
    problem.addProperty("type", MALFORMED);
    problem.addProperty("text", text);
    return new Line(System.nanoTime(), problem);
  }

  /** The type of the line. */
  public String type() {
    return text("type");
  }

  /** Whether the line has this type. */
  public boolean is(String type) {
    return type().equals(type);
  }

  /** Whether the line has this type and is about the message with this id. */
  public boolean is(String type, String id) {
    return is(type) && text("id").equals(id);
  }

  /** Whether the line has this type and is about this room. */
  public boolean isAbout(String type, String room) {
    return is(type) && text("room").equals(room);
  }

  /** The text of this key; empty if the key is absent. */
  public String text(String key) {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }

  /** The number of this key; -1 if the key is absent. */
  public long number(String key) {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? -1 : value.getAsLong();
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
