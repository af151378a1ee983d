package chat.charla.bench.peer;

import chat.charla.bench.loop.Loop;
import chat.charla.bench.process.ServerProcess;

/** A server under measurement, running as a process of its own. */
public interface Peer extends AutoCloseable {

  /** As the tables call it. */
  default String name() {
    return process().name();
  }

  ServerProcess process();

  /** The largest room that it is asked to hold: filling one costs some peers the square of it. */
  default int largestRoom() {
    return Integer.MAX_VALUE;
  }

  /**
   * How many of a room's members get each text: all, where the protocol sends authors their own.
   */
  default int readers(int members) {
    return members;
  }

  /**
   * Connects members, has them all join one room, and returns when they are in it. Runs the loop
   * meanwhile.
   *
   * @param name letters and digits; each room of a peer has another one
   * @param members at least 2
   * @param deliveries told what reaches them; readers are numbered from 0 without a hole
   */
  Room room(Loop loop, String name, int members, Deliveries deliveries);

  /** Ends the process. */
  @Override
  default void close() {
    process().close();
  }
}
