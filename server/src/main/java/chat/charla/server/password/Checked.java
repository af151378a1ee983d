package chat.charla.server.password;

import java.util.Optional;

/**
 * The result of checking a password.
 *
 * @param right whether it is the account's password
 * @param newHash if the stored hash has other parameters than new hashes: a new one, which the
 *     caller should store in its place
 */
public record Checked(boolean right, Optional<String> newHash) {
  static final Checked WRONG = new Checked(false, Optional.empty());
}
