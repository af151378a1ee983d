package chat.charla.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * Handles SIGTERM and SIGINT. The first signal asks the server to stop. The second signal ends the
 * process at once. The process also ends at once if the server takes more than 10 s to stop.
 *
 * <p>A shutdown hook could not do this. While hooks run, the Java runtime ignores further signals,
 * and the runtime derives the exit code from the signal.
 */
final class Signals implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final int KILLED = 1;

  private final CountDownLatch first = new CountDownLatch(1);

  Signals() {
    Signal.handle(new Signal("TERM"), this::received);
    Signal.handle(new Signal("INT"), this::received);
  }

  /** Waits for the first signal. From that signal on, the server may take 10 s to stop. */
  void awaitFirst() throws InterruptedException {
    first.await();
    Thread limit = new Thread(Signals::endAfterLimit, "charla-stop-limit");
    limit.setDaemon(true);
    limit.start();
  }

  @Override
  public void close() {
    Signal.handle(new Signal("TERM"), sun.misc.SignalHandler.SIG_DFL);
    Signal.handle(new Signal("INT"), sun.misc.SignalHandler.SIG_DFL);
  }

  private void received(Signal signal) {
    if (first.getCount() == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
    first.countDown();
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
