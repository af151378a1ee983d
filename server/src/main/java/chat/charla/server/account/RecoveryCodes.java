package chat.charla.server.account;

import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Tokens;
import chat.charla.server.storage.v1.StoredAccount;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Recovery codes: secrets with which the owners of accounts set new passwords once. The server
 * stores only their hashes.
 */
public final class RecoveryCodes {
  private static final Duration LIFETIME = Duration.ofHours(24);

  /** The digits of Crockford's base 32, which lack letters that people confuse with others. */
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  private static final int GROUPS = 4;
  private static final int GROUP = 5;
  private static final int LENGTH = GROUPS * (GROUP + 1) - 1;

  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * Creates an object that makes codes.
   *
   * @param clock the wall clock
   * @param random a cryptographically secure source
   */
  public RecoveryCodes(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * A new code. It has 100 random bits, so it cannot be guessed, or found by its hash.
   *
   * @param expireMillis when it expires, in milliseconds since 1970
   */
  public record RecoveryCode(String code, long expireMillis) {
    /** Stores the code's hash in the account, in place of that of an earlier code. */
    public StoredAccount.Builder store(StoredAccount.Builder account) {
      return account.setRecoveryCodeHash(hash(code)).setRecoveryExpireMillis(expireMillis);
    }

    @Override
    public String toString() {
      return "a recovery code";
    }
  }

  /** Makes a code. */
  public RecoveryCode make() {
    StringBuilder code = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      boolean hyphen = i % (GROUP + 1) == GROUP;
      code.append(hyphen ? '-' : ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return new RecoveryCode(code.toString(), clock.millis() + LIFETIME.toMillis());
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
    return isPending(account) && Tokens.areEqual(stored, hash(entered));
  }

  /** Removes the code of the account, if it has one. */
  static void remove(StoredAccount.Builder account) {
    account.clearRecoveryCodeHash().clearRecoveryExpireMillis();
  }

  /** The hash of a code as a user enters it. A text that is too long is no code. */
  private static ByteString hash(String entered) {
    String code =
        entered.length() > 2 * LENGTH
            ? ""
            : entered
                .toLowerCase(Locale.ROOT)
                .replaceAll("[\\s-]", "")
                .replace('o', '0')
                .replaceAll("[il]", "1");
    return Tokens.hash("recovery code " + code);
  }
}
