package chat.charla.bench.http2;

/** When a client writes WINDOW_UPDATE frames. */
enum Updates {
  /** A frame for each window of which a certain part has been used. */
  SEPARATE,

  /** As {@link #SEPARATE}, and in addition a frame for the connection before each PING. */
  CONNECTION_BEFORE_PING,

  /**
   * Whenever the client writes anything, it first enlarges the windows of the connection and of the
   * stream by what has arrived. It writes for this purpose alone if a certain part of a window has
   * been used.
   */
  WITH_EACH_WRITE
}
