package chat.charla.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MemberState;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.Role;
import chat.charla.v1.Room;
import chat.charla.v1.RoomChanged;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoomStateTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);
  private static final User SELF = user("self", UserKind.USER_KIND_ACCOUNT);
  private static final User BEA = user("bea", UserKind.USER_KIND_GUEST);

  /** The state of these cases, unless events change it: ROLE_MODERATOR, as of event 10. */
  private static final GetRoomResponse ANSWER =
      GetRoomResponse.newBuilder()
          .setRoom(Room.newBuilder().setName("dev"))
          .setSettings(RoomSettings.newBuilder().setTopic("before"))
          .setSelf(MemberState.newBuilder().setRole(Role.ROLE_MODERATOR))
          .setEpoch("e1")
          .setAsOfSequence(10)
          .build();

  private static final RoomState START = RoomState.of(ANSWER, "self");

  static Stream<Arguments> events() {
    return Stream.of(
        events("none", "before MODERATOR null 10"),
        events("new settings", "after MODERATOR null 11", settings(11, "after")),
        events("a part of the state already", "before MODERATOR null 10", settings(10, "after")),
        events(
            "repeated",
            "after MODERATOR null 12",
            settings(11, "between"),
            settings(12, "after"),
            settings(11, "between")),
        events(
            "of another room",
            "before MODERATOR null 10",
            settings(11, "after").toBuilder().setRoom("lobby").build()),
        events("an ephemeral one", "before MODERATOR null 10", settings(0, "after")),
        events(
            "a message only moves the state on",
            "before MODERATOR null 11",
            event(11).setMessagePosted(MessagePosted.newBuilder().setText("hi")).build()),
        events("an unknown kind", "before MODERATOR null 11", event(11).build()),
        events("own role", "before OWNER null 11", member(11, SELF, role(Role.ROLE_OWNER))),
        events(
            "without a role of its own, an account is a member",
            "before MEMBER null 11",
            member(11, SELF, MemberState.getDefaultInstance())),
        events(
            "role of another user",
            "before MODERATOR READER 11",
            member(11, BEA, role(Role.ROLE_READER))),
        events(
            "role of another user, taken back",
            "before MODERATOR null 12",
            member(11, BEA, role(Role.ROLE_READER)),
            member(12, BEA, MemberState.getDefaultInstance())),
        events(
            "settings and members together",
            "after OWNER READER 13",
            member(11, SELF, role(Role.ROLE_OWNER)),
            settings(12, "after"),
            member(13, BEA, role(Role.ROLE_READER))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("events")
  void eventsChangeTheState(String name, List<Event> events, String expected) {
    RoomState state = START;
    for (Event event : events) {
      state = state.after(event);
    }

    MemberState bea = state.member("bea");
    assertEquals(
        expected,
        String.join(
            " ",
            state.settings().getTopic(),
            word(state.self().getRole()),
            bea == null ? "null" : word(bea.getRole()),
            Long.toString(state.asOfSequence())));
  }

  static Stream<Arguments> gaps() {
    return Stream.of(
        Arguments.of("a new epoch", GapReason.GAP_REASON_RESET, "dev", 5, false),
        Arguments.of("trimmed and known", GapReason.GAP_REASON_TRIMMED, "dev", 10, true),
        Arguments.of("trimmed and unknown", GapReason.GAP_REASON_TRIMMED, "dev", 11, false),
        Arguments.of("lost and unknown", GapReason.GAP_REASON_LOST, "dev", 11, false),
        Arguments.of("of another room", GapReason.GAP_REASON_RESET, "lobby", 11, true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("gaps")
  void aGapEndsTheStateIfItMayMissAChange(
      String name, GapReason reason, String room, long last, boolean kept) {
    Gap gap = gap(reason, room, last);

    if (kept) {
      assertSame(START, START.after(gap));
    } else {
      assertNull(START.after(gap));
    }
  }

  @Test
  void eventsThatComeBeforeTheAnswerAreAppliedToIt() {
    RoomFold fold = new RoomFold();
    assertTrue(fold.needsAnswer());
    fold.ask();
    assertFalse(fold.needsAnswer());
    fold.take(settings(10, "before"));
    fold.take(settings(11, "after"));

    fold.answered(ANSWER, "self");

    RoomState state = fold.state();
    assertNotNull(state);
    assertEquals("after", state.settings().getTopic());
    fold.take(settings(12, "later"));
    RoomState later = fold.state();
    assertNotNull(later);
    assertEquals("later", later.settings().getTopic());
  }

  @Test
  void aGapBeforeTheAnswerMakesItVoidUnlessTheAnswerIsNewer() {
    RoomFold fold = new RoomFold();
    fold.ask();
    fold.take(gap(GapReason.GAP_REASON_TRIMMED, "dev", 11));
    fold.answered(ANSWER, "self");
    assertNull(fold.state());
    assertTrue(fold.needsAnswer());

    fold.ask();
    fold.take(gap(GapReason.GAP_REASON_TRIMMED, "dev", 10));
    fold.answered(ANSWER, "self");
    assertNotNull(fold.state());

    fold.take(gap(GapReason.GAP_REASON_RESET, "dev", 0));
    assertTrue(fold.needsAnswer());
  }

  @Test
  void anAnswerThatWasRequestedBeforeTheUserLeftDoesNotCount() {
    RoomFold fold = new RoomFold();
    fold.ask();
    fold.forget();
    assertFalse(fold.needsAnswer(), "one answer is missing, so another call would be confused");

    fold.answered(ANSWER, "self");

    assertNull(fold.state());
    assertTrue(fold.needsAnswer());
    fold.ask();
    fold.answered(ANSWER, "self");
    assertNotNull(fold.state());
  }

  @Test
  void withoutAnAnswerTheFoldKeepsALimitedNumberOfEvents() {
    RoomFold fold = new RoomFold();
    fold.ask();
    for (int i = 0; i <= RoomFold.MAX_EARLY; i++) {
      fold.take(settings(11 + i, "topic " + i));
    }

    fold.answered(ANSWER, "self");

    assertTrue(fold.needsAnswer(), "an event was not kept, so the state is not known");
  }

  @Test
  void restrictionsEndAtTheirTime() {
    MemberState muted = role(Role.ROLE_GUEST).toBuilder().setMutedUntil(at(1_001)).build();
    RoomState state = START.after(member(11, SELF, muted));

    assertFalse(state.mayPost(NOW));
    assertTrue(state.mayPost(NOW.plusSeconds(1)));
    MemberState banned = MemberState.newBuilder().setBannedUntil(at(1_001)).build();
    assertTrue(RoomState.isBanned(banned, NOW));
    assertFalse(RoomState.isBanned(banned, NOW.plusSeconds(1)));
    assertFalse(RoomState.isMuted(banned, NOW));
  }

  @Test
  void theLowestRoleThatMayPostIsGuestUnlessTheRoomSaysOtherwise() {
    RoomState guest = START.after(member(11, SELF, role(Role.ROLE_GUEST)));
    RoomState reader = START.after(member(11, SELF, role(Role.ROLE_READER)));
    Event onlyMembers =
        event(12)
            .setRoomChanged(
                RoomChanged.newBuilder()
                    .setSettings(RoomSettings.newBuilder().setPostRole(Role.ROLE_MEMBER)))
            .build();

    assertTrue(guest.mayPost(NOW));
    assertFalse(reader.mayPost(NOW));
    assertFalse(guest.after(onlyMembers).mayPost(NOW));
    assertTrue(START.after(onlyMembers).mayPost(NOW));
    assertNotNull(START.member("self"));
    assertEquals("e1", START.epoch());
    assertEquals("dev", START.room());
  }

  private static Arguments events(String name, String expected, Event... events) {
    return Arguments.of(name, List.of(events), expected);
  }

  private static Event.Builder event(long sequence) {
    return Event.newBuilder().setRoom("dev").setSequence(sequence);
  }

  private static Event settings(long sequence, String topic) {
    return event(sequence)
        .setRoomChanged(
            RoomChanged.newBuilder().setSettings(RoomSettings.newBuilder().setTopic(topic)))
        .build();
  }

  private static Event member(long sequence, User user, MemberState state) {
    return event(sequence)
        .setMemberChanged(MemberChanged.newBuilder().setUser(user).setState(state))
        .build();
  }

  private static Gap gap(GapReason reason, String room, long last) {
    return Gap.newBuilder().setRoom(room).setReason(reason).setLastMissingSequence(last).build();
  }

  private static MemberState role(Role role) {
    return MemberState.newBuilder().setRole(role).build();
  }

  private static Timestamp at(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }

  private static User user(String id, UserKind kind) {
    return User.newBuilder().setId(id).setName(id).setKind(kind).build();
  }

  private static String word(Role role) {
    return role.name().replace("ROLE_", "");
  }
}
