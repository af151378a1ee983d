package chat.charla.android.session;

import android.os.Build;
import chat.charla.android.session.AccountOutcome.Action;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.Registration;
import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.LogInResponse;
import chat.charla.v1.RegisterResponse;
import chat.charla.v1.ResetPasswordRequest;
import chat.charla.v1.ResetPasswordResponse;
import chat.charla.v1.RevokeSessionRequest;
import chat.charla.v1.Session;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Makes the calls about the account of the user. If the client is closed before the answer, the
 * owner gets no answer. A password is only a part of the request: no file contains it.
 *
 * <p>The session's thread owns this object.
 */
final class AccountCalls {
  /** Receives the answers, on the session's thread. */
  interface Owner {
    /**
     * The server has opened a session of an account for the client.
     *
     * @param otherIdentity true if the client had another identity before. Then the cursors of its
     *     rooms are those of the other identity, so it must be closed before it opens a stream. The
     *     next client reads the cursors of the new identity from its transcript.
     */
    void onSignedIn(boolean otherIdentity);

    /** The log-in or the registration has failed. */
    void onSignInFailed(CallFailure failure);

    /** The server has sent the sessions of the account. The most recently used comes first. */
    void onSessions(List<Session> sessions);

    /** Another call has succeeded or failed. */
    void onOutcome(AccountOutcome outcome);
  }

  /** The longest label of a session, in code points, that a server accepts. */
  private static final int MAX_LABEL = 64;

  private final ChatClient client;
  private final String userId;
  private final Owner owner;
  private final BooleanSupplier closed;

  /**
   * Creates the calls of a client.
   *
   * @param userId the id of the client's identity, or empty if it has none
   * @param closed whether the client is closed
   */
  AccountCalls(ChatClient client, String userId, Owner owner, BooleanSupplier closed) {
    this.client = client;
    this.userId = userId;
    this.owner = owner;
    this.closed = closed;
  }

  /** Logs in. See {@link ChatClient#logIn}. */
  void logIn(String name, String password, String requestId) {
    client.logIn(
        name,
        credential(password),
        label(),
        requestId,
        new SignIn<LogInResponse>() {
          @Override
          JoinResponse joined(LogInResponse response) {
            return response.getJoined();
          }
        });
  }

  /**
   * Gives an account another password by a recovery code, and then logs in. Also tries to log in if
   * the code is refused: an earlier attempt, whose answer was lost, may have used up the code.
   */
  void recover(String name, String code, String password, String requestId) {
    client.resetPassword(
        ResetPasswordRequest.newBuilder()
            .setName(name)
            .setRecoveryCode(code)
            .setNewPassword(password)
            .build(),
        new Answer<ResetPasswordResponse>() {
          @Override
          public void onSuccess(ResetPasswordResponse response) {
            if (!closed.getAsBoolean()) {
              logIn(name, password, requestId);
            }
          }

          @Override
          public void onFailure(CallFailure failure) {
            if (closed.getAsBoolean()) {
              return;
            }
            if (failure.reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED) {
              logIn(name, password, requestId);
            } else {
              owner.onSignInFailed(failure);
            }
          }
        });
  }

  /** Registers an account; a guest becomes the account. See {@link ChatClient#register}. */
  void register(String name, String password, String invitation, String requestId) {
    client.register(
        registration(name, password, invitation).withRequestId(requestId),
        new SignIn<RegisterResponse>() {
          @Override
          JoinResponse joined(RegisterResponse response) {
            return response.getJoined();
          }
        });
  }

  /** Turns the connected guest into an account, which keeps the guest's name. */
  void registerGuest(String password, String invitation) {
    client.register(
        registration("", password, invitation), outcome(Action.REGISTER, response -> {}));
  }

  /** Changes the password, which ends all other sessions. */
  void changePassword(String present, String chosen) {
    client
        .account()
        .changePassword(
            ChangePasswordRequest.newBuilder()
                .setPresent(credential(present))
                .setNewPassword(chosen)
                .build(),
            outcome(Action.CHANGE_PASSWORD, response -> {}));
  }

  /** Asks for the sessions of the account. */
  void listSessions() {
    client
        .account()
        .listSessions(
            outcome(
                Action.LIST_SESSIONS, response -> owner.onSessions(response.getSessionsList())));
  }

  /** Ends another session, and then asks for the sessions again. */
  void revoke(String sessionId) {
    revoke(RevokeSessionRequest.newBuilder().setSessionId(sessionId).build());
  }

  /** Ends all other sessions, and then asks for the sessions again. */
  void revokeOthers() {
    revoke(RevokeSessionRequest.newBuilder().setAllOthers(true).build());
  }

  private void revoke(RevokeSessionRequest request) {
    client.account().revokeSession(request, outcome(Action.REVOKE, response -> listSessions()));
  }

  /** An answer that passes the response to the step, and then reports the outcome. */
  private <T> Answer<T> outcome(Action action, Consumer<T> step) {
    return new Answer<T>() {
      @Override
      public void onSuccess(T response) {
        if (!closed.getAsBoolean()) {
          step.accept(response);
          owner.onOutcome(AccountOutcome.success(action));
        }
      }

      @Override
      public void onFailure(CallFailure failure) {
        if (!closed.getAsBoolean()) {
          owner.onOutcome(AccountOutcome.failure(action, failure));
        }
      }
    };
  }

  private static Registration registration(String name, String password, String invitation) {
    return new Registration(name, credential(password))
        .withSessionLabel(label())
        .withInvitationCode(invitation);
  }

  private static Credential credential(String password) {
    return Credential.newBuilder().setPassword(password).build();
  }

  /** The label by which the user recognises a session of this device: the model of the device. */
  private static String label() {
    String model = Build.MODEL == null ? "" : Build.MODEL;
    int length = model.codePointCount(0, model.length());
    return length <= MAX_LABEL ? model : model.substring(0, model.offsetByCodePoints(0, MAX_LABEL));
  }

  private abstract class SignIn<T> implements Answer<T> {
    abstract JoinResponse joined(T response);

    @Override
    public void onSuccess(T response) {
      if (!closed.getAsBoolean()) {
        String id = joined(response).getSelf().getId();
        owner.onSignedIn(!userId.isEmpty() && !userId.equals(id));
      }
    }

    @Override
    public void onFailure(CallFailure failure) {
      if (!closed.getAsBoolean()) {
        owner.onSignInFailed(failure);
      }
    }
  }
}
