package chat.charla.server.grpc;

import chat.charla.server.limit.Occasionally;
import chat.charla.server.memory.MemoryShare;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Tells the operator, once a minute at most, that peers want more memory. Thread-safe. */
final class MemoryLog {
  private static final Logger LOG = System.getLogger(MemoryLog.class.getName());
  private static final int MIB = 1024 * 1024;

  private final MemoryShare server;
  private final Occasionally refusals = new Occasionally(System::nanoTime);
  private final Occasionally losses = new Occasionally(System::nanoTime);

  /**
   * A log.
   *
   * @param server the whole budget
   */
  MemoryLog(MemoryShare server) {
    this.server = server;
  }

  /** A call was refused because this share is used up. */
  synchronized void refused(MemoryShare share) {
    refusals.count(
        times ->
            LOG.log(
                Level.WARNING,
                "Calls refused for want of memory: {0}; the last one of {1}. {2}",
                times,
                name(share.owner()),
                figures()));
  }

  /** A call was given up, for which so much was held. */
  synchronized void givenUp(long bytes, String owner, String why) {
    losses.count(
        times ->
            LOG.log(
                Level.WARNING,
                "Calls given up to free memory: {0}; the last one of {1}, with {2} KiB, because"
                    + " {3}. {4}",
                times,
                name(owner),
                bytes / 1024,
                why,
                figures()));
  }

  private String figures() {
    return "Held for peers: "
        + server.used() / MIB
        + " MiB of "
        + server.limit() / MIB
        + " (--memory-budget)";
  }

  private static String name(String owner) {
    return owner.isEmpty() ? "an address without limits" : owner;
  }
}
