package chat.charla.server.password;

import java.util.Optional;

/**
 * The result of checking a password.
 *
 * @param right whether it is the account's password
 * @param newHash a new hash, which the caller should store in place of the stored one; empty if the
 *     stored hash has the parameters of new hashes
 */
public record Checked(boolean right, Optional<String> newHash) {
  static final Checked WRONG = new Checked(false, Optional.empty());
}
