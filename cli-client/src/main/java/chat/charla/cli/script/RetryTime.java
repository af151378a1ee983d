package chat.charla.cli.script;

import java.time.Duration;

/** The clocks by which a call is retried, and the waits between its attempts. */
interface RetryTime {
  /** The time of this machine. */
  RetryTime REAL =
      new RetryTime() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long wallMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public void sleep(Duration wait) throws InterruptedException {
          Thread.sleep(wait.toMillis());
        }
      };

  /** The monotonic clock, in nanoseconds. It may stop while the machine is suspended. */
  long nanoTime();

  /** The wall clock, in milliseconds. It advances while the machine is suspended. */
  long wallMillis();

  /** Waits this long by the monotonic clock. */
  void sleep(Duration wait) throws InterruptedException;
}
