package chat.charla.server.grpc;

import chat.charla.server.memory.MemoryShare;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;

/** Logs what the server does when the memory budget is used up. Thread-safe. */
final class MemoryLog {
  private static final Logger LOG = System.getLogger(MemoryLog.class.getName());
  private static final int MIB = 1024 * 1024;

  private final MemoryShare server;
  private final LongAdder aborted = new LongAdder();

  /**
   * Creates a log.
   *
   * @param server the whole budget
   */
  MemoryLog(MemoryShare server) {
    this.server = server;
  }

  /** Logs that the server has refused a call because this share has no room. */
  void logRefusal(MemoryShare share) {
    LOG.log(
        Level.WARNING,
        "A call of {0} was refused for lack of memory. {1}",
        name(share.owner()),
        figures());
  }

  /**
   * Logs that the server has aborted a call. Each reason has its own text, because log lines with
   * the same text are limited together.
   */
  void logAbort(long bytes, String owner, AbortReason reason) {
    aborted.increment();
    Object[] facts = {name(owner), bytes / 1024, figures()};
    switch (reason) {
      case MEMORY_NEEDED ->
          LOG.log(
              Level.WARNING,
              "A call of {0}, with {1} KiB, was aborted to free memory, because memory was needed."
                  + " {2}",
              facts);
      case COMMAND_STOPPED ->
          LOG.log(
              Level.WARNING,
              "A call of {0}, with {1} KiB, was aborted to free memory, because the rest of"
                  + " a command does not arrive. {2}",
              facts);
      case ANSWER_UNREAD ->
          LOG.log(
              Level.WARNING,
              "A call of {0}, with {1} KiB, was aborted to free memory, because the peer does not"
                  + " read the answer. {2}",
              facts);
    }
  }

  /** The number of calls that the server has aborted since the start. */
  long abortedCalls() {
    return aborted.sum();
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
