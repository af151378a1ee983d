package chat.charla.server;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT: the first asks the server to stop, the second ends the process at once, and
 * so does a stop that takes too long.
 *
 * <p>A shutdown hook could not do this: while hooks run, the Java runtime ignores further signals,
 * and it exits with the signal's number.
 */
final class Signals implements AutoCloseable {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final int KILLED = 1;

  private final CountDownLatch first = new CountDownLatch(1);

  Signals() {
    Signal.handle(new Signal("TERM"), this::received);
    Signal.handle(new Signal("INT"), this::received);
  }

  /** Waits until the process is asked to stop; from then on it may take 10 s. */
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
