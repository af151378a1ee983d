package chat.charla.server.account;

/**
 * Who may get an identity.
 *
 * @param registration whether clients may create accounts
 * @param guests whether {@code Join} without a token creates guests
 */
public record AccountSettings(boolean registration, boolean guests) {
  /** What a server allows if its operator chooses nothing. */
  public static final AccountSettings DEFAULT = new AccountSettings(false, true);
}
