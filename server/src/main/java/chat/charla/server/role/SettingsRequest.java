package chat.charla.server.role;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateRoomRequest;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import java.util.List;

/**
 * Shortens requests to change settings before they wait for their turn. A request may be as long as
 * a message, and a decision takes a step for each field that the request names.
 */
public final class SettingsRequest {
  /** The largest number of fields in a request. There are fewer fields than this. */
  private static final int MAX_FIELDS = 16;

  private static final int MAX_FIELD_NAME = 64;

  private SettingsRequest() {}

  /** The request with each field name once, and with only the settings that can be changed. */
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

  /** Shortens a text that is too long to one code point more than allowed, so it stays invalid. */
  private static String cut(String text, int most) {
    return text.length() <= 2 * most || text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most + 1));
  }
}
