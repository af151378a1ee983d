package chat.charla.server.account;

/**
 * The settings that decide who may create identities.
 *
 * @param registration who may create accounts
 * @param guests whether {@code Join} without a token creates guests
 * @param invitationsPerMember how many invitations each account may have: 0 to {@value
 *     #MAX_INVITATIONS}
 */
public record AccountSettings(
    RegistrationPolicy registration, boolean guests, int invitationsPerMember) {
  /** The settings of a server without options: no registration, but guests. */
  public static final AccountSettings DEFAULT = new AccountSettings(false, true);

  /** The highest number of invitations that an operator can allow each account. */
  public static final int MAX_INVITATIONS = 50;

  /**
   * Settings without invitations.
   *
   * @param registration whether clients may create accounts
   */
  public AccountSettings(boolean registration, boolean guests) {
    this(registration ? RegistrationPolicy.OPEN : RegistrationPolicy.OFF, guests, 0);
  }
}
