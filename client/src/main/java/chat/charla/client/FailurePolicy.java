package chat.charla.client;

import chat.charla.v1.Closing;
import chat.charla.v1.Error;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.Collections;

/** Decides what the client does after a failure. */
final class FailurePolicy {
  /** What to do after the end of a stream. */
  enum Reaction {
    /** Open another stream with the same token and the current cursors. */
    RESUME,
    /** Call {@code Join} with the token first: the identity has lost its name, but still exists. */
    REJOIN,
    /** The identity has ended: join with a new identity. */
    START_OVER,
    /** Do not reconnect. */
    STOP
  }

  /** What to do after a failed {@code Join}. */
  enum JoinReaction {
    /** Repeat the {@code Join} with the same request id. */
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

  /**
   * The longest total time for which rate-limited room commands may delay the messages after them.
   */
  private static final Duration ROOM_DELAY_LIMIT = Duration.ofSeconds(10);

  private FailurePolicy() {}

  /**
   * Decides by the status of a stream that ended without a {@code Closing}.
   *
   * @param serverAnswered whether the chat server has answered before at this address
   */
  static Reaction ofStream(CallFailure failure, boolean serverAnswered) {
    return switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED ->
          serverAnswered || isNetworkFailure(failure) ? Reaction.RESUME : Reaction.STOP;
      case UNRECOGNIZED ->
          failure.code() == Status.Code.UNAVAILABLE ? Reaction.RESUME : Reaction.STOP;
      case ERROR_REASON_NAME_LOST -> Reaction.REJOIN;
      case ERROR_REASON_SESSION_EXPIRED -> Reaction.START_OVER;
      case ERROR_REASON_SERVER_DRAINING,
          ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_SERVER_FULL,
          ERROR_REASON_RATE_LIMITED,
          ERROR_REASON_REQUEST_INCOMPLETE,
          ERROR_REASON_INTERNAL ->
          Reaction.RESUME;
      default -> Reaction.STOP;
    };
  }

  /** Decides by the server's {@code Closing}. */
  static Reaction ofClosing(Closing closing) {
    return switch (closing.getAction()) {
      case ACTION_REJOIN ->
          closing.getError().getReason() == ErrorReason.ERROR_REASON_SESSION_EXPIRED
              ? Reaction.START_OVER
              : Reaction.REJOIN;
      case ACTION_STOP -> Reaction.STOP;
      case ACTION_RESUME, ACTION_UNSPECIFIED, UNRECOGNIZED -> Reaction.RESUME;
    };
  }

  /**
   * Decides by the failure of a {@code Join}.
   *
   * @param serverAnswered as for {@link #ofStream}
   */
  static JoinReaction ofJoin(CallFailure failure, boolean serverAnswered) {
    return switch (failure.reason()) {
      case ERROR_REASON_UNSPECIFIED ->
          serverAnswered || isNetworkFailure(failure) ? JoinReaction.RETRY : JoinReaction.STOP;
      case UNRECOGNIZED ->
          failure.code() == Status.Code.UNAVAILABLE ? JoinReaction.RETRY : JoinReaction.STOP;
      case ERROR_REASON_NAME_TAKEN, ERROR_REASON_NAME_INVALID -> JoinReaction.ASK_NAME;
      case ERROR_REASON_SERVER_DRAINING,
          ERROR_REASON_STORAGE_UNAVAILABLE,
          ERROR_REASON_SERVER_FULL,
          ERROR_REASON_RATE_LIMITED,
          ERROR_REASON_REQUEST_INCOMPLETE,
          ERROR_REASON_INTERNAL ->
          JoinReaction.RETRY;
      case ERROR_REASON_SESSION_EXPIRED -> JoinReaction.START_OVER;
      default -> JoinReaction.STOP;
    };
  }

