package chat.charla.server.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.Append;
import chat.charla.server.log.Entry;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.server.storage.FakeStorage;
import chat.charla.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * While a reader of an event loop is live, the readers that are behind get a share of the loop's
 * time. Otherwise they get all of this time. In all runs, the readers read the same history, with
 * the same random delays of the disk.
 */
class CatchUpPacerTest {
  private static final int CHUNKS = 20;
  private static final int CHUNK_EVENTS = 1000;
  private static final Duration FAST = Duration.ofMillis(1);
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration BETWEEN_EVENTS = Duration.ofMillis(10);
  private static final int UNLIMITED = Integer.MAX_VALUE;

  @Test
  void aReaderThatIsBehindGetsAShareWhileAnotherIsLive() {
    requireShare(1);
  }

  @Test
  void manyReadersThatAreBehindGetTheSameShareTogether() {
    requireShare(50);
  }

  private static void requireShare(int readers) {
    long quiet = new Run(FAST).withLiveReader().catchUpNanos(readers);

    long busy = new Run(FAST).withLiveReader().withTraffic().catchUpNanos(readers);

    // After the last chunk there is one more pause. The clients have all events before that pause
    // ends.
    requireBetween(
        (CatchUpPacer.CHUNK_TIME_DIVISOR - 1) * quiet,
        CatchUpPacer.CHUNK_TIME_DIVISOR * quiet,
        busy);
  }

  @Test
  void thePausesAfterSlowChunksAreLimited() {
    long quiet = new Run(SLOW).withLiveReader().catchUpNanos(1);

    long busy = new Run(SLOW).withLiveReader().withTraffic().catchUpNanos(1);

    requireBetween(quiet + 1, quiet + CHUNKS * CatchUpPacer.MAX_PAUSE.toNanos(), busy);
  }

  @Test
  void whenTheTrafficHasEndedThereAreNoPauses() {
    long quiet = new Run(FAST).withLiveReader().catchUpNanos(1);
    Run run = new Run(FAST).withLiveReader().withTraffic();
    run.time.advance(Duration.ofSeconds(1));

    run.traffic = false;
    run.time.advance(CatchUpPacer.LIVE_TIME.plus(BETWEEN_EVENTS));

    assertEquals(quiet, run.catchUpNanos(1));
  }

  @Test
  void whenTheLiveReaderHasGoneThereAreNoPauses() {
    long quiet = new Run(FAST).catchUpNanos(1);
    Run run = new Run(FAST);
    Reader reader = run.add(Run.LIVE, 0, 0, new Client(UNLIMITED));
    run.time.run();

    reader.close();
    run.time.run();

    assertEquals(quiet, run.withTraffic().catchUpNanos(1));
  }

  @Test
  void trafficForReadersThatAreBehindCausesNoPauses() {
    long quiet = new Run(FAST).withReaderThatFellBehind().catchUpNanos(1);

    long busy = new Run(FAST).withReaderThatFellBehind().withTraffic().catchUpNanos(1);

    assertEquals(quiet, busy);
  }

  @Test
  void trafficForAReaderThatAcceptsNothingCausesNoPauses() {
    long quiet = new Run(FAST).withReaderThatAcceptsNothing().catchUpNanos(1);

    Run run = new Run(FAST).withReaderThatAcceptsNothing().withTraffic();
    run.time.advance(CatchUpPacer.LIVE_TIME.plus(BETWEEN_EVENTS));

    assertEquals(quiet, run.catchUpNanos(1));
  }

  @Test
  void ephemeralEventsCauseNoPauses() {
    long quiet = new Run(FAST).withLiveReader().catchUpNanos(1);

    Run run = new Run(FAST).withLiveReader();
    run.live.announce(new byte[10]);

    assertEquals(quiet, run.catchUpNanos(1));
  }

  private static void requireBetween(long least, long most, long actual) {
    assertTrue(least <= actual && actual <= most, actual + " not in " + least + " to " + most);
  }

  /** A server with one loop and two rooms. */
  private static final class Run {
    private static final TimelineId HISTORY = TimelineId.room("history");
    private static final TimelineId LIVE = TimelineId.room("live");
    private static final int HEAD = CHUNKS * CHUNK_EVENTS;

