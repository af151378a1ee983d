package chat.charla.server.chat;

import chat.charla.server.identity.Identity;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredIdentity;
import java.util.Optional;
import java.util.function.Consumer;

/** A change that an operator makes to the stored account of an identity. Used on the core. */
final class AccountChange {
  private AccountChange() {}

  /**
   * Changes the record of an account.
   *
   * @param change not called if the account no longer exists
   * @param reply called if the change is not stored, or if the account no longer exists
   * @param whenChanged called otherwise
   */
  static <T> void store(
      Identity account,
      Consumer<StoredIdentity.Builder> change,
      Consumer<Outcome<T>> reply,
      Runnable whenChanged) {
    account
        .record()
        .change(
            record -> {
              if (!record.hasAccount()) {
                return record;
              }
              StoredIdentity.Builder changed = record.toBuilder();
              change.accept(changed);
              return changed.build();
            },
            durable -> {
              Optional<Refusal> refusal =
                  durable
                      ? UnknownUser.ifDeleted(account)
                      : Optional.of(Refusal.storageUnavailable());
              refusal.ifPresentOrElse(
                  refused -> reply.accept(Outcome.refused(refused)), whenChanged);
            });
  }
}
