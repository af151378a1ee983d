package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.CallFailure;
import chat.charla.server.QuietLog;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.Role;
import chat.charla.v1.Room;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.UpdateRoomRequest;
import com.google.common.collect.MoreCollectors;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who changes which settings of a room, and what becomes of the changes. */
class RoomSettingsRulesTest extends RoomFixture {
  private static final RoomSettings ALL =
      RoomSettings.newBuilder()
          .setTitle("The Kitchen")
          .setTopic("What we cook")
          .setAccess(RoomAccess.ROOM_ACCESS_ACCOUNTS)
          .setPostRole(Role.ROLE_MEMBER)
          .setSlowMode(proto(Duration.ofSeconds(10)))
          .build();
  private static final String[] ALL_PATHS = {"title", "topic", "access", "post_role", "slow_mode"};

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  @Test
  void aNewRoomHasDefaultSettingsAndBelongsToTheAccountThatHasCreatedIt() {
    GetRoomResponse room = room(olga);

    assertEquals(RoomSettings.getDefaultInstance(), room.getSettings());
    assertEquals(Role.ROLE_OWNER, room.getSelf().getRole());
    assertEquals(Role.ROLE_MODERATOR, self(mona).getRole());
    assertEquals(Role.ROLE_MEMBER, self(ana).getRole());
    assertEquals(Role.ROLE_GUEST, self(gus).getRole());
    assertEquals(FIRST_EVENTS, room.getAsOfSequence());
    assertEquals(olga.online().timeline(KITCHEN).getEpoch(), room.getEpoch());
  }

  @Test
  void aRoomThatAGuestHasCreatedHasNoOwnerAndTheLobbyHasNone() {
    gus.enter("attic").get();

    assertEquals(Role.ROLE_GUEST, get(gus, "attic").getSelf().getRole());
    assertEquals(Role.ROLE_MEMBER, get(olga, "attic").getSelf().getRole());
    assertEquals(Role.ROLE_MEMBER, get(olga, "lobby").getSelf().getRole());
  }

  @Test
  void everyUserMayAskForTheStateOfARoom() {
    set(olga, ALL.toBuilder(), ALL_PATHS).get();

    GetRoomResponse room = room(world.join("Stranger"));

    assertFalse(room.getRoom().getMember());
    assertEquals(ALL, room.getSettings());
    assertTrue(room(ana).getRoom().getMember());
    ana.account(
            RoomServiceGrpc.getGetRoomMethod(), GetRoomRequest.newBuilder().setRoom("no").build())
        .refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
  }

  @Test
  void anOwnerChangesAllSettingsAndEverybodyInTheRoomGetsTheEvent() {
    ScriptedStream ofGus = gus.online();

    RoomSettings answered = set(olga, ALL.toBuilder(), ALL_PATHS).get().getSettings();
    world.moment();

    assertEquals(ALL, answered);
    Event event = ofGus.durable(KITCHEN).get(FIRST_EVENTS);
    assertEquals(olga.user(), event.getActor());
    assertEquals(ALL, event.getRoomChanged().getSettings());
    assertEquals(FIRST_EVENTS + 1, event.getSequence());
    assertEquals(0, event.getMessageCount());
    assertEquals(ALL, room(ana).getSettings());
    assertEquals(event.getSequence(), room(ana).getAsOfSequence());
    assertEquals("The Kitchen", listed().getTitle());
  }

  @Test
  void aModeratorChangesOnlyTheTopicAndTheSlowMode() {
    set(mona, ALL.toBuilder(), "topic", "slow_mode").get();

    for (String path : List.of("title", "access", "post_role")) {
      CallFailure refusal =
          set(mona, ALL.toBuilder(), path).refused(ErrorReason.ERROR_REASON_ROLE_TOO_LOW);
      assertEquals(Status.Code.PERMISSION_DENIED, refusal.code());
      assertEquals(Map.of("role", "ROLE_OWNER"), refusal.metadata());
    }
    set(mona, RoomSettings.newBuilder(), "topic", "title")
        .refused(ErrorReason.ERROR_REASON_ROLE_TOO_LOW);
    assertEquals(
        ALL.toBuilder().clearTitle().clearAccess().clearPostRole().build(),
        room(mona).getSettings());
  }

