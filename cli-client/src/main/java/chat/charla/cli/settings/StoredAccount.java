package chat.charla.cli.settings;

/**
 * An account that the user is logged in to.
 *
 * @param name the account's name
 * @param token the token of this machine's session, which is secret
 */
public record StoredAccount(String name, String token) {
  /** Omits the token. */
  @Override
  public String toString() {
    return "account " + name;
  }
}
