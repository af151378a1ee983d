package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.server.log.TimelineId;
import chat.charla.server.role.MemberRecord;
import chat.charla.server.role.RoomState;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.server.storage.v1.StoredRoomMember;
import chat.charla.v1.Event;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.RoomSettings;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The state of a room is the fold of its events: in the server, on the disk, and in a client. */
class RoomStateFoldRulesTest extends RoomFixture {
  private static final TimelineId TIMELINE = TimelineId.room(KITCHEN);
  private static final int STEPS = 120;

  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  private final Random random = new Random(7);
  private final List<ScriptedClient> users = new ArrayList<>();

  RoomStateFoldRulesTest() {
    for (int i = 0; i < 4; i++) {
      users.add(account("Account" + i));
      users.add(guest("Guest" + i));
    }
  }

  @Test
  void theRecordsOnTheDiskAreTheFoldOfTheEvents() {
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    world.moment();

    assertRebuilt();
    assertTrue(head() > STEPS / 3, "the test changes something");
  }

  @Test
  void afterKillsAndFailuresTheRecordsAreTheFoldOfTheEvents() {
    for (int round = 0; round < 8; round++) {
      world.faults().maxDelay(Duration.ofMillis(10)).failingWrites(0.1);
      for (int i = 0; i < 10; i++) {
        step();
      }
      tryChange();
      if (round % 2 == 0) {
        world.restart();
      } else {
        world.losePower();
      }
      world.faults().maxDelay(Duration.ofMillis(1)).failingWrites(0);
      world.pass(Duration.ofSeconds(5));
      assertRebuilt();
      assertServedStateIsOnDisk();
    }
  }

  @Test
  void aClientThatFoldsTheEventsAfterItsStateHasTheStateOfTheServer() {
    for (int i = 0; i < STEPS / 4; i++) {
      step();
    }
    GetRoomResponse before = room(olga);
    Map<String, MemberState> states = states();
    RoomSettings settings = before.getSettings();
    for (int i = 0; i < STEPS; i++) {
      step();
    }

    for (Event event : events()) {
      if (event.getSequence() > before.getAsOfSequence()) {
        if (event.hasRoomChanged()) {
          settings = event.getRoomChanged().getSettings();
        } else if (event.hasMemberChanged()) {
          states.put(
              event.getMemberChanged().getUser().getId(), event.getMemberChanged().getState());
        }
      }
    }

    assertEquals(room(olga).getSettings(), settings);
    Map<String, MemberState> expected = states();
    for (ScriptedClient user : users) {
      assertEquals(
          holding(expected.getOrDefault(user.id(), MemberState.getDefaultInstance()), user),
          holding(states.getOrDefault(user.id(), MemberState.getDefaultInstance()), user));
    }
  }

  @Test
  void asOfSequenceIsTheLastEventThatHasChangedTheState() {
    post(ana, "a message").get();
    update(mona, gus, mute(Duration.ofMinutes(1))).get();
    long changed = head();
    post(ana, "another message").get();

    assertEquals(changed, room(ana).getAsOfSequence());
    assertEquals(changed + 1, room(ana).getRoom().getHeadSequence());
    world.restart();
    assertEquals(changed, room(ana).getAsOfSequence());
  }

  /**
   * The state as the contract defines what holds: the role of a user without one is the default.
   */
  private MemberState holding(MemberState state, ScriptedClient user) {
    MemberState.Builder holding = state.toBuilder();
    if (state.getRole() == Role.ROLE_UNSPECIFIED) {
      holding.setRole(RoomState.defaultRole(user.user()));
    }
    if (!instant(state.getMutedUntil()).isAfter(world.server().wallClock())) {
      holding.clearMutedUntil();
    }
    if (!instant(state.getBannedUntil()).isAfter(world.server().wallClock())) {
      holding.clearBannedUntil();
    }
    return holding.build();
  }

  private Map<String, MemberState> states() {
    Map<String, MemberState> states = new HashMap<>();
    for (Member member : members()) {
      states.put(member.getUser().getId(), member.getState());
    }
    return states;
  }