  @Test
  void othersChangeNothing() {
    for (ScriptedClient other : List.of(ana, gus, world.join("Stranger"))) {
      CallFailure topic =
          set(other, ALL.toBuilder(), "topic").refused(ErrorReason.ERROR_REASON_ROLE_TOO_LOW);
      CallFailure title =
          set(other, ALL.toBuilder(), "title").refused(ErrorReason.ERROR_REASON_ROLE_TOO_LOW);
      assertEquals(Map.of("role", "ROLE_MODERATOR"), topic.metadata());
      assertEquals(Map.of("role", "ROLE_OWNER"), title.metadata());
    }
    assertEquals(FIRST_EVENTS, head());
  }

  @Test
  void onlyTheNamedFieldsChangeAndAnUnsetFieldGetsItsDefault() {
    set(olga, ALL.toBuilder(), ALL_PATHS).get();

    set(olga, RoomSettings.newBuilder().setTopic("ignored"), "title", "access").get();

    assertEquals(ALL.toBuilder().clearTitle().clearAccess().build(), room(olga).getSettings());
  }

  @Test
  void aDefaultValueIsTheSameAsAnUnsetField() {
    set(
            olga,
            RoomSettings.newBuilder()
                .setAccess(RoomAccess.ROOM_ACCESS_PUBLIC)
                .setPostRole(Role.ROLE_GUEST)
                .setSlowMode(proto(Duration.ZERO)),
            ALL_PATHS)
        .get();

    assertEquals(RoomSettings.getDefaultInstance(), room(olga).getSettings());
    assertEquals(FIRST_EVENTS, head());
  }

  @Test
  void badValuesAreRefused() {
    refused("settings.title", ALL.toBuilder().setTitle("x".repeat(101)), "title");
    refused("settings.title", ALL.toBuilder().setTitle("two\nlines"), "title");
    refused("settings.topic", ALL.toBuilder().setTopic("x".repeat(501)), "topic");
    refused("settings.topic", ALL.toBuilder().setTopic("a\u0007bell"), "topic");
    refused("settings.access", ALL.toBuilder().setAccessValue(99), "access");
    refused("settings.post_role", ALL.toBuilder().setPostRole(Role.ROLE_READER), "post_role");
    refused("settings.post_role", ALL.toBuilder().setPostRoleValue(99), "post_role");
    for (Duration wait :
        List.of(Duration.ofSeconds(-1), Duration.ofMillis(1500), Duration.ofSeconds(3601))) {
      refused("settings.slow_mode", ALL.toBuilder().setSlowMode(proto(wait)), "slow_mode");
    }
    refused("update_mask", ALL.toBuilder());
    refused("update_mask", ALL.toBuilder(), "owner");
    refused("settings.title", ALL.toBuilder().setTitle("two\nlines"), "topic", "title");
    assertEquals(FIRST_EVENTS, head());
  }

  @Test
  void theLongestValuesAreAccepted() {
    String face = "🙂";
    set(
            olga,
            RoomSettings.newBuilder()
                .setTitle(face.repeat(100))
                .setTopic(face.repeat(500))
                .setSlowMode(proto(Duration.ofHours(1))),
            ALL_PATHS)
        .get();

    assertEquals(face.repeat(100), room(olga).getSettings().getTitle());
  }

  @Test
  void aRepetitionChangesNothingAndAppendsNoEvent() {
    RoomSettings first = set(olga, ALL.toBuilder(), ALL_PATHS).get().getSettings();
    long head = head();
    long writes = world.writes();

    RoomSettings again = set(olga, ALL.toBuilder(), ALL_PATHS).get().getSettings();

    assertEquals(first, again);
    assertEquals(head, head());
    assertEquals(writes, world.writes());
  }

  @Test
  void settingsSurviveARestart() {
    set(olga, ALL.toBuilder(), ALL_PATHS).get();
    GetRoomResponse before = room(olga);

    world.restart();

    assertEquals(before, room(olga));
    assertEquals("The Kitchen", listed().getTitle());
  }

  @Test
  void aChangeThatCannotBeStoredIsRefusedAndChangesNothing() {
    world.breakDisk(false);
    set(olga, ALL.toBuilder(), ALL_PATHS).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    assertEquals(RoomSettings.getDefaultInstance(), room(olga).getSettings());
    set(olga, ALL.toBuilder(), ALL_PATHS).get();
    assertEquals(FIRST_EVENTS + 1, head());
  }

