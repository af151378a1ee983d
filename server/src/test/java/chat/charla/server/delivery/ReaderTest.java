package chat.charla.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Append;
import chat.charla.server.log.Entry;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.memory.MemoryShare;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.server.storage.FakeStorage;
import chat.charla.testkit.VirtualTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A reader that is behind in many timelines holds no more memory than if it were behind in one. */
class ReaderTest {
  private static final int ROOMS = 20;
  private static final int EVENTS = 50;
  private static final int EVENT_BYTES = 100;

  private final VirtualTime time = new VirtualTime();
  private final Scheduler core = new SimulatedScheduler(time);
  private final Scheduler loop = new SimulatedScheduler(time);
  private final MessageLog log =
      new FakeStorage(new FakeDisk(), new SimulatedScheduler(time), new Random(1), new FakeFaults())
          .messages();
  private final OneAtATime outlet = new OneAtATime();
  private final LocalDelivery delivery = new LocalDelivery(log, core, new WindowBudget(0));
  private final Reader reader = delivery.reader(outlet, delivery.readerLoop(loop, loop));

  @Test
  void aFullTransportGetsOnlyOneChunk() {
    for (int room = 0; room < ROOMS; room++) {
      reader.follow(roomWithEvents("room" + room), 0, EVENTS);
    }

    time.runUntilIdle();

    assertEquals(1, outlet.delivered.size());
  }

  @Test
  void everyTimelineIsDeliveredInTurn() {
    for (int room = 0; room < ROOMS; room++) {
      reader.follow(roomWithEvents("room" + room), 0, EVENTS);
    }
    time.runUntilIdle();

    while (outlet.caughtUp < ROOMS) {
      outlet.ready = true;
      loop.execute(reader::drain);
      time.runUntilIdle();
    }

    assertEquals(0, outlet.failures);
    assertEquals(ROOMS, outlet.delivered.size());
    assertEquals(Collections.nCopies(ROOMS, outlet.delivered.get(0)), outlet.delivered);
  }

  /**
   * After {@code endAfter}, the reader delivers a timeline up to the given sequence and then drops
   * the timeline together with the bound. A reader that kept all these bounds would grow without
   * end.
   */
  @Test
  void aTimelineThatHasEndedIsDroppedWithItsBound() {
    int last = 10;
    TimelineId room = roomWithEvents("room");
    reader.follow(room, 0, EVENTS);
    reader.endAfter(room, last, () -> {});
    reader.finish(Map.of(room, 1L), () -> {});

    time.runUntilIdle();

    assertEquals(List.of(last * Framing.framedLength(EVENT_BYTES)), outlet.delivered);
  }

  @Test
  void aReaderWhoseDeliveryThrowsEndsAndGivesItsTurnBack() {
    ReaderLoop shared = delivery.readerLoop(loop, loop);
    OneAtATime failing = new OneAtATime();
    failing.defective = true;
    delivery.reader(failing, shared).follow(roomWithEvents("room"), 0, EVENTS);
    delivery.reader(outlet, shared).follow(roomWithEvents("other"), 0, EVENTS);

    time.runUntilIdle();

    assertEquals(1, failing.failures);
    assertEquals(1, outlet.delivered.size());
  }

  @Test
  void aTimelineWithoutReadersReleasesItsEvents() {
    MemoryShare share = MemoryShare.standalone(1 << 20);
    LocalDelivery windows = new LocalDelivery(log, core, new WindowBudget(share));
    ReaderLoop shared = windows.readerLoop(loop, loop);
    TimelineId room = TimelineId.room("room");
    TimelineFeed feed = windows.open(room, new Tail("epoch", 1, 0));
    Reader leaving = windows.reader(outlet, shared);
    leaving.follow(room, 0, 0);
    feed.committed(List.of(new byte[EVENT_BYTES]), new Tail("epoch", 1, 1));
    time.runUntilIdle();
    assertTrue(share.used() > 0);

    leaving.close();
    time.runUntilIdle();
    feed.announce(new byte[EVENT_BYTES]);

    assertEquals(0, share.used());
    OneAtATime later = new OneAtATime();
    windows.reader(later, shared).follow(room, 1, 0);
    time.runUntilIdle();
    later.ready = true;
    feed.committed(List.of(new byte[EVENT_BYTES]), new Tail("epoch", 1, 2));
    time.runUntilIdle();
    assertEquals(List.of(Framing.framedLength(EVENT_BYTES)), later.delivered);
  }

  /** Creates a room with {@link #EVENTS} events. */
  private TimelineId roomWithEvents(String name) {
    TimelineId id = TimelineId.room(name);
    List<Tail> tails = new ArrayList<>();
    log.open(id);
    log.append(
        new Append(
            List.of(
                new Append.Part(
                    id, 0, Collections.nCopies(EVENTS, Entry.of(new byte[EVENT_BYTES])), 0)),
            0));
    log.open(id).thenAccept(tails::add);
    time.runUntilIdle();
    delivery.open(id, tails.get(0));
    return id;
  }

  /** A transport that is full after each message. */
  private static final class OneAtATime extends EventsOnlyOutlet {
    private final List<Integer> delivered = new ArrayList<>();
    private int caughtUp;
    private boolean ready = true;
    private boolean defective;
    private int failures;

    @Override
    public void failed(RuntimeException defect) {
      failures++;
      ready = false;
    }

    @Override
    public boolean isReady() {
      return ready;
    }

    @Override
    public void deliver(EventSlice events) {
      if (defective) {
        throw new IllegalStateException("a defect");
      }
      delivered.add(events.length());
      ready = false;
    }

    @Override
    public void caughtUp(TimelineId timeline, long sequence) {
      caughtUp++;
    }
  }
}
