package chat.charla.server.fatal;

import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Allocates all memory and keeps it. Also an agent that does so in any program as soon as a file
 * exists.
 */
public final class FullHeap {
  private static final long POLL_NANOS = 5_000_000;

  /** The kept memory: each piece refers to the one before. */
  private static @Nullable Object[] last = new Object[0];

  private FullHeap() {}

  /**
   * Starts to watch.
   *
   * @param file as soon as it exists, the heap is filled, and again whenever memory is freed
   */
  public static void premain(String file, Instrumentation unused) {
    Thread thread = new Thread(() -> fillWhenThere(Path.of(file)), "fills-the-heap");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Fills the heap.
   *
   * @throws OutOfMemoryError when it is full
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

  private static void fillWhenThere(Path file) {
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
