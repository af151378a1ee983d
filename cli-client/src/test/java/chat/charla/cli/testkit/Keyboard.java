package chat.charla.cli.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * An input stream of typed text. At the end of the text, {@code read} waits for more text, or for
 * {@link #endInput}.
 */
public final class Keyboard extends InputStream {
  private static final byte[] END = {};

  private final LinkedBlockingQueue<byte[]> typed = new LinkedBlockingQueue<>();
  private byte[] current = {};
  private int position;
  private boolean ended;

  /** Types a text, without adding a line end. */
  public void type(String text) {
    type(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Types bytes, which need not be UTF-8. */
  public void type(byte[] bytes) {
    if (bytes.length > 0) {
      typed.add(bytes.clone());
    }
  }

  /** Ends the input. */
  public void endInput() {
    typed.add(END);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (position == current.length) {
      if (ended) {
        return -1;
      }
      try {
        current = typed.take();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      position = 0;
      ended = current == END;
    }
    int count = Math.min(length, current.length - position);
    System.arraycopy(current, position, buffer, offset, count);
    position += count;
    return count;
  }
}
