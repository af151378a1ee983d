package chat.charla.server.account;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Tokens;
import chat.charla.server.invitation.SecretCode;
import chat.charla.server.storage.v1.StoredAccount;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Recovery codes: secrets with which the owners of accounts set new passwords once. The server
 * stores only their hashes.
 */
public final class RecoveryCodes {
  private static final Duration LIFETIME = Duration.ofHours(24);

  private static final String PURPOSE = "recovery";

  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * Creates an object that generates codes.
   *
   * @param clock the wall clock
   * @param random a cryptographically secure source
   */
  public RecoveryCodes(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * A new code, with 100 random bits; see {@link SecretCode}.
   *
   * @param expireMillis when the code expires, in milliseconds since 1970
   */
  public record RecoveryCode(String code, long expireMillis) {
    /** Stores the code's hash in the account, and replaces the hash of an earlier code. */
    public StoredAccount.Builder store(StoredAccount.Builder account) {
      return account
          .setRecoveryCodeHash(SecretCode.hash(PURPOSE, code))
          .setRecoveryExpireMillis(expireMillis);
    }

    @Override
    public String toString() {
      return "a recovery code";
    }
  }

  /** Generates a code. */
  public RecoveryCode generate() {
    return new RecoveryCode(SecretCode.generate(random), clock.millis() + LIFETIME.toMillis());
  }

  /** Whether the account has a code that has not expired. */
  public boolean isPending(Identity account) {
    StoredAccount stored = account.record().value().getAccount();
    return !stored.getRecoveryCodeHash().isEmpty()
        && clock.millis() < stored.getRecoveryExpireMillis();
  }

  /** Whether this is the code of the account, and has not expired. */
  boolean isRight(Identity account, String entered) {
    ByteString stored = account.record().value().getAccount().getRecoveryCodeHash();
    return isPending(account) && Tokens.areEqual(stored, SecretCode.hash(PURPOSE, entered));
  }

  /** Removes the code of the account, if it has one. */
  static void remove(StoredAccount.Builder account) {
    account.clearRecoveryCodeHash().clearRecoveryExpireMillis();
  }
}
