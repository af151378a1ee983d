package chat.charla.server.role;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateRoomRequest;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import java.util.List;

/**
 * Makes requests for other settings small before they wait for their turn, and quick to decide. A
 * request may be as long as a message and its decision looks at each field that it names.
 */
public final class SettingsRequest {
  /** More than the fields that there are. */
  private static final int MAX_FIELDS = 16;

  private static final int MAX_FIELD_NAME = 64;

  private SettingsRequest() {}

  /** The request with each field once, and without anything else. */
  public static Outcome<UpdateRoomRequest> compact(UpdateRoomRequest request) {
    List<String> fields = request.getUpdateMask().getPathsList().stream().distinct().toList();
    if (fields.size() > MAX_FIELDS
        || fields.stream().anyMatch(field -> field.length() > MAX_FIELD_NAME)) {
      return Outcome.refused(
          Refusal.argument("update_mask", "names a field that this server does not know"));
    }
    RoomSettings settings = request.getSettings();
    return Outcome.done(
        UpdateRoomRequest.newBuilder()
            .setRoom(request.getRoom())
            .setUpdateMask(FieldMask.newBuilder().addAllPaths(fields))
            .setSettings(
                RoomSettings.newBuilder()
                    .setTitle(cut(settings.getTitle(), SettingsRules.MAX_TITLE))
                    .setTopic(cut(settings.getTopic(), SettingsRules.MAX_TOPIC))
                    .setAccessValue(settings.getAccessValue())
                    .setPostRoleValue(settings.getPostRoleValue())
                    .setSlowMode(
                        Duration.newBuilder()
                            .setSeconds(settings.getSlowMode().getSeconds())
                            .setNanos(settings.getSlowMode().getNanos())))
            .build());
  }

  /** A text that is too long stays too long, by one code point. */
  private static String cut(String text, int most) {
    return text.length() <= 2 * most || text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most + 1));
  }
}
