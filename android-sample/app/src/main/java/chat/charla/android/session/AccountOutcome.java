package chat.charla.android.session;

import chat.charla.client.CallFailure;
import org.jspecify.annotations.Nullable;

/** The outcome of a change of the account, or of a request for its sessions. Immutable. */
public final class AccountOutcome {
  /** The requested action. */
  public enum Action {
    /** A guest becomes an account. */
    REGISTER,
    /** The account gets another password. */
    CHANGE_PASSWORD,
    /** The list of the sessions of the account. */
    LIST_SESSIONS,
    /** Other sessions of the account end. */
    REVOKE
  }

  private final Action action;
  private final @Nullable CallFailure failure;

  private AccountOutcome(Action action, @Nullable CallFailure failure) {
    this.action = action;
    this.failure = failure;
  }

  static AccountOutcome success(Action action) {
    return new AccountOutcome(action, null);
  }

  static AccountOutcome failure(Action action, CallFailure failure) {
    return new AccountOutcome(action, failure);
  }

  /** The requested action. */
  public Action action() {
    return action;
  }

  /** Why the action has failed, or null if it has succeeded. */
  public @Nullable CallFailure failure() {
    return failure;
  }
}
