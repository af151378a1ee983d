package chat.charla.cli.pipe;

import chat.charla.cli.pipe.MalformedRequestException.Reason;
import chat.charla.cli.script.ScriptSession;
import chat.charla.client.Target;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Parses a command strictly: a misspelt key is an error. */
final class RequestParser {
  private static final int MAX_ID_BYTES = 64;

  private RequestParser() {}

  static Request parse(String line) throws MalformedRequestException {
    JsonValues values = JsonValues.parse(line);
    values.text("ref");
    Request request = request(values);
    values.end();
    return request;
  }

  private static Request request(JsonValues values) throws MalformedRequestException {
    String ref = values.ref();
    String type = values.required("type");
    return switch (type) {
      case "send" -> new Request.Send(ref, target(values), values.required("text"), id(values));
      case "enter" -> new Request.Enter(ref, values.required("room"));
      case "leave" -> new Request.Leave(ref, values.required("room"));
      case "users" -> new Request.Users(ref, orElse(values.text("room"), ""));
      case "rooms" -> new Request.Rooms(ref);
      case "history" -> history(values);
      case "whoami" -> new Request.WhoAmI(ref);
      case "rename" -> new Request.Rename(ref, values.required("name"));
      default -> throw values.malformed(Reason.UNKNOWN_TYPE, "unknown type: " + type);
    };
  }

  /**
   * The target of a message. Exactly one of the three keys is required, so that a forgotten key
   * never makes a message public.
   */
  private static Target target(JsonValues values) throws MalformedRequestException {
    String room = values.text("room");
    String name = values.text("to");
    String userId = values.text("to_id");
    if (room != null && name == null && userId == null) {
      return Target.room(room);
    }
    if (name != null && room == null && userId == null) {
      return Target.userName(name);
    }
    if (userId != null && room == null && name == null) {
      return Target.user(userId);
    }
    boolean missing = room == null && name == null && userId == null;
    if (missing) {
      values.refuseMisspelt("room", "to", "to_id");
    }
    throw values.malformed(
        Reason.INVALID_VALUE,
        missing
            ? "one of room, to and to_id is required"
            : "only one of room, to and to_id is allowed");
  }

  private static @Nullable String id(JsonValues values) throws MalformedRequestException {
    String id = values.text("id");
    if (id == null) {
      return null;
    }
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_ID_BYTES) {
      throw values.malformed(Reason.INVALID_VALUE, "id must have 1 to " + MAX_ID_BYTES + " bytes");
    }
    return id;
  }

  private static Request history(JsonValues values) throws MalformedRequestException {
    String room = values.text("room");
    boolean inbox = values.flag("private");
    if (inbox && room != null) {
      throw values.malformed(Reason.INVALID_VALUE, "room and private exclude each other");
    }
    Long before = values.count("before");
    Long since = values.count("since");
    if (before != null && since != null) {
      throw values.malformed(Reason.INVALID_VALUE, "before and since exclude each other");
    }
    String timeline = inbox ? "" : orElse(room, ScriptSession.LOBBY);
    return new Request.Read(values.ref(), timeline, values.count("count"), before, since);
  }

  private static String orElse(@Nullable String value, String otherwise) {
    return value == null ? otherwise : value;
  }
}
