package chat.charla.server;

import java.time.Duration;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Handles SIGTERM, SIGINT and SIGHUP. The first SIGTERM or SIGINT asks the server to stop. The
 * second ends the process at once. The process also ends at once if it still runs 10 s after the
 * first request to stop. SIGHUP asks the server to reload its configuration. If the terminal of the
 * server has hung up, or hangs up within a second, SIGHUP asks the server to stop instead. In that
 * case several SIGHUPs count as one, because both the operating system and the shell may send
 * SIGHUP.
 *
 * <p>A shutdown hook could not do this: while hooks run, the Java runtime ignores further signals,
 * and it derives the exit code from the signal.
 *
 * <p>{@code sun.misc.Signal} is in the module {@code jdk.unsupported}, which every JDK has. Its
 * implementation, {@code jdk.internal.misc.Signal}, is accessible only with an option of the JVM.
 * Java has no other interface for signals.
 */
final class Signals implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration HANG_UP_LIMIT = Duration.ofSeconds(1);
  private static final int FORCED_EXIT_CODE = 1;

  private final ControllingTerminal terminal = new ControllingTerminal();
  private final SignalHandler formerTermHandler;
  private final SignalHandler formerIntHandler;
  private boolean stopping;

  /**
   * Whether the process has got SIGTERM or SIGINT. If so, another of these signals ends the process
   * at once.
   */
  private boolean terminated;

  private boolean reloading;

  /** What a signal asks for. */
  enum Request {
    STOP,
    RELOAD
  }

  Signals() {
    formerTermHandler = Signal.handle(new Signal("TERM"), this::stop);
    formerIntHandler = Signal.handle(new Signal("INT"), this::stop);
    handleHangUp(this::hangUp);
  }

  /** Waits for a signal. Several requests to reload count as one. */
  synchronized Request await() throws InterruptedException {
    while (!stopping && !reloading) {
      wait();
    }
    reloading = false;
    return stopping ? Request.STOP : Request.RELOAD;
  }

  @Override
  public void close() {
    Signal.handle(new Signal("TERM"), formerTermHandler);
    Signal.handle(new Signal("INT"), formerIntHandler);
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
    if (terminated) {
      Runtime.getRuntime().halt(FORCED_EXIT_CODE);
    }
    terminated = true;
    requestStop();
  }

  private synchronized void requestStop() {
    if (stopping) {
      return;
    }
    stopping = true;
    notifyAll();
    // Start the limit here, and not in await(), because a reload may hang.
    Thread limit = new Thread(Signals::endAfterLimit, "charla-stop-limit");
    limit.setDaemon(true);
    limit.start();
  }

  private synchronized void requestReload() {
    reloading = true;
    notifyAll();
  }

  /** Java calls a handler in a new thread for each signal, so this method may block. */
  private void hangUp(Signal signal) {
    if (!terminal.isGone()) {
      requestReload();
      if (!terminal.existedAtStart()) {
        return;
      }
      try {
        Thread.sleep(HANG_UP_LIMIT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (terminal.isGone()) {
      requestStop();
    }
  }

  private static void endAfterLimit() {
    try {
      Thread.sleep(STOP_LIMIT.toMillis());
      Runtime.getRuntime().halt(FORCED_EXIT_CODE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
