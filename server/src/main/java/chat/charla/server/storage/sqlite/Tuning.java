package chat.charla.server.storage.sqlite;

/**
 * Internal sizes, which an operator does not configure.
 *
 * @param readers number of threads that read
 * @param groupWrites the largest number of writes in a transaction
 * @param groupBytes a transaction gets no further writes once it has this many bytes
 * @param checkpointPages about this many written pages cause a checkpoint
 * @param maxLogBytes the writer restarts a write-ahead log that is larger than this
 */
record Tuning(int readers, int groupWrites, int groupBytes, int checkpointPages, long maxLogBytes) {
  static final Tuning DEFAULT = new Tuning(4, 1000, 1 << 20, 1000, 32L << 20);
}
