package chat.charla.server.room;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.WindowBudget;
import chat.charla.server.health.Health;
import chat.charla.server.limit.Origin;
import chat.charla.server.log.ForwardingLog;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.OpenedRoom;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.server.storage.FakeStorage;
import chat.charla.server.storage.v1.StoredRoom;
import chat.charla.testkit.VirtualTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How a room is made, stored and restored. Two rooms may exist, and the lobby is one of them. */
class RoomsTest {
  private static final byte[] NO_RECORD = {};
  private static final long NOW = 1_700_000_000_000L;

  private final VirtualTime time = new VirtualTime();
  private final Scheduler core = new SimulatedScheduler(time);
  private final FakeFaults faults = new FakeFaults();
  private final MessageLog disk =
      new FakeStorage(new FakeDisk(), new SimulatedScheduler(time), new Random(1), faults)
          .messages();
  private final CompletableFuture<OpenedRoom> slowRoom = new CompletableFuture<>();
  private final MessageLog log = new SlowLog();
  private final RoomSettings settings = new RoomSettings(new TextRules(100, 400), 0, 2, false, 10);
  private final RoomServices services =
      new RoomServices(
          log,
          core,
          new Health(new SimulatedScheduler(time), core),
          new LocalDelivery(log, core, new WindowBudget(1 << 20)),
          () -> Instant.ofEpochMilli(NOW),
          () -> NOW,
          Activity.NONE);
  private final Rooms rooms = new Rooms(settings, services);
  private final RoomOpening opening = new RoomOpening(settings, services, rooms);

  /** The outcomes of {@link #open}. */
  private final List<String> answers = new ArrayList<>();

  /**
   * The log has made the room "slow", but the identity that asked for this room is not a member
   * yet. Then another room is asked for.
   */
  @Test
  void aRoomThatWaitsForItsFirstMemberIsNotRemovedForAnother() {
    restore("lobby", NO_RECORD);
    core.execute(() -> open("slow"));
    time.runUntilIdle();
    assertEquals(List.of(), answers);

    core.execute(
        () -> {
          slowRoom.complete(new OpenedRoom(new Tail("epoch", 1, 0), NO_RECORD));
          core.execute(() -> open("another"));
        });
    time.runUntilIdle();

    assertEquals(List.of("another ERROR_REASON_SERVER_FULL", "slow opened"), answers);
    assertEquals(List.of("lobby", "slow"), names());
  }

  /**
   * Releases without the rule of Unicode 17 for the letter sigma stored the room {@code Α5Σ} as
   * {@code α5ς}.
   */
  @Test
  void aRoomThatIsStoredByAnotherFoldIsFoundByItsNames() {
    Room room = restore("α5ς", NO_RECORD);

    assertSame(room, rooms.find("α5ς"));
    assertSame(room, rooms.find("Α5Σ"));
    core.execute(() -> open("Α5Σ"));
    time.runUntilIdle();
    assertEquals(List.of("Α5Σ opened"), answers);
    assertEquals(List.of("α5ς"), names());
  }

  @Test
  void aNewRoomIsStoredWithItsCreatorAndTime() throws Exception {
    core.execute(() -> open("garden"));
    time.runUntilIdle();

    StoredRoom record = StoredRoom.newBuilder().setCreateMillis(NOW).setCreatorId("ana").build();
    assertEquals(record, rooms.get("garden").roles().record());
    assertEquals(record, StoredRoom.parseFrom(stored("garden")));
  }

  /**
   * The log has made a room, but has reported a failure. Then another identity asks for the room.
   */
  @Test
  void aRoomHasTheRecordThatIsStored() {
    byte[] record = StoredRoom.newBuilder().setCreatorId("berta").build().toByteArray();
    faults.failingWrites(1).failedWritesHappen(true);
    disk.openRoom(TimelineId.room("garden"), record);
    time.runUntilIdle();
    faults.failingWrites(0);

    core.execute(() -> open("garden"));
    time.runUntilIdle();

    assertEquals(List.of("garden opened"), answers);
    assertEquals("berta", rooms.get("garden").roles().record().getCreatorId());
  }

  @Test
  void aDamagedRecordIsIgnoredAndKept() {
    byte[] damaged = {(byte) 0xff};

    restore("garden", damaged);

    assertEquals(StoredRoom.getDefaultInstance(), rooms.get("garden").roles().record());
    assertArrayEquals(damaged, stored("garden"));
  }

  /** Stores a room, and restores it as a server does that starts. */
  private Room restore(String name, byte[] record) {
    TimelineId timeline = TimelineId.room(name);
    var opened = disk.openRoom(timeline, record);
    time.runUntilIdle();
    return rooms.restore(timeline, opened.toCompletableFuture().join());
  }

  private byte[] stored(String room) {
    return Objects.requireNonNull(disk.records().get(TimelineId.room(room)));
  }

  private List<String> names() {
    return List.copyOf(rooms.all().keySet());
  }

  private void open(String name) {
    opening.open(
        name,
        new RoomRequest("ana", false, Origin.EXEMPT),
        Optional::<Refusal>empty,
        outcome ->
            outcome.match(
                room -> {
                  room.hold();
                  answers.add(name + " opened");
                },
                refusal -> answers.add(name + " " + refusal.reason())));
  }

  /** Makes the room "slow" only when {@link #slowRoom} is complete. */
  private final class SlowLog extends ForwardingLog {
    SlowLog() {
      super(disk);
    }

    @Override
    public CompletionStage<OpenedRoom> openRoom(TimelineId id, byte[] firstRecord) {
      return id.equals(TimelineId.room("slow")) ? slowRoom : super.openRoom(id, firstRecord);
    }
  }
}
