package chat.charla.server.account;

/**
 * Who may get an identity.
 *
 * @param registration who may create accounts
 * @param guests whether {@code Join} without a token creates guests
 * @param membersInvite how many invitations each account may have: 0 to {@value #MOST_INVITATIONS}
 */
public record AccountSettings(RegistrationPolicy registration, boolean guests, int membersInvite) {
  /** What a server allows if its operator chooses nothing. */
  public static final AccountSettings DEFAULT = new AccountSettings(false, true);

  /** The highest number of invitations that an operator can allow each account. */
  public static final int MOST_INVITATIONS = 50;

  /**
   * Settings without invitations.
   *
   * @param registration whether clients may create accounts
   */
  public AccountSettings(boolean registration, boolean guests) {
    this(registration ? RegistrationPolicy.OPEN : RegistrationPolicy.OFF, guests, 0);
  }
}
