package chat.charla.server.fatal;

import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Allocates all memory and keeps it. As a Java agent, it does so in any program as soon as a given
 * file exists.
 */
public final class FullHeap {
  private static final long POLL_NANOS = 5_000_000;

  /** The last piece of the kept memory. Each piece refers to the previous piece. */
  private static @Nullable Object[] last = new Object[0];

  private FullHeap() {}

  /**
   * Starts to wait for the file.
   *
   * @param file when this file exists, fills the heap, and fills it again whenever memory is freed
   */
  public static void premain(String file, Instrumentation unused) {
    Thread thread = new Thread(() -> fillWhenExists(Path.of(file)), "fills-the-heap");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Fills the heap.
   *
   * @throws OutOfMemoryError always, when the heap is full
   */
  static void fill() {
    for (int length = 1 << 18; ; ) {
      try {
        Object[] piece = new Object[length];
        piece[0] = last;
        last = piece;
      } catch (OutOfMemoryError full) {
        if (length == 1) {
          throw full;
        }
        length /= 2;
      }
    }
  }

  private static void fillWhenExists(Path file) {
    while (!Files.exists(file)) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    while (true) {
      try {
        fill();
      } catch (OutOfMemoryError full) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }
}
