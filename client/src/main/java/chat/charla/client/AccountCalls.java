package chat.charla.client;

import chat.charla.v1.DeleteAccountRequest;
import chat.charla.v1.DeleteAccountResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LeaveRequest;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import io.grpc.Status;
import java.util.function.Consumer;

/**
 * The calls that open a session of an account, and the call that deletes the account. They are
 * {@link SideCalls}, but each of them changes the identity of the client.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class AccountCalls {
  /** Decides what happens after one of these calls has succeeded. */
  interface Owner {
    /**
     * Whether the client is closed, has left, or is leaving, so that it must not open a session.
     */
    boolean isEnding();

    /** The server has opened a session of an account, or has made an account of the guest. */
    void signedIn(JoinResponse response);

    /** The account is deleted. */
    void left();
  }

  private final CallServices services;
  private final Identity identity;
  private final SideCalls sideCalls;
  private final Owner owner;

  AccountCalls(CallServices services, Identity identity, SideCalls sideCalls, Owner owner) {
    this.services = services;
    this.identity = identity;
    this.sideCalls = sideCalls;
    this.owner = owner;
  }

  void register(RegisterRequest request, Answer<RegisterResponse> answer) {
    if (refuseIfEnding(answer)) {
      return;
    }
    Answer<RegisterResponse> receiver =
        runFirst(response -> owner.signedIn(response.getJoined()), answer);
    if (identity.token() == null) {
      sideCalls.startWithoutToken(
          attempt -> services.transport.register(request, null, attempt), receiver);
    } else {
      sideCalls.start(
          (token, attempt) -> services.transport.register(request, token, attempt), receiver);
    }
  }

  void logIn(LogInRequest request, Answer<LogInResponse> answer) {
    if (refuseIfEnding(answer)) {
      return;
    }
    sideCalls.startWithoutToken(
        attempt -> services.transport.logIn(request, attempt),
        runFirst(response -> owner.signedIn(response.getJoined()), answer));
  }

  void deleteAccount(DeleteAccountRequest request, Answer<DeleteAccountResponse> answer) {
    Answer<DeleteAccountResponse> receiver = runFirst(response -> owner.left(), answer);
    sideCalls.start(
        (token, attempt) -> services.transport.deleteAccount(request, token, attempt),
        new Answer<DeleteAccountResponse>() {
          @Override
          public void onSuccess(DeleteAccountResponse response) {
            receiver.onSuccess(response);
          }

          @Override
          public void onFailure(CallFailure failure) {
            if (failure.reason() == ErrorReason.ERROR_REASON_SESSION_ENDED) {
              // An earlier attempt, whose answer was lost, has deleted the account.
              receiver.onSuccess(DeleteAccountResponse.getDefaultInstance());
            } else {
              receiver.onFailure(failure);
            }
          }
        });
  }

  /**
   * Ends the guest that the client used before, so that other users see the guest leave. If the
   * call fails, they see the guest leave when its lease expires.
   */
  void leaveAsGuest(String token) {
    LeaveRequest request = LeaveRequest.getDefaultInstance();
    UnaryCall.start(
        services.scheduler,
        services.options.connectTimeout(),
        () -> {},
        answer -> services.transport.leave(request, token, answer),
        new Answer<LeaveResponse>() {
          @Override
          public void onSuccess(LeaveResponse response) {}

          @Override
          public void onFailure(CallFailure failure) {}
        });
  }

  private boolean refuseIfEnding(Answer<?> answer) {
    boolean ending = owner.isEnding();
    if (ending) {
      CallFailure over = CallFailure.of(Status.Code.CANCELLED, "the client has ended");
      services.notifier.guard(() -> answer.onFailure(over));
    }
    return ending;
  }

  /** Returns an answer that passes a response to the step first, and then to the given answer. */
  private static <T> Answer<T> runFirst(Consumer<T> step, Answer<T> answer) {
    return new Answer<T>() {
      @Override
      public void onSuccess(T response) {
        step.accept(response);
        answer.onSuccess(response);
      }

      @Override
      public void onFailure(CallFailure failure) {
        answer.onFailure(failure);
      }
    };
  }
}
