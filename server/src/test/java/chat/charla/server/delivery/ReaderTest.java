package chat.charla.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.log.Append;
import chat.charla.server.log.Entry;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedTime;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.server.storage.FakeMessageLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A reader that lags in many timelines holds no more memory than one that lags in one. */
class ReaderTest {
  private static final int ROOMS = 20;
  private static final int EVENTS = 50;

  private final SimulatedTime time = new SimulatedTime();
  private final Scheduler core = time.newScheduler();
  private final Scheduler loop = time.newScheduler();
  private final FakeMessageLog log =
      new FakeMessageLog(new FakeDisk(), time.newScheduler(), new Random(1), new FakeFaults());
  private final OneAtATime outlet = new OneAtATime();
  private final Reader reader = new Reader(outlet, new ReaderLoop(loop, loop));

  @Test
  void aFullTransportGetsOnlyOneChunk() {
    for (int room = 0; room < ROOMS; room++) {
      reader.subscribe(filled("room" + room), 1, EVENTS);
    }

    time.runUntilIdle();

    assertEquals(1, outlet.delivered.size());
  }

  @Test
  void everyTimelineIsDeliveredInTurn() {
    for (int room = 0; room < ROOMS; room++) {
      reader.subscribe(filled("room" + room), 1, EVENTS);
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

  @Test
  void noStateIsKeptForATimelineThatHasEnded() {
    for (int room = 0; room < ROOMS; room++) {
      Timeline timeline = filled("room" + room);
      reader.subscribe(timeline, 1, EVENTS);
      reader.endAfter(timeline.id(), EVENTS, () -> {});
    }

    assertEquals(0, reader.endless());
  }

  @Test
  void aReaderWhoseDeliveryThrowsEndsAndGivesItsTurnBack() {
    ReaderLoop shared = new ReaderLoop(loop, loop);
    OneAtATime failing = new OneAtATime();
    failing.defective = true;
    new Reader(failing, shared).subscribe(filled("room"), 1, EVENTS);
    new Reader(outlet, shared).subscribe(filled("other"), 1, EVENTS);

    time.runUntilIdle();

    assertEquals(1, failing.failures);
    assertEquals(1, outlet.delivered.size());
  }

  private Timeline filled(String room) {
    TimelineId id = TimelineId.room(room);
    List<Tail> tails = new ArrayList<>();
    log.open(id);
    log.append(
        new Append(
            List.of(
                new Append.Part(id, 0, Collections.nCopies(EVENTS, Entry.of(new byte[100])), 0))));
    log.open(id).thenAccept(tails::add);
    time.runUntilIdle();
    return new Timeline(id, tails.get(0), log, core, new WindowBudget(0));
  }

  /** A transport that is full after each message. */
  private static final class OneAtATime implements Outlet {
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
    public void trimmed(TimelineId timeline, String epoch, long first, long last) {}

    @Override
    public void caughtUp(TimelineId timeline, long sequence) {
      caughtUp++;
    }
  }
}
