package chat.charla.testkit.network;

import chat.charla.testkit.Patience;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * The flow control windows that an HTTP/2 client has set when it makes its first request (RFC 9113,
 * 5.2 and 6.9.2).
 *
 * @param connection the window of the connection, in bytes
 * @param stream the first window of each HTTP/2 stream, in bytes
 */
public record FirstWindows(int connection, int stream) {
  private static final FirstWindows DEFAULT = new FirstWindows(65_535, 65_535);

  private static final int PREFACE_BYTES = 24;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int WINDOW_UPDATE = 8;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final byte[] NO_SETTINGS = {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0};

  /**
   * Accepts a connection without TLS, waits for the first request, and closes the connection.
   *
   * @throws IOException if the client ends the connection before its first request, or does not
   *     make one within {@link Patience#LIMIT}
   */
  public static FirstWindows ofNextClient(ServerSocket listener) throws IOException {
    int timeout = (int) Patience.LIMIT.toMillis();
    listener.setSoTimeout(timeout);
    try (Socket client = listener.accept()) {
      client.setSoTimeout(timeout);
      client.getOutputStream().write(NO_SETTINGS);
      DataInputStream in = new DataInputStream(client.getInputStream());
      in.readFully(new byte[PREFACE_BYTES]);
      FirstWindows windows = DEFAULT;
      while (true) {
        int lengthAndType = in.readInt();
        in.readByte(); // flags
        in.readInt(); // The stream is 0 before the first request.
        byte[] payload = new byte[lengthAndType >>> 8];
        in.readFully(payload);
        int type = lengthAndType & 0xff;
        if (type == HEADERS) {
          return windows;
        } else if (type == SETTINGS) {
          windows = new FirstWindows(windows.connection, initialWindow(payload, windows.stream));
        } else if (type == WINDOW_UPDATE) {
          int added = ByteBuffer.wrap(payload).getInt();
          windows = new FirstWindows(windows.connection + added, windows.stream);
        }
      }
    }
  }

  private static int initialWindow(byte[] settings, int before) {
    int window = before;
    for (ByteBuffer entries = ByteBuffer.wrap(settings); entries.hasRemaining(); ) {
      int setting = entries.getShort();
      int value = entries.getInt();
      if (setting == INITIAL_WINDOW_SIZE) {
        window = value;
      }
    }
    return window;
  }
}
