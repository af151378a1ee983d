package chat.charla.server.fatal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process at once when it cannot go on, with one line on standard error and {@link
 * #EXIT_CODE}. Nothing is finished or closed, as if the process were killed: what was acknowledged
 * is on disk.
 *
 * <p>It needs no memory: what it uses is made beforehand, by {@link #prepare}; and nothing that the
 * Java runtime makes objects for when it is used first, as atomic references. And it needs no
 * reader of standard error: where writing there blocks, the process ends after {@link #LIMIT}.
 *
 * <p>All methods may be called by any thread.
 */
public final class ProcessEnd {
  /** The exit code; the same as of Java's own {@code -XX:+ExitOnOutOfMemoryError}. */
  public static final int EXIT_CODE = 3;

  /** The most that it takes to end. */
  static final Duration LIMIT = Duration.ofSeconds(2);

  private static final long LIMIT_NANOS = LIMIT.toNanos();

  /** How deep the causes of a failure are searched. They may go round in a circle. */
  private static final int MAX_CAUSES = 16;

  private static final Logger LOG = System.getLogger(ProcessEnd.class.getName());
  private static final FileOutputStream STDERR = new FileOutputStream(FileDescriptor.err);
  private static final byte[] NOTHING = {};

  /** Stands for a failure, so that the Java runtime knows the way before it matters. */
  private static final Error REHEARSAL = new Error("a rehearsal");

  private static volatile byte[] outOfMemory = line("charla-server: out of memory");
  private static volatile byte[] failed = line("charla-server: it cannot go on");
  private static volatile @Nullable Thread limit;
  private static volatile @Nullable Thread ending;

  private ProcessEnd() {}

  /**
   * Makes ready what ending needs, and from now on ends the process when any thread dies of a
   * failure that it did not expect. Called once, before anything else.
   */
  public static void prepare() {
    Thread thread = new Thread(ProcessEnd::endAfterLimit, "charla-end-limit");
    thread.setDaemon(true);
    thread.start();
    limit = thread;
    // Has Java load what it needs to halt: it has no other way to ask for that.
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
   * What the line says.
   *
   * @param whenOutOfMemory if there is no memory left
   * @param otherwise if the process cannot go on for another reason, which the log tells
   */
  public static void say(String whenOutOfMemory, String otherwise) {
    outOfMemory = line(whenOutOfMemory);
    failed = line(otherwise);
  }

  /** Ends the process. Returns only to who has called it before, on the same thread. */
  public static void now(Throwable why) {
    if (ending == Thread.currentThread()) {
      return; // What is logged below leads here again.
    }
    if (why == REHEARSAL) {
      write(NOTHING);
      return;
    }
    if (isFirst()) {
      try {
        LockSupport.unpark(limit);
        tell(why);
      } finally {
        Runtime.getRuntime().halt(EXIT_CODE);
      }
    }
    while (true) {
      LockSupport.park(); // Another thread is ending the process; this one must not go on.
    }
  }

  private static synchronized boolean isFirst() {
    boolean first = ending == null;
    if (first) {
      ending = Thread.currentThread();
    }
    return first;
  }

  /** Ends the process if this is a failure of the virtual machine, or was caused by one. */
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
   * The task for an executor that would swallow what it throws: a failure of the virtual machine
   * ends the process, and any other is logged and thrown on.
   */
  public static Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (VirtualMachineError e) {
        now(e);
        throw e;
      } catch (RuntimeException | Error defect) {
        LOG.log(Level.ERROR, "a task has failed", defect);
        throw defect;
      }
    };
  }

  private static void tell(Throwable why) {
    boolean memory = isOutOfMemory(why);
    // The line comes first: logging needs memory, and with a full heap it may take longer than
    // LIMIT.
    write(memory ? outOfMemory : failed);
    if (!memory) {
      log(why);
    }
  }

  /** Also if the lack of memory only caused it: a class that could not be made ready, for one. */
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
      // There is no caller to tell.
    }
  }

  private static void log(Throwable why) {
    try {
      LOG.log(Level.ERROR, "the process cannot go on", why);
    } catch (Throwable alsoFailing) {
      // The line has to do.
    }
  }

  private static void endAfterLimit() {
    while (ending == null) {
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