  /** Rebuilds the state from nothing but the creation of the room and its events. */
  private void assertRebuilt() {
    StoredRoom stored = storedRoom();
    StoredRoom created =
        StoredRoom.newBuilder()
            .setCreateMillis(stored.getCreateMillis())
            .setCreatorId(stored.getCreatorId())
            .setOwnerId(stored.getOwnerId())
            .build();
    RoomState rebuilt = new RoomState(created, List.of(), id -> true);
    for (Event event : stored()) {
      if (event.hasRoomChanged() || event.hasMemberChanged()) {
        rebuilt.apply(rebuilt.update(event));
      }
    }

    assertEquals(stored, rebuilt.record());
    assertEquals(holding(storedMembers()), holding(rebuilt.records()));
  }

  /** The records without those that say nothing any more, which the server removes sometime. */
  private Map<String, MemberRecord> holding(Map<String, MemberRecord> records) {
    long now = world.server().wallClock().toEpochMilli();
    Map<String, MemberRecord> holding = new TreeMap<>();
    records.forEach(
        (id, record) -> {
          boolean says =
              record.role() != Role.ROLE_UNSPECIFIED || record.isMuted(now) || record.isBanned(now);
          if (says) {
            holding.put(id, record);
          }
        });
    return holding;
  }

  private void assertServedStateIsOnDisk() {
    StoredRoom stored = storedRoom();
    Map<String, MemberRecord> members = storedMembers();
    assertEquals(stored.getSettings(), room(olga).getSettings());
    assertEquals(stored.getAsOfSequence(), room(olga).getAsOfSequence());
    long now = world.server().wallClock().toEpochMilli();
    for (ScriptedClient user : users) {
      MemberRecord record = members.get(user.id());
      MemberState self = self(user);
      assertEquals(record != null && record.isMuted(now), isAfter(self.getMutedUntil()));
      assertEquals(record != null && record.isBanned(now), isAfter(self.getBannedUntil()));
      assertEquals(
          record == null || record.role() == Role.ROLE_UNSPECIFIED
              ? RoomState.defaultRole(user.user())
              : record.role(),
          self.getRole());
      if (record != null && record.isBanned(now)) {
        assertFalse(room(user).getRoom().getMember(), "a banned user is no member");
      }
    }
  }

  private boolean isAfter(Timestamp time) {
    return instant(time).isAfter(world.server().wallClock());
  }

  private StoredRoom storedRoom() {
    try {
      return StoredRoom.parseFrom(Objects.requireNonNull(world.disk().records().get(TIMELINE)));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, MemberRecord> storedMembers() {
    Map<String, MemberRecord> members = new TreeMap<>();
    for (byte[] record : world.disk().memberRecords().getOrDefault(TIMELINE, List.of())) {
      try {
        StoredRoomMember member = StoredRoomMember.parseFrom(record);
        members.put(member.getUserId(), MemberRecord.of(member));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return members;
  }

  private List<Event> stored() {
    List<Event> events = new ArrayList<>();
    for (long sequence = 1; sequence <= head(); sequence++) {
      try {
        events.add(Event.parseFrom(world.disk().event(TIMELINE, sequence)));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return events;
  }

  /** Makes a random change, and waits for the answer. */
  private void step() {
    Reply<?> reply = tryChange();
    world.await("an answer", reply::isAnswered);
  }

  private Reply<?> tryChange() {
    ScriptedClient user = users.get(random.nextInt(users.size()));
    ScriptedClient by = random.nextBoolean() ? olga : mona;
    return switch (random.nextInt(10)) {
      case 0 -> update(by, user, role(Role.forNumber(1 + random.nextInt(5))));
      case 1 -> update(by, user, mute(Duration.ofSeconds(random.nextInt(3))));
      case 2 -> update(by, user, ban(Duration.ofSeconds(random.nextInt(3))));
      case 3 -> update(by, user, removal());
      case 4 -> user.enter(KITCHEN);
      case 5 -> user.leave(KITCHEN);
      case 6 -> set(by, RoomSettings.newBuilder().setTopic("topic " + random.nextInt(3)), "topic");
      case 7 -> set(by, RoomSettings.newBuilder().setTitle("t" + random.nextInt(3)), "title");
      default -> post(user, "hello");
    };
  }
}
