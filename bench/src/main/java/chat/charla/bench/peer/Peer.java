package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.PeerProcess;

/** A server under measurement, which runs as its own process. */
public interface Peer extends AutoCloseable {

  /** The name in the tables. */
  default String name() {
    return process().name();
  }

  PeerProcess process();

  /**
   * Connects members, lets them all join one room, and returns when they have joined. Runs the loop
   * meanwhile. Each text reaches all members, also its author.
   *
   * @param name letters and digits; unique among the rooms of a peer
   * @param members at least 2
   * @param deliveries receives the deliveries; readers are numbered consecutively from 0
   */
  Room room(Loop loop, String name, int members, Deliveries deliveries);

  /** Ends the process. */
  @Override
  default void close() {
    process().close();
  }
}