  /** The write fails, but its data are on the disk. The repetition then finds the state changed. */
  @Test
  void aChangeWhoseOutcomeIsUnknownIsMadeOnce() {
    world.breakDisk(true);
    set(olga, ALL.toBuilder(), ALL_PATHS).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();

    assertEquals(ALL, set(olga, ALL.toBuilder(), ALL_PATHS).get().getSettings());
    assertEquals(FIRST_EVENTS + 1, head());
    assertEquals(FIRST_EVENTS + 1, room(ana).getAsOfSequence());
  }

  @Test
  void onlyUsersWithThePostRolePost() {
    set(olga, RoomSettings.newBuilder().setPostRole(Role.ROLE_MEMBER), "post_role").get();
    long head = head();

    CallFailure refusal = post(gus, "hello").refused(ErrorReason.ERROR_REASON_ROLE_TOO_LOW);

    assertEquals(Map.of("role", "ROLE_MEMBER"), refusal.metadata());
    assertEquals(head, head());
    post(ana, "by an account").get();
    update(olga, gus, role(Role.ROLE_MEMBER)).get();
    post(gus, "by a guest who is a member").get();
    set(olga, RoomSettings.newBuilder().setPostRole(Role.ROLE_OWNER), "post_role").get();
    assertEquals(
        Map.of("role", "ROLE_OWNER"),
        post(mona, "no").refused(ErrorReason.ERROR_REASON_ROLE_TOO_LOW).metadata());
    post(olga, "by the owner").get();
  }

  @Test
  void aReaderPostsNothing() {
    update(mona, ana, role(Role.ROLE_READER)).get();

    CallFailure refusal = post(ana, "hello").refused(ErrorReason.ERROR_REASON_ROLE_TOO_LOW);

    assertEquals(Map.of("role", "ROLE_GUEST"), refusal.metadata());
  }

  @Test
  void ofARoomForAccountsGuestsStayMembersButCannotEnter() {
    ScriptedClient visitor = world.join("Visitor");
    set(olga, RoomSettings.newBuilder().setAccess(RoomAccess.ROOM_ACCESS_ACCOUNTS), "access").get();

    visitor.enter(KITCHEN).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    post(gus, "I am still here").get();
    assertTrue(gus.enter(KITCHEN).get().getResult().getRoomEntered().getAlreadyMember());
    gus.leave(KITCHEN).get();
    ScriptedStream ofGus = gus.online();
    ofGus.enter("e", KITCHEN);
    ofGus.refused("e", ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    update(olga, visitor, role(Role.ROLE_MEMBER)).get();
    visitor.enter(KITCHEN).refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
    visitor.registered("Visitor").enter(KITCHEN).get();
    post(visitor, "now I have an account").get();
  }

  /** A Join makes every identity a member of the lobby. What guests may do there is settable. */
  @Test
  void newGuestsAreMembersOfALobbyForAccounts() {
    setRole("lobby", olga, Role.ROLE_OWNER).get();
    UpdateRoomRequest.Builder request =
        UpdateRoomRequest.newBuilder()
            .setRoom("lobby")
            .setSettings(
                RoomSettings.newBuilder()
                    .setAccess(RoomAccess.ROOM_ACCESS_ACCOUNTS)
                    .setPostRole(Role.ROLE_MEMBER));
    request.getUpdateMaskBuilder().addPaths("access").addPaths("post_role");
    olga.account(RoomServiceGrpc.getUpdateRoomMethod(), request.build()).get();

    ScriptedClient guest = world.join("Guest");

    assertTrue(get(guest, "lobby").getRoom().getMember());
    guest.call(ScriptedClient.lobby("", "hello")).refused(ErrorReason.ERROR_REASON_ROLE_TOO_LOW);
    guest.leave("lobby").get();
    guest.enter("lobby").refused(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED);
  }

  private Room listed() {
    return ana.call(ListRoomsRequest.getDefaultInstance()).get().getRoomsList().stream()
        .filter(room -> room.getName().equals(KITCHEN))
        .collect(MoreCollectors.onlyElement());
  }

  private static GetRoomResponse get(ScriptedClient by, String room) {
    return by.account(
            RoomServiceGrpc.getGetRoomMethod(), GetRoomRequest.newBuilder().setRoom(room).build())
        .get();
  }

  private void refused(String field, RoomSettings.Builder settings, String... paths) {
    assertEquals(
        field,
        set(olga, settings, paths).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID).field());
  }
}