    private final VirtualTime time = new VirtualTime();
    private final SimulatedScheduler core = new SimulatedScheduler(time);
    private final SimulatedScheduler loop = new SimulatedScheduler(time);
    private final MessageLog log;
    private final LocalDelivery delivery;
    private final ReaderLoop readerLoop;
    private final TimelineFeed live;
    private final Tail liveTail;
    private boolean traffic;
    private long posted;

    Run(Duration maxDelay) {
      FakeFaults faults = new FakeFaults().maxDelay(maxDelay);
      SimulatedScheduler disk = new SimulatedScheduler(time);
      log = new FakeStorage(new FakeDisk(), disk, new Random(1), faults).messages();
      delivery = new LocalDelivery(log, core, new WindowBudget(1 << 20));
      readerLoop = delivery.readerLoop(loop, loop);
      delivery.open(HISTORY, written(HISTORY, HEAD));
      // The log has an event that the core does not know yet.
      liveTail = written(LIVE, 1);
      live = delivery.open(LIVE, new Tail(liveTail.epoch(), 1, 0));
    }

    private Tail written(TimelineId timeline, int events) {
      List<Tail> tails = new ArrayList<>();
      log.open(timeline);
      log.append(
          new Append(
              List.of(
                  new Append.Part(
                      timeline, 0, Collections.nCopies(events, Entry.of(new byte[10])), 0)),
              0));
      log.open(timeline).thenAccept(tails::add);
      time.runUntilIdle();
      return tails.get(0);
    }

    Run withLiveReader() {
      add(LIVE, 0, 0, new Client(UNLIMITED));
      time.run();
      return this;
    }

    /** A reader that was live before its client stopped reading. */
    Run withReaderThatAcceptsNothing() {
      Client client = new Client(1);
      add(LIVE, 0, 0, client);
      time.run();
      assertEquals(1, client.timesCaughtUp);
      client.accepts = 0;
      return this;
    }

    /**
     * A reader that was live and fell behind. Its client accepted a chunk of the log, and accepts
     * nothing more.
     */
    Run withReaderThatFellBehind() {
      Client client = new Client(1);
      add(LIVE, 0, 0, client);
      time.run();
      assertEquals(1, client.timesCaughtUp);
      live.corrected(liveTail);
      posted = liveTail.head();
      time.runUntilIdle();
      assertEquals(0, client.accepts);
      return this;
    }

    /** Posts events to the room LIVE, until the field {@link #traffic} is false. */
    Run withTraffic() {
      traffic = true;
      core.execute(this::post);
      return this;
    }

    private void post() {
      if (traffic) {
        posted++;
        live.committed(List.of(new byte[10]), new Tail(liveTail.epoch(), 1, posted));
        core.schedule(BETWEEN_EVENTS, this::post);
      }
    }

    Reader add(TimelineId timeline, long after, long announcedHead, Client client) {
      Reader reader = delivery.reader(client, readerLoop);
      reader.follow(timeline, after, announcedHead);
      return reader;
    }

    /** Adds this number of readers; returns the nanoseconds until all of them have the history. */
    long catchUpNanos(int readers) {
      List<Client> clients = new ArrayList<>();
      long start = time.nanoTime();
      for (int i = 0; i < readers; i++) {
        Client client = new Client(UNLIMITED);
        clients.add(client);
        add(HISTORY, 0, HEAD, client);
      }
      assertTrue(time.runUntil(() -> clients.stream().allMatch(each -> each.timesCaughtUp == 1)));
      return time.nanoTime() - start;
    }
  }

  /** A client that accepts a limited number of messages. */
  private static final class Client extends EventsOnlyOutlet {
    private int accepts;
    private int timesCaughtUp;

    Client(int accepts) {
      this.accepts = accepts;
    }

    @Override
    public boolean isReady() {
      return accepts > 0;
    }

    @Override
    public void deliver(EventSlice events) {
      accepts--;
    }

    @Override
    public void caughtUp(TimelineId timeline, long sequence) {
      timesCaughtUp++;
    }
  }
}
