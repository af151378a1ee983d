package chat.charla.cli.output;

import chat.charla.cli.moderation.Keywords;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.ServerNotice;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.UserLeftReason;

/**
 * Converts events and gaps to JSON objects. Each object has the keys for the event's timeline and
 * time. Messages, gaps and unknown events, which {@code history} writes, all have the same keys.
 */
final class EventJson {
  private EventJson() {}

  static JsonLine of(Event event, String epoch) {
    return switch (event.getKindCase()) {
      case MESSAGE_POSTED -> message(start("message", event, epoch), event.getMessagePosted());
      case USER_JOINED -> start("user_joined", event, epoch);
      case USER_LEFT ->
          start("user_left", event, epoch).put("reason", reason(event.getUserLeft().getReason()));
      case USER_RECONNECTING -> start("user_reconnecting", event, epoch);
      case USER_BACK -> start("user_back", event, epoch);
      case USER_RENAMED ->
          start("user_renamed", event, epoch)
              .put("previous_name", event.getUserRenamed().getPreviousName());
      case USER_COUNT_CHANGED ->
          start("user_count", event, epoch)
              .put("user_count", event.getUserCountChanged().getUserCount());
      case SERVER_NOTICE -> notice(start("notice", event, epoch), event.getServerNotice());
      case ROOM_CHANGED -> settings(event, epoch, event.getRoomChanged().getSettings());
      case MEMBER_CHANGED -> member(event, epoch, event.getMemberChanged());
      // The kind is newer than this program, or is not for users. The event is still reported,
      // because it may have a sequence in its timeline.
      case RECORD, KIND_NOT_SET -> withoutGap(withoutMessage(start("unknown", event, epoch)));
    };
  }

  /** A gap. The value of {@code sequence} is the sequence of the last missing event. */
  static JsonLine of(Gap gap) {
    JsonLine line =
        JsonLine.ofType("gap")
            .putUnlessEmpty("room", gap.getRoom())
            .putUnlessEmpty("epoch", gap.getEpoch())
            .put("sequence", gap.getLastMissingSequence())
            .putUnlessEmpty("time", "")
            .putUnlessEmpty("from", "");
    return withoutMessage(line)
        .put("reason", reason(gap.getReason()))
        .put("first", gap.getFirstMissingSequence())
        .put("last", gap.getLastMissingSequence());
  }

  private static JsonLine withoutMessage(JsonLine line) {
    return line.putUnlessEmpty("to", "").putUnlessEmpty("text", "").putUnlessEmpty("id", "");
  }

  private static JsonLine withoutGap(JsonLine line) {
    return line.putUnlessEmpty("reason", "").putNumber("first", null).putNumber("last", null);
  }

  private static JsonLine start(String type, Event event, String epoch) {
    return JsonLine.ofType(type)
        .putUnlessEmpty("room", event.getRoom())
        .putUnlessEmpty("epoch", event.getSequence() == 0 ? "" : epoch)
        .put("sequence", event.getSequence())
        .put("time", Times.rfc3339(event.getCreateTime()))
        .put("from", event.hasActor() ? event.getActor() : null);
  }

  private static JsonLine message(JsonLine line, MessagePosted message) {
    return withoutGap(
        line.put("to", message.hasRecipient() ? message.getRecipient() : null)
            .put("text", message.getText())
            .putUnlessEmpty("id", message.getClientMessageId()));
  }

  private static JsonLine settings(Event event, String epoch, RoomSettings settings) {
    return RoomJson.put(withoutGap(withoutMessage(start("room_changed", event, epoch))), settings);
  }

  private static JsonLine member(Event event, String epoch, MemberChanged changed) {
    JsonLine line =
        withoutMessage(start("member_changed", event, epoch))
            .putUnlessEmpty("reason", Keywords.of(changed.getReason()))
            .putNumber("first", null)
            .putNumber("last", null)
            .put("user", changed.getUser());
    return RoomJson.put(line, changed.getState()).put("removed", changed.getRemoved());
  }

  private static JsonLine notice(JsonLine line, ServerNotice notice) {
    String code =
        notice.getCode() == ServerNoticeCode.UNRECOGNIZED
            ? "UNKNOWN"
            : notice.getCode().name().replace("SERVER_NOTICE_CODE_", "");
    return line.put("code", code).put("parameters", notice.getParametersMap());
  }

  private static String reason(GapReason reason) {
    return switch (reason) {
      case GAP_REASON_TRIMMED -> "trimmed";
      case GAP_REASON_RESET -> "reset";
      case GAP_REASON_LOST -> "lost";
      case GAP_REASON_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }

  private static String reason(UserLeftReason reason) {
    return switch (reason) {
      case USER_LEFT_REASON_LEFT -> "left";
      case USER_LEFT_REASON_LEFT_ROOM -> "left_room";
      case USER_LEFT_REASON_REMOVED -> "removed";
      case USER_LEFT_REASON_LEASE_EXPIRED -> "lease_expired";
      case USER_LEFT_REASON_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
