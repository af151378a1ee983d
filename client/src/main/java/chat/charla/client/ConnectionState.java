package chat.charla.client;

import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The state of a {@link ChatClient}'s connection at one moment. Immutable. */
public final class ConnectionState {
  /** The kinds of states. */
  public enum Kind {
    /** Not started. */
    IDLE,
    /** {@code Join} is under way. */
    JOINING,
    /**
     * The client waits for the application to call {@link ChatClient#useName}. Either the name is
     * taken or invalid (see {@link #cause}), or the client has no name yet; then there is no cause.
     */
    NAME_NEEDED,
    /** A stream is being opened. */
    CONNECTING,
    /** The stream is open: the server has sent {@code Ready}. */
    ONLINE,
    /** Waiting before the next attempt: see {@link #cause} and {@link #delay}. */
    WAITING,
    /**
     * The client is stopped until the application starts it again: see {@link #stopReason} and
     * {@link #cause}.
     */
    STOPPED,
    /** The identity has ended at the application's request. */
    LEFT
  }

  private final Kind kind;
  private final @Nullable CallFailure cause;
  private final @Nullable Duration delay;
  private final @Nullable StopReason stopReason;

  private ConnectionState(
      Kind kind,
      @Nullable CallFailure cause,
      @Nullable Duration delay,
      @Nullable StopReason stopReason) {
    this.kind = kind;
    this.cause = cause;
    this.delay = delay;
    this.stopReason = stopReason;
  }

  static ConnectionState of(Kind kind) {
    return new ConnectionState(kind, null, null, null);
  }

  static ConnectionState nameNeeded(@Nullable CallFailure cause) {
    return new ConnectionState(Kind.NAME_NEEDED, cause, null, null);
  }

  static ConnectionState waiting(CallFailure cause, Duration delay) {
    return new ConnectionState(Kind.WAITING, cause, delay, null);
  }

  static ConnectionState stopped(StopReason reason, @Nullable CallFailure cause) {
    return new ConnectionState(Kind.STOPPED, cause, null, reason);
  }

  /** The kind of this state. */
  public Kind kind() {
    return kind;
  }

  /**
   * In NAME_NEEDED, WAITING and STOPPED: the failure that led to this state, or null if there was
   * none.
   */
  public @Nullable CallFailure cause() {
    return cause;
  }

  /**
   * In WAITING: the length of the wait, from the moment when the state was reported. Otherwise
   * null.
   */
  public @Nullable Duration delay() {
    return delay;
  }

  /** In STOPPED: the reason for the stop. Otherwise null. */
  public @Nullable StopReason stopReason() {
    return stopReason;
  }

  /** In NAME_NEEDED: a free name that the server has suggested, or null. */
  public @Nullable String suggestedName() {
    return kind == Kind.NAME_NEEDED && cause != null ? cause.suggestedName() : null;
  }

  /** Whether the client has stopped or left: it does nothing until the application acts. */
  public boolean isFinal() {
    return kind == Kind.STOPPED || kind == Kind.LEFT;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.name());
    if (stopReason != null) {
      text.append(' ').append(stopReason);
    }
    if (delay != null) {
      text.append(' ').append(delay);
    }
    if (cause != null && cause.code() != Status.Code.OK) {
      text.append(" (").append(cause).append(')');
    }
    return text.toString();
  }
}
