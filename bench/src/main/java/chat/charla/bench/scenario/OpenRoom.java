package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.Deliveries;
import chat.charla.bench.peer.Peer;
import chat.charla.bench.peer.Room;
import chat.charla.bench.peer.Tally;
import chat.charla.bench.report.Latencies;

/** One room of an open loop. It stores the scheduled time of each text in flight. */
final class OpenRoom implements Deliveries {
  private static final int MAX_IN_FLIGHT = 8192;

  private final Tally tally;
  private final Room room;
  private final Latencies acknowledgements;
  private final Latencies deliveries;
  private final long[] intended = new long[MAX_IN_FLIGHT];

  OpenRoom(
      Peer peer,
      Loop loop,
      String name,
      int members,
      Latencies acknowledgements,
      Latencies deliveries) {
    this.acknowledgements = acknowledgements;
    this.deliveries = deliveries;
    this.tally = new Tally(name, members, MAX_IN_FLIGHT, () -> {});
    this.room = peer.room(loop, name, members, this);
  }

  /**
   * Sends a text.
   *
   * @param when the scheduled time of the text, a value of {@link System#nanoTime}
   */
  void send(long when, int size) {
    long number = tally.send();
    intended[(int) (number % MAX_IN_FLIGHT)] = when;
    room.send(number, size);
  }

  @Override
  public void delivered(int reader, long number) {
    tally.delivered(reader, number);
    deliveries.record(intended[(int) (number % MAX_IN_FLIGHT)], System.nanoTime());
  }

  @Override
  public void acknowledged(long number) {
    tally.acknowledged(number);
    acknowledgements.record(intended[(int) (number % MAX_IN_FLIGHT)], System.nanoTime());
  }

  Tally tally() {
    return tally;
  }

  boolean settled() {
    return tally.inFlight() == 0 && (!room.acknowledges() || tally.acknowledged() == tally.sent());
  }
}
