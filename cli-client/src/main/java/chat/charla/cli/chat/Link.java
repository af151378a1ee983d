package chat.charla.cli.chat;

import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.client.ConnectionState;
import chat.charla.client.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the connection is, as a person sees it: with the seconds to the next attempt, which it counts
 * down. Owned by the client's scheduler.
 */
final class Link {
  /** How it is. */
  enum Condition {
    CONNECTING,
    ONLINE,
    WAITING
  }

  private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final Scheduler scheduler;
  private final Runnable whenSecondPassed;
  private Condition condition = Condition.CONNECTING;
  private @Nullable CallFailure cause;
  private boolean lost;
  private long nextAttempt;
  private @Nullable Cancellable tick;

  /**
   * A connection that is yet to be made.
   *
   * @param whenSecondPassed told each second of a wait
   */
  Link(Scheduler scheduler, Runnable whenSecondPassed) {
    this.scheduler = scheduler;
    this.whenSecondPassed = whenSecondPassed;
  }

  /** Takes in another state of the client. */
  void take(ConnectionState state) {
    stopTicking();
    Duration delay = state.delay();
    switch (state.kind()) {
      case ONLINE -> {
        condition = Condition.ONLINE;
        cause = null;
        lost = false;
      }
      case WAITING -> {
        condition = Condition.WAITING;
        cause = state.cause();
        lost = true;
        nextAttempt = scheduler.nanoTime() + (delay == null ? 0 : delay.toNanos());
        tick();
      }
      default -> condition = Condition.CONNECTING;
    }
  }

  Condition condition() {
    return condition;
  }

  /** Whether it was lost and is not back yet. */
  boolean isLost() {
    return lost;
  }

  /** Why it was lost, if it is. */
  @Nullable CallFailure cause() {
    return cause;
  }

  /** How long it is to the next attempt, in whole seconds, rounded up; 0 if none is waited for. */
  long secondsLeft() {
    if (condition != Condition.WAITING) {
      return 0;
    }
    long nanos = Math.max(0, nextAttempt - scheduler.nanoTime());
    return (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
  }

  void stopTicking() {
    if (tick != null) {
      tick.cancel();
      tick = null;
    }
  }

  /** The next tick comes when another second is left, and none when the attempt does. */
  private void tick() {
    long left = nextAttempt - scheduler.nanoTime();
    if (left <= NANOS_PER_SECOND) {
      return;
    }
    long wait = (left - 1) % NANOS_PER_SECOND + 1;
    tick =
        scheduler.schedule(
            Duration.ofNanos(wait),
            () -> {
              tick = null;
              whenSecondPassed.run();
              tick();
            });
  }
}
