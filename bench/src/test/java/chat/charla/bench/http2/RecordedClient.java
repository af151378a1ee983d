package chat.charla.bench.http2;

/** A client that is connected through a {@link FrameRecorder}, and a member of the lobby. */
interface RecordedClient extends AutoCloseable {

  /** Whether its stream is open. */
  boolean online();

  /** The number of messages of the lobby that it has received. */
  long delivered();

  @Override
  void close();
}
