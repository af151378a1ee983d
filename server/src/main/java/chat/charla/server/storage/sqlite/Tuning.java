package chat.charla.server.storage.sqlite;

import java.time.Duration;

/**
 * Internal sizes, which the operator cannot configure.
 *
 * @param readers the number of threads that read
 * @param groupWrites the maximum number of writes in a transaction
 * @param groupBytes a transaction with at least this many bytes gets no further writes
 * @param checkpointPages the approximate number of written pages that causes a checkpoint
 * @param maxLogBytes the size in bytes above which the writer restarts the write-ahead log
 * @param shrinkPause the time between two steps of {@link FileShrinking}
 */
record Tuning(
    int readers,
    int groupWrites,
    int groupBytes,
    int checkpointPages,
    long maxLogBytes,
    Duration shrinkPause) {
  static final Tuning DEFAULT =
      new Tuning(4, 1000, 1 << 20, 1000, 32L << 20, Duration.ofSeconds(1));
}
