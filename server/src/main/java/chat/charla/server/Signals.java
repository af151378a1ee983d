package chat.charla.server;

import java.time.Duration;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handles SIGTERM, SIGINT and SIGHUP. The first SIGTERM or SIGINT asks the server to stop. The
 * second ends the process at once. The process also ends at once if the server takes more than 10 s
 * to stop. SIGHUP asks the server to reload its configuration. If the terminal of the server has
 * hung up, SIGHUP asks the server to stop, however often it is sent: the operating system and the
 * shell may both send it.
 *
 * <p>A shutdown hook could not do this. While hooks run, the Java runtime ignores further signals,
 * and the runtime derives the exit code from the signal.
 *
 * <p>{@code sun.misc.Signal} belongs to the module {@code jdk.unsupported}, which every JDK
 * exports. The class behind it, {@code jdk.internal.misc.Signal}, needs an option of the JVM. Java
 * has no other interface for signals.
 */
final class Signals implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final int KILLED = 1;

  private final ControllingTerminal terminal = new ControllingTerminal();
  private boolean stopping;
  private boolean reloading;

  /** What a signal asks for. */
  enum Request {
    STOP,
    RELOAD
  }

  Signals() {
    Signal.handle(new Signal("TERM"), this::stop);
    Signal.handle(new Signal("INT"), this::stop);
    handleHangUp(this::hangUp);
  }

  /**
   * Waits for a signal. Several requests to reload count as one. From the request to stop on, the
   * server may take 10 s to stop.
   */
  synchronized Request await() throws InterruptedException {
    while (!stopping && !reloading) {
      wait();
    }
    if (!stopping) {
      reloading = false;
      return Request.RELOAD;
    }
    Thread limit = new Thread(Signals::endAfterLimit, "charla-stop-limit");
    limit.setDaemon(true);
    limit.start();
    return Request.STOP;
  }

  @Override
  public void close() {
    Signal.handle(new Signal("TERM"), SignalHandler.SIG_DFL);
    Signal.handle(new Signal("INT"), SignalHandler.SIG_DFL);
    // Without a handler, SIGHUP would end the process with another exit code.
    handleHangUp(SignalHandler.SIG_IGN);
  }

  private static void handleHangUp(SignalHandler handler) {
    try {
      Signal.handle(new Signal("HUP"), handler);
    } catch (IllegalArgumentException e) {
      // Windows has no SIGHUP.
    }
  }

  private synchronized void stop(Signal signal) {
    if (stopping) {
      Runtime.getRuntime().halt(KILLED);
    }
    stopping = true;
    notifyAll();
  }

  private synchronized void hangUp(Signal signal) {
    if (terminal.isGone()) {
      stopping = true;
    } else {
      reloading = true;
    }
    notifyAll();
  }

  private static void endAfterLimit() {
    try {
      Thread.sleep(STOP_LIMIT.toMillis());
      Runtime.getRuntime().halt(KILLED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
