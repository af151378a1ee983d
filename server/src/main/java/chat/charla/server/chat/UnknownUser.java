package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ErrorReason;
import java.util.Optional;

/** The refusal of an operator's call about a user who does not exist. */
final class UnknownUser {
  private UnknownUser() {}

  static Refusal refusal() {
    return Refusal.field(ErrorReason.ERROR_REASON_USER_NOT_FOUND, "user_id", "no user has this id");
  }

  /**
   * The refusal if the account no longer exists: it may have been deleted while an earlier change
   * was stored.
   */
  static Optional<Refusal> ifDeleted(Identity account) {
    return account.isAccount() ? Optional.empty() : Optional.of(refusal());
  }
}
