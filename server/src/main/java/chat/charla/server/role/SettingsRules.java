package chat.charla.server.role;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Event;
import chat.charla.v1.Role;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.RoomChanged;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.User;
import com.google.protobuf.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides changes of the settings of a room; see {@code UpdateRoom} in "charla/v1/room.proto". A
 * decision has the same form as one of {@link MemberRules}.
 */
public final class SettingsRules {
  /** The fields that a moderator may change. */
  private static final Set<String> OF_MODERATORS = Set.of("topic", "slow_mode");

  static final int MAX_TITLE = 100;
  static final int MAX_TOPIC = 500;
  private static final long MAX_SLOW_MODE_SECONDS = 3600;

  private SettingsRules() {}

  /**
   * Decides a change of the fields that the request names.
   *
   * @param nowMillis the time of the event
   */
  public static Outcome<Optional<Event.Builder>> decide(
      RoomState state, User actor, UpdateRoomRequest request, long nowMillis) {
    Optional<Refusal> banned = state.refusalIfBanned(actor.getId(), nowMillis);
    if (banned.isPresent()) {
      return Outcome.refused(banned.get());
    }
    List<String> paths = request.getUpdateMask().getPathsList();
    if (paths.isEmpty()) {
      return Outcome.refused(Refusal.argument("update_mask", "names no field"));
    }
    Role needed = OF_MODERATORS.containsAll(paths) ? Role.ROLE_MODERATOR : Role.ROLE_OWNER;
    if (state.role(actor).compareTo(needed) < 0) {
      return Outcome.refused(Refusal.roleTooLow(needed));
    }
    RoomSettings.Builder changed = state.settings().toBuilder();
    for (String path : paths) {
      Optional<Refusal> bad = change(changed, path, request.getSettings());
      if (bad.isPresent()) {
        return Outcome.refused(bad.get());
      }
    }
    RoomSettings settings = changed.build();
    return Outcome.done(
        settings.equals(state.settings())
            ? Optional.empty()
            : Optional.of(
                Event.newBuilder()
                    .setActor(actor)
                    .setRoomChanged(RoomChanged.newBuilder().setSettings(settings))));
  }

  /**
   * Sets one field of the builder. A field that gets its default value becomes unset. Returns a
   * refusal if the value is invalid; then the caller must not use the builder.
   */
  private static Optional<Refusal> change(
      RoomSettings.Builder changed, String path, RoomSettings from) {
    switch (path) {
      case "title" -> {
        changed.setTitle(from.getTitle());
        return checkText("title", from.getTitle(), MAX_TITLE);
      }
      case "topic" -> {
        changed.setTopic(from.getTopic());
        return checkText("topic", from.getTopic(), MAX_TOPIC);
      }
      case "access" -> {
        return changeAccess(changed, from.getAccess());
      }
      case "post_role" -> {
        return changePostRole(changed, from.getPostRole());
      }
      case "slow_mode" -> {
        return changeSlowMode(changed, from.getSlowMode());
      }
      default -> {
        return Optional.of(
            Refusal.argument("update_mask", "names a field that this server does not know"));
      }
    }
  }

  private static Optional<Refusal> checkText(String field, String text, int most) {
    if (text.codePointCount(0, text.length()) > most) {
      return bad(field, "longer than " + most + " code points");
    }
    return text.codePoints().anyMatch(SettingsRules::isForbidden)
        ? bad(field, "has a control character, a line separator or an unassigned code point")
        : Optional.empty();
  }

  private static boolean isForbidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static Optional<Refusal> changeAccess(RoomSettings.Builder changed, RoomAccess access) {
    switch (access) {
      case ROOM_ACCESS_UNSPECIFIED, ROOM_ACCESS_PUBLIC -> changed.clearAccess();
      case ROOM_ACCESS_ACCOUNTS -> changed.setAccess(access);
      case UNRECOGNIZED -> {
        return bad("access", "this server does not know the access");
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> changePostRole(RoomSettings.Builder changed, Role role) {
    switch (role) {
      case ROLE_UNSPECIFIED, ROLE_GUEST -> changed.clearPostRole();
      case ROLE_MEMBER, ROLE_MODERATOR, ROLE_OWNER -> changed.setPostRole(role);
      case ROLE_READER -> {
        return bad("post_role", "a reader cannot post");
      }
      case UNRECOGNIZED -> {
        return bad("post_role", "this server does not know the role");
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> changeSlowMode(RoomSettings.Builder changed, Duration wait) {
    if (wait.getSeconds() < 0
        || wait.getSeconds() > MAX_SLOW_MODE_SECONDS
        || wait.getNanos() != 0) {
      return bad("slow_mode", "must be a number of whole seconds, at most an hour");
    }
    if (wait.getSeconds() == 0) {
      changed.clearSlowMode();
    } else {
      changed.setSlowMode(wait);
    }
    return Optional.empty();
  }

  private static Optional<Refusal> bad(String field, String message) {
    return Optional.of(Refusal.argument("settings." + field, message));
  }
}
