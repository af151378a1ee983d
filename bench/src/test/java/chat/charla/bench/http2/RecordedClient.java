package chat.charla.bench.http2;

import java.io.IOException;

/** A client that is connected through a {@link FrameRecorder}, and a member of the lobby. */
interface RecordedClient extends AutoCloseable {

  /** Connects a client to this port of the local machine. */
  interface Start {
    RecordedClient at(int port) throws IOException;
  }

  /** Whether the client's stream is open. */
  boolean online();

  /** The number of messages of the lobby that the client has received. */
  long delivered();

  @Override
  void close();
}
