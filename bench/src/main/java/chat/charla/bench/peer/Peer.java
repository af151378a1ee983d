package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.PeerProcess;

/** A server under measurement, which runs as its own process. */
public interface Peer extends AutoCloseable {

  /** The name of the server in the tables of results. */
  default String name() {
    return process().name();
  }

  PeerProcess process();

  /**
   * Connects members and lets all of them join one room. Runs the loop until all have joined, then
   * returns. Each text of the room reaches all members, including its author.
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
