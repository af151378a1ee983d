package chat.charla.cli.oidc;

import java.time.Duration;

/** The clock of the device flow, and its waits. */
public interface Waiting {
  /** The clock of the machine. */
  Waiting REAL =
      new Waiting() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
          Thread.sleep(time.toMillis());
        }
      };

  /** The time in nanoseconds, from an arbitrary origin. */
  long nanoTime();

  /** Waits. */
  void pause(Duration time) throws InterruptedException;
}
