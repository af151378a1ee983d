package chat.charla.client;

import chat.charla.v1.Closing;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.time.Duration;

/** What a failure means for what the client does next: the one place where reasons are judged. */
final class FailurePolicy {
  /** What to do after the end of a stream. */
  enum Verdict {
    /** Open another one with the same token and the present cursors. */
    RESUME,
    /** {@code Join} with the token first: the name is lost, the identity is not. */
    REJOIN,
    /** The identity is gone: join as somebody new. */
    START_OVER,
    /** Do not come back. */
    STOP
  }

  /** What to do after a failed {@code Join}. */
  enum JoinVerdict {
    /** Repeat it with the same request id. */
    RETRY,
    /** Ask the application for another name. */
    ASK_NAME,
    /**
     * The identity that asked for its former name has expired: join without the token, as a new
     * identity.
     */
    START_OVER,
    /** Give up. */
    STOP
  }

  /** How long wishes about rooms may hold up the messages after them, in all. */
  private static final Duration ROOM_PATIENCE = Duration.ofSeconds(10);

  private FailurePolicy() {}

  /**
   * Judges the status of a stream that ended without a {@code Closing}.
   *
   * @param serverProven whether the chat server has answered before, at this address
   */
  static Verdict ofStream(CallFailure failure, boolean serverProven) {
    return switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED ->
          serverProven || isOfTheNetwork(failure) ? Verdict.RESUME : Verdict.STOP;
      case UNRECOGNIZED ->
          failure.code() == Status.Code.UNAVAILABLE ? Verdict.RESUME : Verdict.STOP;
      case ERROR_REASON_NAME_LOST -> Verdict.REJOIN;
      case ERROR_REASON_SESSION_EXPIRED -> Verdict.START_OVER;
      case ERROR_REASON_SERVER_DRAINING,
          ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_SERVER_FULL,
          ERROR_REASON_RATE_LIMITED,
          ERROR_REASON_REQUEST_INCOMPLETE,
          ERROR_REASON_INTERNAL ->
          Verdict.RESUME;
      default -> Verdict.STOP;
    };
  }

  /** Does what the server's {@code Closing} says. */
  static Verdict ofClosing(Closing closing) {
    return switch (closing.getAction()) {
      case ACTION_REJOIN ->
          closing.getError().getReason() == ErrorReason.ERROR_REASON_SESSION_EXPIRED
              ? Verdict.START_OVER
              : Verdict.REJOIN;
      case ACTION_STOP -> Verdict.STOP;
      case ACTION_RESUME, ACTION_UNSPECIFIED, UNRECOGNIZED -> Verdict.RESUME;
    };
  }

  /**
   * Judges a failed {@code Join}.
   *
   * @param serverProven as for {@link #ofStream}
   */
  static JoinVerdict ofJoin(CallFailure failure, boolean serverProven) {
    return switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED ->
          serverProven || isOfTheNetwork(failure) ? JoinVerdict.RETRY : JoinVerdict.STOP;
      case UNRECOGNIZED ->
          failure.code() == Status.Code.UNAVAILABLE ? JoinVerdict.RETRY : JoinVerdict.STOP;
      case ERROR_REASON_NAME_TAKEN, ERROR_REASON_NAME_INVALID -> JoinVerdict.ASK_NAME;
      case ERROR_REASON_SERVER_DRAINING,
          ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_SERVER_FULL,
          ERROR_REASON_RATE_LIMITED,
          ERROR_REASON_REQUEST_INCOMPLETE,
          ERROR_REASON_INTERNAL ->
          JoinVerdict.RETRY;
      case ERROR_REASON_SESSION_EXPIRED -> JoinVerdict.START_OVER;
      default -> JoinVerdict.STOP;
    };
  }

  /**
   * Whether the server has refused a {@code Join} without carrying it out. Of an earlier attempt
   * with the same id this says nothing.
   */
  static boolean joinHadNoEffect(CallFailure failure) {
    return switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED,
          UNRECOGNIZED,
          ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_INTERNAL ->
          false;
      default -> true;
    };
  }

  /**
   * Whether a {@code Join} without a token needs another request id: with this one it has made a
   * session, which has ended or has another name.
   */
  static boolean usesUpRequestId(CallFailure failure) {
    return failure.reason() == ErrorReason.ERROR_REASON_SESSION_ENDED
        || failure.reason() == ErrorReason.ERROR_REASON_REQUEST_ID_REUSED;
  }

  /** Whether a refused command is worth repeating on the same stream, with the same id. */
  static boolean isTransient(Error error) {
    return error.getCode() == Status.Code.UNAVAILABLE.value() || isOfARate(error);
  }

  /** Whether something came too often. */
  static boolean isOfARate(Error error) {
    return error.getReason() == ErrorReason.ERROR_REASON_RATE_LIMITED;
  }

  /**
   * Whether a wish about a room waits for its rate once more. If it has to wait for long, it does
   * not: the messages after it would wait too.
   *
   * @param heldUp for how long it, or others, have held up what comes after them
   */
  static boolean mayHoldUp(Error error, Duration heldUp) {
    Duration whole = heldUp.plus(Delays.fromProto(error.getRetryDelay()));
    return whole.compareTo(ROOM_PATIENCE) <= 0;
  }

  /** Whether a reason, given to a single command, concerns the identity and so the stream. */
  static boolean concernsIdentity(ErrorReason reason) {
    return switch (reason) {
      case ERROR_REASON_NAME_LOST,
          ERROR_REASON_SESSION_MISSING,
          ERROR_REASON_SESSION_EXPIRED,
          ERROR_REASON_SESSION_ENDED,
          ERROR_REASON_STREAM_SUPERSEDED ->
          true;
      default -> false;
    };
  }

  static StopReason stopReason(CallFailure failure) {
    return switch (failure.reason()) {
      case ERROR_REASON_STREAM_SUPERSEDED -> StopReason.SUPERSEDED;
      case ERROR_REASON_SESSION_ENDED -> StopReason.SESSION_ENDED;
      default -> StopReason.REFUSED;
    };
  }

  /** What a call is answered that needs an identity, when there is none. */
  static CallFailure notJoined() {
    return CallFailure.of(Status.Code.UNAUTHENTICATED, "the client has not joined yet");
  }

  /** Whether a call of an identity is repeated with the same content: its server has answered. */
  static boolean isTransientForCall(CallFailure failure) {
    return ofStream(failure, true) == Verdict.RESUME;
  }

  /** Whether the chat server itself has refused, rather than the connection or a proxy. */
  static boolean isOfTheServer(CallFailure failure) {
    return failure.reason() != ErrorReason.ERROR_REASON_UNSPECIFIED;
  }

  /**
   * A failure without a reason comes from the connection, or from a proxy. Where the chat server
   * has answered before, each of them is a lost connection: a proxy that is being set up anew
   * answers 404 or 401 for a while. Where it has not, only these codes mean "broken"; the others
   * mean that there is no chat server at this address.
   */
  private static boolean isOfTheNetwork(CallFailure failure) {
    return switch (failure.code()) {
      case UNAVAILABLE,
          CANCELLED,
          UNKNOWN,
          INTERNAL,
          DEADLINE_EXCEEDED,
          ABORTED,
          RESOURCE_EXHAUSTED,
          DATA_LOSS,
          OK ->
          true;
      default -> false;
    };
  }
}
