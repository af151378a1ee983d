package chat.charla.cli.chat.state;

import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import chat.charla.client.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The condition of the connection as shown to the user, and the time to the next attempt to
 * connect. Owned by the client's scheduler.
 */
public final class Link {
  /** The condition of the connection. */
  public enum Condition {
    /** The user has not chosen a name yet. The client connects when it has a name. */
    NAMELESS,
    CONNECTING,
    ONLINE,
    WAITING,
    /** The session has ended. The client connects when the user has logged in. */
    SIGNED_OUT
  }

  private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

  private final Scheduler scheduler;
  private Condition condition = Condition.CONNECTING;
  private @Nullable CallFailure cause;
  private boolean lost;
  private long nextAttempt;

  /** Creates a link that is not connected yet. */
  public Link(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Handles a new state of the client. */
  public void take(ConnectionState state) {
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
      }
      case NAME_NEEDED -> condition = Condition.NAMELESS;
      case STOPPED -> condition = Condition.SIGNED_OUT;
      default -> condition = Condition.CONNECTING;
    }
  }

  public Condition condition() {
    return condition;
  }

  /** Whether there is no connection because the last one was lost or could not be established. */
  public boolean isLost() {
    return lost;
  }

  /** Why the connection was lost or could not be established; null if {@link #isLost} is false. */
  public @Nullable CallFailure cause() {
    return cause;
  }

  /** The time to the next attempt in whole seconds, rounded up; 0 if the client is not waiting. */
  public long secondsLeft() {
    if (condition != Condition.WAITING) {
      return 0;
    }
    long nanos = Math.max(0, nextAttempt - scheduler.nanoTime());
    return (nanos + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND;
  }
}
