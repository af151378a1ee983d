package chat.charla.server.password;

import java.util.Optional;

/**
 * The result of checking a password.
 *
 * @param right whether the password is the account's password
 * @param newHash a new hash, by which the caller should replace the stored hash; empty if the
 *     stored hash has the parameters of new hashes
 */
public record CheckResult(boolean right, Optional<String> newHash) {
  static final CheckResult WRONG = new CheckResult(false, Optional.empty());
}
