package chat.charla.server;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command clean up before SIGINT or SIGTERM ends the process with the exit code of the
 * signal, such as 130. The command calls {@link #close} when it ends.
 */
final class Interruption implements AutoCloseable {
  private static final long LIMIT_SECONDS = 10;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Starts to handle signals.
   *
   * @param cancel asks the command to end soon; called on another thread
   */
  Interruption(Runnable cancel) {
    hook = new Thread(() -> end(cancel), "charla-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end(Runnable cancel) {
    cancel.run();
    try {
      // If the command takes longer, the process ends anyway, which leaves no damage.
      var unused = ended.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is already ending.
    }
  }
}
