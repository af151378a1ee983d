package chat.charla.cli.output;

import chat.charla.cli.moderation.Keywords;
import chat.charla.v1.MemberState;
import chat.charla.v1.RoomSettings;

/** Puts settings of rooms, roles and restrictions into JSON objects. */
final class RoomJson {
  private RoomJson() {}

  /** Adds all settings. A setting that is unset has the value null, an empty text or 0. */
  static JsonLine put(JsonLine line, RoomSettings settings) {
    return line.put("title", settings.getTitle())
        .put("topic", settings.getTopic())
        .putUnlessEmpty("access", Keywords.of(settings.getAccess()))
        .putUnlessEmpty("post_role", Keywords.of(settings.getPostRole()))
        .put("slow_mode_seconds", settings.getSlowMode().getSeconds());
  }

  /** Adds a role and restrictions; null if the user has none. */
  static JsonLine put(JsonLine line, MemberState state) {
    return line.putUnlessEmpty("role", Keywords.of(state.getRole()))
        .putUnlessEmpty(
            "muted_until", state.hasMutedUntil() ? Times.rfc3339(state.getMutedUntil()) : "")
        .putUnlessEmpty(
            "banned_until", state.hasBannedUntil() ? Times.rfc3339(state.getBannedUntil()) : "");
  }
}
