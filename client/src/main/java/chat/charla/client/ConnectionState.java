package chat.charla.client;

import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How the connection of a {@link ChatClient} is at a moment. Immutable. */
public final class ConnectionState {
  /** Which state. */
  public enum Kind {
    /** Not started. */
    IDLE,
    /** {@code Join} is under way. */
    JOINING,
    /**
     * Nothing happens until the application calls {@link ChatClient#useName}: the name is taken or
     * invalid (see {@link #cause}), or none has been given yet (then there is no cause).
     */
    NAME_NEEDED,
    /** A stream is being opened. */
    CONNECTING,
    /** The stream is open: the server has said {@code Ready}. */
    ONLINE,
    /** Waiting before the next attempt: see {@link #cause} and {@link #delay}. */
    WAITING,
    /** Over, until the application starts it again: see {@link #stopReason} and {@link #cause}. */
    STOPPED,
    /** The identity has ended because the application asked for it. */
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

  /** Which state. */
  public Kind kind() {
    return kind;
  }

  /** In NAME_NEEDED, WAITING and STOPPED: the failure that led here, if one did. */
  public @Nullable CallFailure cause() {
    return cause;
  }

  /** In WAITING: how long the wait is, counted from when the state was told. Otherwise null. */
  public @Nullable Duration delay() {
    return delay;
  }

  /** In STOPPED: why. Otherwise null. */
  public @Nullable StopReason stopReason() {
    return stopReason;
  }

  /** In NAME_NEEDED: a name that the server knows to be free, if it told one. */
  public @Nullable String suggestedName() {
    return kind == Kind.NAME_NEEDED && cause != null ? cause.suggestedName() : null;
  }

  /** Whether nothing will happen any more unless the application calls for it. */
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
