package chat.charla.bench.http2;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A relay for one connection of a client, which records the frames in both directions. A frame of
 * the server is recorded before the client gets it, so the client's answer is recorded later.
 * Thread-safe.
 */
final class FrameRecorder implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  /**
   * One frame.
   *
   * @param fromClient whether the client has sent the frame, and not the server
   * @param flags as in RFC 9113, like {@code type} and {@code stream}
   * @param payload the payload of a SETTINGS or WINDOW_UPDATE frame; empty for other frames
   * @param length the length of the payload in bytes
   * @param nanos when the frame was recorded
   */
  record Frame(
      boolean fromClient, int type, int flags, int stream, byte[] payload, int length, long nanos) {
    boolean isAck() {
      return (flags & Frames.ACK) != 0;
    }
  }

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final List<Frame> frames = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();

  FrameRecorder(InetSocketAddress server) throws IOException {
    this.server = server;
    this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  /** The port for the client. */
  int port() {
    return listener.getLocalPort();
  }

  /** The frames so far, in order. */
  List<Frame> frames() {
    synchronized (frames) {
      return List.copyOf(frames);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Accepts only one connection, because a frame does not say to which connection it belongs. */
  private void accept() {
    try {
      Socket client = listener.accept();
      Socket upstream = new Socket(server.getAddress(), server.getPort());
      synchronized (sockets) {
        sockets.addAll(List.of(client, upstream));
      }
      start(() -> pump(client, upstream, true));
      start(() -> pump(upstream, client, false));
    } catch (IOException closed) {
      // The test has closed the recorder, or there is no connection to the server. Without a
      // connection the test fails, because it waits for frames that do not arrive.
    }
  }

  private void pump(Socket from, Socket to, boolean fromClient) {
    try (from;
        to) {
      from.setTcpNoDelay(true);
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      if (fromClient) {
        out.write(in.readNBytes(Frames.PREFACE.length));
      }
      byte[] buffer = new byte[BUFFER_BYTES];
      byte[] rest = {};
      int count;
      while ((count = in.read(buffer)) >= 0) {
        byte[] all = Arrays.copyOf(rest, rest.length + count);
        System.arraycopy(buffer, 0, all, rest.length, count);
        rest = record(all, fromClient);
        out.write(buffer, 0, count);
      }
    } catch (IOException over) {
      // One end is closed, so the other is closed as well.
    }
  }

  /** Records the complete frames, and returns the bytes of the last frame if it is incomplete. */
  private byte[] record(byte[] bytes, boolean fromClient) {
    int at = 0;
    synchronized (frames) {
      while (bytes.length - at >= Frames.HEADER_LENGTH) {
        int length = Frames.length(bytes, at);
        int payload = at + Frames.HEADER_LENGTH;
        int end = payload + length;
        if (end > bytes.length) {
          break;
        }
        int type = Frames.type(bytes, at);
        boolean kept = type == Frames.SETTINGS || type == Frames.WINDOW_UPDATE;
        frames.add(
            new Frame(
                fromClient,
                type,
                Frames.flags(bytes, at),
                Frames.stream(bytes, at),
                kept ? Arrays.copyOfRange(bytes, payload, end) : new byte[0],
                length,
                System.nanoTime()));
        at = end;
      }
    }
    return Arrays.copyOfRange(bytes, at, bytes.length);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "recorder");
    thread.setDaemon(true);
    thread.start();
  }
}
