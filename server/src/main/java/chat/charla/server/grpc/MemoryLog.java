package chat.charla.server.grpc;

import chat.charla.server.limit.SummarizedLog;
import chat.charla.server.memory.MemoryShare;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Logs, at most once a minute, that the memory budget is used up. Thread-safe. */
final class MemoryLog {
  private static final Logger LOG = System.getLogger(MemoryLog.class.getName());
  private static final int MIB = 1024 * 1024;

  private final MemoryShare server;
  private final SummarizedLog refusals = new SummarizedLog(System::nanoTime);
  private final SummarizedLog aborts = new SummarizedLog(System::nanoTime);

  /**
   * Creates a log.
   *
   * @param server the whole budget
   */
  MemoryLog(MemoryShare server) {
    this.server = server;
  }

  /** Logs that a call was refused because this share has no room. */
  synchronized void refused(MemoryShare share) {
    refusals.count(
        times ->
            LOG.log(
                Level.WARNING,
                "Calls refused for lack of memory: {0}; the last one of {1}. {2}",
                times,
                name(share.owner()),
                figures()));
  }

  /** Logs that a call was aborted. */
  synchronized void aborted(long bytes, String owner, String why) {
    aborts.count(
        times ->
            LOG.log(
                Level.WARNING,
                "Calls aborted to free memory: {0}; the last one of {1}, with {2} KiB, because"
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
