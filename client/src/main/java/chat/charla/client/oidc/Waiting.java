package chat.charla.client.oidc;

import java.time.Duration;

/** The clock by which the device flow measures time, and the pauses between its requests. */
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
