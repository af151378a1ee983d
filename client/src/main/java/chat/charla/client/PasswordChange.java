package chat.charla.client;

import chat.charla.v1.ChangePasswordRequest;
import chat.charla.v1.ChangePasswordResponse;
import chat.charla.v1.Credential;
import chat.charla.v1.ErrorReason;

/**
 * A change of an account's password, which may take several attempts. {@link
 * AccountSettings#changePassword} makes them; an application that makes its calls with a {@link
 * Transport} can use this class instead. An attempt whose answer was lost may have changed the
 * password. So if a later attempt is refused with LOGIN_REFUSED, this class repeats it with the new
 * password as the present one.
 *
 * <p>Thread-safe, but the attempts must be made one after the other.
 */
public final class PasswordChange {
  private final Transport transport;
  private final ChangePasswordRequest request;

  /** Whether an earlier attempt may have changed the password. */
  private volatile boolean maybeChanged;

  /** A change that has not begun. */
  public PasswordChange(Transport transport, ChangePasswordRequest request) {
    this.transport = transport;
    this.request = request;
  }

  /** Makes one attempt. */
  public Cancellable attempt(String token, Answer<ChangePasswordResponse> answer) {
    boolean maybeChangedBefore = maybeChanged;
    // Assume that the server carries out this attempt until an answer says otherwise.
    maybeChanged = true;
    Attempt attempt = new Attempt(token, answer, maybeChangedBefore);
    attempt.call(request);
    return attempt;
  }

  private ChangePasswordRequest withNewPasswordAsPresent() {
    Credential changed = Credential.newBuilder().setPassword(request.getNewPassword()).build();
    return request.toBuilder().setPresent(changed).build();
  }

  private final class Attempt implements Answer<ChangePasswordResponse>, Cancellable {
    private final String token;
    private final Answer<ChangePasswordResponse> receiver;
    private final boolean maybeChangedBefore;
    private boolean repeated;
    private volatile Cancellable call = () -> {};
    private volatile boolean cancelled;

    Attempt(String token, Answer<ChangePasswordResponse> receiver, boolean maybeChangedBefore) {
      this.token = token;
      this.receiver = receiver;
      this.maybeChangedBefore = maybeChangedBefore;
    }

    void call(ChangePasswordRequest next) {
      call = transport.changePassword(next, token, this);
      if (cancelled) {
        call.cancel();
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      call.cancel();
    }

    @Override
    public void onSuccess(ChangePasswordResponse response) {
      receiver.onSuccess(response);
    }

    @Override
    public void onFailure(CallFailure failure) {
      boolean refused = failure.reason() == ErrorReason.ERROR_REASON_LOGIN_REFUSED;
      if (refused && maybeChangedBefore && !repeated) {
        repeated = true;
        call(withNewPasswordAsPresent());
        return;
      }
      if (FailurePolicy.hadNoEffect(failure)) {
        maybeChanged = maybeChangedBefore;
      }
      receiver.onFailure(failure);
    }
  }
}
