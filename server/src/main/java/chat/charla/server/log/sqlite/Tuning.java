package chat.charla.server.log.sqlite;

/**
 * Sizes that no user needs to know.
 *
 * @param readers threads that read
 * @param groupWrites at most so many writes share a transaction
 * @param groupBytes a transaction with so many bytes gets no further writes
 * @param checkpointPages a checkpoint follows about so many written pages
 * @param maxLogBytes a write-ahead log larger than this is truncated
 */
record Tuning(int readers, int groupWrites, int groupBytes, int checkpointPages, long maxLogBytes) {
  static final Tuning DEFAULT = new Tuning(4, 1000, 1 << 20, 1000, 32L << 20);
}
