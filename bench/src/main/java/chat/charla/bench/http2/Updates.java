package chat.charla.bench.http2;

/** When a client writes WINDOW_UPDATE frames. */
enum Updates {
  /** A frame for each window of which a certain part has been used. */
  SEPARATE,

  /** As {@link #SEPARATE}, and in addition a frame for the connection before each PING. */
  CONNECTION_BEFORE_PING,

  /**
   * Before the client writes any frame, it enlarges the windows of the connection and of the stream
   * by the data that has arrived. If a certain part of a window has been used, the client enlarges
   * the windows even if it has no other frame to write.
   */
  WITH_EACH_WRITE
}
