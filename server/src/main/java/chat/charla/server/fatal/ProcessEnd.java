package chat.charla.server.fatal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process at once after a fatal failure, with one line on standard error and {@link
 * #EXIT_CODE}. The process ends as if it were killed: it finishes and closes nothing. No
 * acknowledged message is lost, because the server acknowledges only what is on disk.
 *
 * <p>Ending the process allocates no memory: {@link #prepare} allocates everything in advance. This
 * class avoids constructs such as atomic references, for which the Java runtime allocates objects
 * at their first use. If writing to standard error blocks, the process ends after {@link #LIMIT}.
 *
 * <p>Thread-safe.
 */
public final class ProcessEnd {
  /** The exit code, which is that of Java's own {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int EXIT_CODE = 3;

  /** The longest time until the process ends. */
  static final Duration LIMIT = Duration.ofSeconds(2);

  private static final long LIMIT_NANOS = LIMIT.toNanos();

  /** How many causes of a failure are examined. The chain of causes may be a cycle. */
  private static final int MAX_CAUSES = 16;

  private static final Logger LOG = System.getLogger(ProcessEnd.class.getName());
  private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);
  private static final byte[] NOTHING = {};

  /**
   * A failure with which {@link #prepare} rehearses the end, so that the Java runtime loads the
   * necessary classes.
   */
  private static final Error REHEARSAL = new Error("a rehearsal");

  private static volatile byte[] outOfMemoryLine = line("charla-server: out of memory");
  private static volatile byte[] failureLine = line("charla-server: fatal failure");
  private static volatile @Nullable Thread limitThread;
  private static volatile @Nullable Thread endingThread;

  private ProcessEnd() {}

  /**
   * Allocates what the end of the process needs. From now on an uncaught exception of any thread
   * ends the process. Must be called once, before anything else.
   */
  public static void prepare() {
    Thread thread = new Thread(ProcessEnd::endAfterLimit, "charla-end-limit");
    thread.setDaemon(true);
    thread.start();
    limitThread = thread;
    // This call only makes Java load the classes that halt() needs.
    Runtime.getRuntime().removeShutdownHook(new Thread());
    Thread.setDefaultUncaughtExceptionHandler((dying, failure) -> now(failure));
    rehearse();
  }

  private static void rehearse() {
    Thread dying =
        new Thread(
            () -> {
              throw REHEARSAL;
            },
            "charla-end-rehearsal");
    dying.start();
    try {
      dying.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Sets the texts of the line that the end of the process prints.
   *
   * @param whenOutOfMemory the text after an OutOfMemoryError
   * @param otherwise the text after any other failure; such a failure is also logged
   */
  public static void setTexts(String whenOutOfMemory, String otherwise) {
    outOfMemoryLine = line(whenOutOfMemory);
    failureLine = line(otherwise);
  }

  /** Ends the process. Returns only from a nested call on the thread that is ending the process. */
  public static void now(Throwable why) {
    if (endingThread == Thread.currentThread()) {
      return; // While report() logs the failure, it can call this method again.
    }
    if (why == REHEARSAL) {
      write(NOTHING);
      return;
    }
    if (isFirst()) {
      try {
        LockSupport.unpark(limitThread);
        report(why);
      } finally {
        Runtime.getRuntime().halt(EXIT_CODE);
      }
    }
    while (true) {
      LockSupport.park(); // Another thread is ending the process, so this thread must not continue.
    }
  }

  private static synchronized boolean isFirst() {
    boolean first = endingThread == null;
    if (first) {
      endingThread = Thread.currentThread();
    }
    return first;
  }

  /** Ends the process if the failure is a {@link VirtualMachineError} or was caused by one. */
  public static void ifFatal(@Nullable Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof VirtualMachineError) {
        now(cause);
      }
      cause = cause.getCause();
    }
  }

  /**
   * Wraps a task for an executor that would ignore its exceptions: a {@link VirtualMachineError}
   * ends the process; any other exception is logged and rethrown.
   */
  public static Runnable guard(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (VirtualMachineError e) {
        now(e);
        throw e;
      } catch (RuntimeException | Error defect) {
        LOG.log(Level.ERROR, "a task failed", defect);
        throw defect;
      }
    };
  }

  private static void report(Throwable why) {
    boolean memory = isOutOfMemory(why);
    // Write the line first: logging needs memory, and may take longer than LIMIT if the heap is
    // full.
    write(memory ? outOfMemoryLine : failureLine);
    if (!memory) {
      log(why);
    }
  }

  /**
   * Whether the failure is an OutOfMemoryError or was caused by one, such as a failed class
   * initialization.
   */
  private static boolean isOutOfMemory(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static void write(byte[] line) {
    try {
      STDERR.write(line);
    } catch (IOException e) {
      // There is no other place to report to.
    }
  }

  private static void log(Throwable why) {
    try {
      LOG.log(Level.ERROR, "a fatal failure ends the process", why);
      // A handler may write records on another thread.
      Arrays.stream(java.util.logging.Logger.getLogger("").getHandlers()).forEach(Handler::flush);
    } catch (Throwable alsoFailing) {
      // The line on standard error must suffice.
    }
  }

  private static void endAfterLimit() {
    while (endingThread == null) {
      LockSupport.park();
    }
    long begin = System.nanoTime();
    for (long left = LIMIT_NANOS; left > 0; left = begin + LIMIT_NANOS - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  private static byte[] line(String text) {
    return (text + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
  }
}
