package chat.charla.cli.moderation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.client.RoomState;
import chat.charla.v1.Event;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MemberState;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.Room;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.RoomChanged;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import com.google.protobuf.Timestamp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoomWordsTest {
  private static final User ANA = User.newBuilder().setId("a1").setName("Ana").build();
  private static final User BEA =
      User.newBuilder().setId("b1").setName("Bea").setKind(UserKind.USER_KIND_ACCOUNT).build();

  @Test
  void everyChangeOfAMemberIsAClause() {
    assertEquals("Ana has muted Bea for 10 min", of(muted(600)));
    assertEquals("Ana has banned Bea for 1 d", of(banned(86_400).setRemoved(true)));
    assertEquals("Ana has removed Bea from the room", of(bea().setRemoved(true)));
    assertEquals("Ana has given Bea the role moderator", of(role(Role.ROLE_MODERATOR)));
    assertEquals(
        "Ana has banned Bea for 1 min: spam",
        of(banned(60).setReason(ModerationReason.MODERATION_REASON_SPAM)));
    assertEquals("Ana has changed the role or the restrictions of Bea", of(bea()));
  }

  @Test
  void theEndOfARestrictionIsKnownFromTheStateBefore() {
    assertEquals("Ana has unmuted Bea", of(bea(), after(muted(600))));
    assertEquals("Ana has ended the ban of Bea", of(bea(), after(banned(600))));
    assertEquals("Ana has given Bea the role member", of(bea(), after(role(Role.ROLE_MODERATOR))));
  }

  @Test
  void aChangeDoesNotRepeatWhatWasSoBefore() {
    MemberChanged.Builder both = muted(600);
    both.getStateBuilder().setRole(Role.ROLE_READER);
    assertEquals("Ana has muted Bea for 10 min", of(both, after(role(Role.ROLE_READER))));
    assertEquals("Ana has muted Bea for 10 min; Ana has given Bea the role reader", of(both));
  }

  @Test
  void theReaderAndTheOperatorHaveWordsOfTheirOwn() {
    RoomWords words = new RoomWords(Messages.in(Language.ENGLISH));
    Event event = event(bea().setRemoved(true)).toBuilder().clearActor().build();
    assertEquals(
        "The operator of the server has removed you from the room", words.of(event, BEA, null));
  }

  @Test
  void onlyChangedSettingsAreNamed() {
    RoomSettings before = RoomSettings.newBuilder().setTitle("Trains").setTopic("old").build();
    RoomSettings.Builder now =
        before.toBuilder().setTopic("").setAccess(RoomAccess.ROOM_ACCESS_ACCOUNTS);
    now.getSlowModeBuilder().setSeconds(20);
    Event event =
        Event.newBuilder()
            .setActor(ANA)
            .setRoom("dev")
            .setRoomChanged(RoomChanged.newBuilder().setSettings(now))
            .build();
    RoomState state =
        RoomState.of(
            GetRoomResponse.newBuilder()
                .setRoom(Room.newBuilder().setName("dev"))
                .setSettings(before)
                .build(),
            "a1");
    RoomWords words = new RoomWords(Messages.in(Language.ENGLISH));
    String rest = "only users with an account may enter; slow mode, one message every 20 s";
    assertEquals("Ana has changed the room: no topic; " + rest, words.of(event, BEA, state));
    assertEquals("Ana has changed the room: title “Trains”; " + rest, words.of(event, BEA, null));
  }

  private static MemberChanged.Builder bea() {
    return MemberChanged.newBuilder().setUser(BEA);
  }

  private static MemberChanged.Builder muted(long seconds) {
    return bea().setState(MemberState.newBuilder().setMutedUntil(at(seconds)));
  }

  private static MemberChanged.Builder banned(long seconds) {
    return bea().setState(MemberState.newBuilder().setBannedUntil(at(seconds)));
  }

  private static MemberChanged.Builder role(Role role) {
    return bea().setState(MemberState.newBuilder().setRole(role));
  }

  private static RoomState after(MemberChanged.Builder change) {
    GetRoomResponse empty =
        GetRoomResponse.newBuilder().setRoom(Room.newBuilder().setName("dev")).build();
    return RoomState.of(empty, "a1").after(event(change));
  }

  private static String of(MemberChanged.Builder change) {
    return of(change, null);
  }

  private static String of(MemberChanged.Builder change, @Nullable RoomState before) {
    return new RoomWords(Messages.in(Language.ENGLISH))
        .of(event(change), User.getDefaultInstance(), before);
  }

  private static Event event(MemberChanged.Builder change) {
    return Event.newBuilder()
        .setActor(ANA)
        .setRoom("dev")
        .setSequence(1)
        .setCreateTime(at(0))
        .setMemberChanged(change)
        .build();
  }

  private static Timestamp at(long seconds) {
    return Timestamp.newBuilder().setSeconds(1_000 + seconds).build();
  }
}
