package chat.charla.cli.output;

import chat.charla.v1.Event;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.ServerNotice;
import chat.charla.v1.ServerNoticeCode;
import chat.charla.v1.UserLeftReason;

/** Converts events to JSON objects. Each object has the keys for the event's timeline and time. */
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
      // The kind is newer than this program. The event is reported nevertheless, because it may
      // have a sequence in its timeline.
      case KIND_NOT_SET -> start("unknown", event, epoch);
    };
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
    return line.put("to", message.hasRecipient() ? message.getRecipient() : null)
        .put("text", message.getText())
        .putUnlessEmpty("id", message.getClientMessageId());
  }

  private static JsonLine notice(JsonLine line, ServerNotice notice) {
    String code =
        notice.getCode() == ServerNoticeCode.UNRECOGNIZED
            ? "UNKNOWN"
            : notice.getCode().name().replace("SERVER_NOTICE_CODE_", "");
    return line.put("code", code).put("parameters", notice.getParametersMap());
  }

  private static String reason(UserLeftReason reason) {
    return switch (reason) {
      case USER_LEFT_REASON_LEFT -> "left";
      case USER_LEFT_REASON_LEFT_ROOM -> "left_room";
      case USER_LEFT_REASON_LEASE_EXPIRED -> "lease_expired";
      case USER_LEFT_REASON_UNSPECIFIED, UNRECOGNIZED -> "unknown";
    };
  }
}