  /**
   * Whether the server has refused a call without carrying it out, such as a {@code Join}. An
   * earlier attempt of the same call may still have been carried out.
   */
  static boolean hadNoEffect(CallFailure failure) {
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
   * Whether a {@code Join} without a token needs another request id, because a {@code Join} with
   * the same id has already created a session, which has ended or has another name.
   */
  static boolean usesUpRequestId(CallFailure failure) {
    return failure.reason() == ErrorReason.ERROR_REASON_SESSION_ENDED
        || failure.reason() == ErrorReason.ERROR_REASON_REQUEST_ID_REUSED;
  }

  /** Whether a refused command should be retried on the same stream. A message keeps its id. */
  static boolean isTransient(Error error) {
    return error.getCode() == Status.Code.UNAVAILABLE.value() || isRateLimited(error);
  }

  /** Whether a rate limit caused the refusal. */
  static boolean isRateLimited(Error error) {
    return error.getReason() == ErrorReason.ERROR_REASON_RATE_LIMITED;
  }

  /**
   * Whether a rate-limited room command is retried. It is not retried if the wait would be long,
   * because the messages after the command would wait too.
   *
   * @param delayed how long a rate limit has delayed the command so far
   */
  static boolean mayRetryRoomCommand(Error error, Duration delayed) {
    Duration whole = delayed.plus(Delays.fromProto(error.getRetryDelay()));
    return whole.compareTo(ROOM_DELAY_LIMIT) <= 0;
  }

  /**
   * Whether the reason of a refused command concerns the identity, and therefore the whole stream.
   */
  static boolean concernsIdentity(ErrorReason reason) {
    return switch (reason) {
      case ERROR_REASON_NAME_LOST,
          ERROR_REASON_SESSION_MISSING,
          ERROR_REASON_SESSION_EXPIRED,
          ERROR_REASON_SESSION_ENDED,
          ERROR_REASON_SESSION_REVOKED,
          ERROR_REASON_ACCOUNT_SUSPENDED,
          ERROR_REASON_STREAM_SUPERSEDED ->
          true;
      default -> false;
    };
  }

  static StopReason stopReason(CallFailure failure) {
    return switch (failure.reason()) {
      case ERROR_REASON_STREAM_SUPERSEDED -> StopReason.SUPERSEDED;
      case ERROR_REASON_SESSION_ENDED -> StopReason.SESSION_ENDED;
      case ERROR_REASON_SESSION_REVOKED -> StopReason.SESSION_REVOKED;
      case ERROR_REASON_ACCOUNT_SUSPENDED -> StopReason.ACCOUNT_SUSPENDED;
      case ERROR_REASON_SESSION_EXPIRED -> StopReason.SESSION_EXPIRED;
      case ERROR_REASON_ACCOUNT_REQUIRED -> StopReason.ACCOUNT_REQUIRED;
      default -> StopReason.REFUSED;
    };
  }

  /** The failure of a call that needs an identity while there is none. */
  static CallFailure notJoined() {
    return CallFailure.of(Status.Code.UNAUTHENTICATED, "the client has not joined yet");
  }

  /** Answers a call like a server that does not have {@code AccountService}. */
  static Cancellable refuseAccounts(Answer<?> answer) {
    return refuse(answer, "the server has no accounts");
  }

  /** Answers a call like a server that does not have {@code RoomService}. */
  static Cancellable refuseRooms(Answer<?> answer) {
    return refuse(answer, "the server has no settings of rooms");
  }

  private static Cancellable refuse(Answer<?> answer, String message) {
    answer.onFailure(
        CallFailure.of(
            Status.Code.UNIMPLEMENTED,
            ErrorReason.ERROR_REASON_COMMAND_UNKNOWN,
            message,
            Collections.emptyMap(),
            null));
    return () -> {};
  }

  /**
   * Whether a call of an existing identity is retried with the same content. The chat server has
   * answered before, since there is an identity.
   */
  static boolean isTransientForCall(CallFailure failure) {
    return ofStream(failure, true) == Reaction.RESUME;
  }

  /** Whether the failure comes from the chat server, not from the connection or a proxy. */
  static boolean isFromServer(CallFailure failure) {
    return failure.reason() != ErrorReason.ERROR_REASON_UNSPECIFIED;
  }

  /**
   * Whether the code of a failure without a reason means a broken connection. Used only before the
   * chat server has answered: then any other code means that there is no chat server at this
   * address. After the chat server has answered, every failure without a reason counts as a lost
   * connection, because a proxy that is being reconfigured may answer 404 or 401 for a while.
   */
  private static boolean isNetworkFailure(CallFailure failure) {
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
