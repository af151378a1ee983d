package chat.charla.bench.scenario;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.peer.Peer;
import chat.charla.bench.peer.Room;
import chat.charla.bench.peer.Tally;

/**
 * One room with a constant number of texts in flight: when a text has reached all readers, the next
 * text is sent.
 */
final class Traffic {
  private static final int MAX_IN_FLIGHT = 64;

  private final Tally tally;
  private final Room room;
  private int size;
  private boolean running;

  /** Creates a room with its members, as {@link Peer#room} does. */
  Traffic(Peer peer, Loop loop, String name, int members) {
    tally = new Tally(name, members, MAX_IN_FLIGHT, () -> complete());
    room = peer.room(loop, name, members, tally);
  }

  Tally tally() {
    return tally;
  }

  void start(int inFlight, int textSize) {
    size = textSize;
    running = true;
    for (int i = 0; i < inFlight; i++) {
      send();
    }
  }

  /** Stops sending; texts in flight may still arrive. */
  void stop() {
    running = false;
  }

  /** Whether every sent text has reached all readers and is acknowledged. */
  boolean settled() {
    return tally.inFlight() == 0 && (!room.acknowledges() || tally.acknowledged() == tally.sent());
  }

  private void complete() {
    if (running) {
      send();
    }
  }

  private void send() {
    room.send(tally.send(), size);
  }
}
