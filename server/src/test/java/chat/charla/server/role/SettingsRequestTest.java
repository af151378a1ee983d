package chat.charla.server.role;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.refusal.Outcome;
import chat.charla.v1.Role;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateRoomRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a request for other settings can make the server hold and look at. */
class SettingsRequestTest {
  private static final RoomSettings SETTINGS =
      RoomSettings.newBuilder()
          .setTitle("Kitchen")
          .setTopic("x".repeat(500))
          .setAccess(RoomAccess.ROOM_ACCESS_ACCOUNTS)
          .setPostRole(Role.ROLE_MEMBER)
          .setSlowMode(Duration.newBuilder().setSeconds(5))
          .build();

  @Test
  void anOrdinaryRequestStaysTheSame() {
    UpdateRoomRequest request = request(SETTINGS, List.of("title", "topic"));

    assertEquals(request, compact(request));
  }

  @Test
  void aFieldThatIsNamedManyTimesCountsOnce() {
    UpdateRoomRequest request = request(SETTINGS, Collections.nCopies(10_000, "topic"));

    assertEquals(List.of("topic"), compact(request).getUpdateMask().getPathsList());
  }

  @Test
  void unknownFieldsAreDropped() {
    UnknownFieldSet unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                99,
                Field.newBuilder().addLengthDelimited(ByteString.copyFrom(new byte[9000])).build())
            .build();
    RoomSettings.Builder settings = SETTINGS.toBuilder().setUnknownFields(unknown);
    settings.getSlowModeBuilder().setUnknownFields(unknown);
    UpdateRoomRequest request =
        request(settings.build(), List.of("slow_mode")).toBuilder()
            .setUnknownFields(unknown)
            .build();

    assertEquals(request(SETTINGS, List.of("slow_mode")), compact(request));
  }

  @Test
  void aTextThatIsTooLongStaysTooLongButNotMuch() {
    String cat = "\uD83D\uDC31";
    RoomSettings settings =
        RoomSettings.newBuilder().setTitle(cat.repeat(9000)).setTopic("x".repeat(9000)).build();

    RoomSettings compact = compact(request(settings, List.of("title"))).getSettings();

    assertEquals(cat.repeat(101), compact.getTitle());
    assertEquals("x".repeat(501), compact.getTopic());
  }

  @Test
  void manyOrLongNamesOfFieldsAreRefused() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      many.add("field" + i);
    }

    assertTrue(isRefused(request(SETTINGS, many)));
    assertTrue(isRefused(request(SETTINGS, List.of("x".repeat(65)))));
  }

  private static UpdateRoomRequest request(RoomSettings settings, List<String> fields) {
    return UpdateRoomRequest.newBuilder()
        .setRoom("kitchen")
        .setSettings(settings)
        .setUpdateMask(FieldMask.newBuilder().addAllPaths(fields))
        .build();
  }

  private static UpdateRoomRequest compact(UpdateRoomRequest request) {
    List<UpdateRoomRequest> compact = new ArrayList<>();
    SettingsRequest.compact(request)
        .match(
            compact::add,
            refusal -> {
              throw new AssertionError(refusal);
            });
    return compact.get(0);
  }

  private static boolean isRefused(UpdateRoomRequest request) {
    Outcome<UpdateRoomRequest> outcome = SettingsRequest.compact(request);
    List<Object> refusals = new ArrayList<>();
    outcome.match(done -> {}, refusals::add);
    return !refusals.isEmpty();
  }
}
