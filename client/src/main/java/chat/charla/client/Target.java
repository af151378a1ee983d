package chat.charla.client;

import chat.charla.v1.SendMessageRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The recipient of a message: a room or a user. Immutable. */
public final class Target {
  /** The kind of target. */
  public enum Kind {
    /** A room, by its name; the user must be a member. */
    ROOM("room"),
    /** A user, by id. */
    USER_ID("user_id"),
    /** The user who holds a name when the server processes the message. */
    USER_NAME("user_name");

    private final String field;

    Kind(String field) {
      this.field = field;
    }

    /** The field of {@code SendMessageRequest} that this kind is written to. */
    String field() {
      return field;
    }
  }

  private final Kind kind;
  private final String value;

  private Target(Kind kind, String value) {
    this.kind = kind;
    this.value = Objects.requireNonNull(value);
  }

  /** The room with this name. */
  public static Target room(String room) {
    return new Target(Kind.ROOM, room);
  }

  /** The user with this id. Use this target for replies to private messages. */
  public static Target user(String userId) {
    return new Target(Kind.USER_ID, userId);
  }

  /** The user who holds this name when the server processes the message. */
  public static Target userName(String name) {
    return new Target(Kind.USER_NAME, name);
  }

  /** The kind of target. */
  public Kind kind() {
    return kind;
  }

  /** The name of the room, or the id or name of the user. */
  public String value() {
    return value;
  }

  /** Writes this target into a request. */
  void writeTo(SendMessageRequest.Builder request) {
    switch (kind) {
      case ROOM -> request.setRoom(value);
      case USER_ID -> request.setUserId(value);
      case USER_NAME -> request.setUserName(value);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Target that && kind == that.kind && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, value);
  }

  @Override
  public String toString() {
    return kind + " " + value;
  }
}
