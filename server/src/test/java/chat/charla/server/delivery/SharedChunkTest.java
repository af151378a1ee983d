package chat.charla.server.delivery;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.log.Append;
import chat.charla.server.log.Chunk;
import chat.charla.server.log.Entry;
import chat.charla.server.log.ForwardingLog;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.server.storage.FakeDisk;
import chat.charla.server.storage.FakeFaults;
import chat.charla.server.storage.FakeStorage;
import chat.charla.testkit.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Readers that are behind by the same events share a read of the log. Each of them gets exactly the
 * events that it may get.
 */
class SharedChunkTest {
  private static final int EVENTS = 2500;
  private static final int CHUNKS = 3;
  private static final TimelineId ROOM = TimelineId.room("room");
  private static final TimelineId OTHER = TimelineId.room("other");

  private final VirtualTime time = new VirtualTime();
  private final Scheduler loop = new SimulatedScheduler(time);
  private final CountingLog log =
      new CountingLog(
          new FakeStorage(
                  new FakeDisk(), new SimulatedScheduler(time), new Random(1), new FakeFaults())
              .messages());
  private final LocalDelivery delivery =
      new LocalDelivery(log, new SimulatedScheduler(time), new WindowBudget(0));
  private final ReaderLoop readerLoop = delivery.readerLoop(loop, loop);

  @Test
  void readersThatWaitForTheSameEventsReadThemOnce() {
    fill(ROOM);

    List<Client> clients = IntStream.range(0, 50).mapToObj(i -> follow(ROOM, 0)).toList();
    time.runUntilIdle();

    assertEquals(CHUNKS, log.reads);
    clients.forEach(client -> client.requireEvents(ROOM, 1, EVENTS));
  }

  @Test
  void readersWithDifferentCursorsGetTheirOwnEvents() {
    fill(ROOM);
    List<Integer> cursors = List.of(0, 5, 1700, 4, 998, 999, 1000, 1001, EVENTS - 1, 17);

    List<Client> clients = cursors.stream().map(cursor -> follow(ROOM, cursor)).toList();
    time.runUntilIdle();

    for (int i = 0; i < cursors.size(); i++) {
      clients.get(i).requireEvents(ROOM, cursors.get(i) + 1, EVENTS);
    }
  }

  @Test
  void readersOfDifferentRoomsGetTheirOwnEvents() {
    fill(ROOM);
    fill(OTHER);

    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      clients.add(follow(ROOM, 0));
      clients.add(follow(OTHER, 0));
    }
    time.runUntilIdle();

    for (int i = 0; i < clients.size(); i += 2) {
      clients.get(i).requireEvents(ROOM, 1, EVENTS);
      clients.get(i + 1).requireEvents(OTHER, 1, EVENTS);
    }
  }

  @Test
  void aReaderThatWaitsMissesWhatRetentionRemovesMeanwhile() {
    Tail tail = fill(ROOM);
    TimelineFeed feed = delivery.open(ROOM, tail);
    Client first = follow(ROOM, 0);
    Client second = follow(ROOM, 0);
    first.onDelivery = () -> feed.corrected(new Tail(tail.epoch(), 51, tail.head()));

    time.runUntilIdle();

    first.requireEvents(ROOM, 1, EVENTS);
    assertEquals(List.of("1-50"), second.trimmed);
    second.requireEvents(ROOM, 51, EVENTS);
  }

  @Test
  void aReaderThatLeavesWhileItWaitsGetsNothingAfterItsLastEvent() {
    fill(ROOM);
    Client first = follow(ROOM, 0);
    Client second = new Client();
    Reader leaving = follow(second, ROOM, 0);
    first.onDelivery = () -> leaving.endAfter(ROOM, 10, () -> {});

    time.runUntilIdle();

    first.requireEvents(ROOM, 1, EVENTS);
    second.requireEvents(ROOM, 1, 10);
  }

  @Test
  void aReaderThatClosesWhileItWaitsGetsNothingAndDoesNotDelayOthers() {
    fill(ROOM);
    Client first = follow(ROOM, 0);
    Client second = new Client();
    Reader closing = follow(second, ROOM, 0);
    Client third = follow(ROOM, 0);
    first.onDelivery = closing::close;

    time.runUntilIdle();

    assertEquals(0, second.received.size());
    third.requireEvents(ROOM, 1, EVENTS);
  }

  @Test
  void nothingIsKeptWhenNoReaderWaits() {
    fill(ROOM);
    follow(ROOM, 0);
    time.runUntilIdle();
    assertEquals(CHUNKS, log.reads);

    Client later = follow(ROOM, EVENTS - 1);
    time.runUntilIdle();

    assertEquals(CHUNKS + 1, log.reads);
    later.requireEvents(ROOM, EVENTS, EVENTS);
  }

  private Client follow(TimelineId room, long after) {
    Client client = new Client();
    follow(client, room, after);
    return client;
  }

  private Reader follow(Client client, TimelineId room, long after) {
    Reader reader = delivery.reader(client, readerLoop);
    reader.follow(room, after, EVENTS);
    return reader;
  }

  /** Makes a room with {@link #EVENTS} events, of which none is in the window. */
  private Tail fill(TimelineId room) {
    List<Tail> tails = new ArrayList<>();
    log.open(room);
    List<Entry> entries =
        IntStream.rangeClosed(1, EVENTS).mapToObj(i -> Entry.of(event(room, i))).toList();
    log.append(new Append(List.of(new Append.Part(room, 0, entries, 0)), 0));
    log.open(room).thenAccept(tails::add);
    time.runUntilIdle();
    delivery.open(room, tails.get(0));
    return tails.get(0);
  }

  private static byte[] event(TimelineId room, int sequence) {
    return (room + " " + sequence).getBytes(StandardCharsets.UTF_8);
  }

  private static final class CountingLog extends ForwardingLog {
    private int reads;

    CountingLog(MessageLog log) {
      super(log);
    }

    @Override
    public CompletionStage<Chunk> read(
        TimelineId timeline, long from, int maxEvents, int maxBytes) {
      reads++;
      return super.read(timeline, from, maxEvents, maxBytes);
    }
  }

  /** A client that accepts everything. */
  private static final class Client extends EventsOnlyOutlet {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<String> trimmed = new ArrayList<>();
    private Runnable onDelivery = () -> {};

    void requireEvents(TimelineId room, int first, int last) {
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      for (int i = first; i <= last; i++) {
        byte[] event = event(room, i);
        byte[] framed = new byte[Framing.framedLength(event.length)];
        Framing.write(event, framed, 0);
        expected.writeBytes(framed);
      }
      assertArrayEquals(expected.toByteArray(), received.toByteArray());
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void deliver(EventSlice events) {
      received.write(events.bytes(), events.from(), events.length());
      onDelivery.run();
      onDelivery = () -> {};
    }

    @Override
    public void trimmed(TimelineId timeline, String epoch, long first, long last) {
      trimmed.add(first + "-" + last);
    }
  }
}
