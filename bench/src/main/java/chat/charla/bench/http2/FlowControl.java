package chat.charla.bench.http2;

import chat.charla.bench.loop.Timers;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of one connection's flow control. When data arrives, it writes the frames that
 * a client of the profile writes. It treats data as processed as soon as the data arrives.
 */
final class FlowControl {
  private static final byte[] PING = Frames.frame(Frames.PING, 0, 0, new byte[8]);

  private final ClientProfile profile;
  private final Probe probe;
  private final Consumer<byte[]> out;
  private final Window connection = new Window(0);

  /** The stream to which the latest data belongs, unless that stream has ended. */
  private @Nullable Window latest;

  /** The size of the windows of the connection and of each stream, in bytes. */
  private int window;

  /** The client enlarges a window when this many bytes have arrived since it was last enlarged. */
  private int threshold;

  /**
   * Creates the flow control of a connection that has sent the profile's greeting.
   *
   * @param timers the time of the connection
   * @param out receives the frames to write
   */
  FlowControl(ClientProfile profile, Timers timers, Consumer<byte[]> out) {
    this.profile = profile;
    this.probe = profile.probe(timers, this::ping);
    this.out = out;
    resize(profile.window());
  }

  /**
   * A DATA frame has arrived.
   *
   * @param stream the window of the stream that the frame belongs to
   * @param length the length of the frame's payload in bytes, at least 0
   */
  void received(Window stream, int length) {
    latest = stream;
    connection.received += length;
    stream.received += length;
    probe.received(length);
    updateIfDue(connection);
    updateIfDue(stream);
  }

  /** The server has ended the stream. */
  void ended(Window stream) {
    if (latest == stream) {
      latest = null;
    }
  }

  /** The server has acknowledged a PING. */
  void acknowledged() {
    int larger = probe.acknowledged();
    if (larger > window) {
      connection.received += larger - window;
      resize(larger);
      updateIfDue(connection);
      out.accept(Frames.settings(larger));
    }
  }

  /**
   * The client is about to write frames. The profile may write WINDOW_UPDATE frames before them.
   */
  void writing() {
    if (profile.updates() == Updates.WITH_EACH_WRITE) {
      if (latest != null) {
        update(latest);
      }
      update(connection);
    }
  }

  private void ping() {
    if (profile.updates() == Updates.CONNECTION_BEFORE_PING) {
      update(connection);
    }
    writing();
    out.accept(PING);
  }

  private void resize(int size) {
    window = size;
    threshold = size / profile.parts();
  }

  private void updateIfDue(Window of) {
    if (of.received >= threshold) {
      writing();
      update(of);
    }
  }

  private void update(Window of) {
    if (of.received > 0) {
      out.accept(Frames.windowUpdate(of.stream, of.received));
      of.received = 0;
    }
  }

  /** The window of the connection or of one stream. */
  static final class Window {
    private final int stream;

    /** How many bytes have arrived since the window was last enlarged. */
    private int received;

    /**
     * Creates a window from which nothing has been used.
     *
     * @param stream the stream id, or 0 for the window of the connection
     */
    Window(int stream) {
      this.stream = stream;
    }
  }
}
