package chat.charla.android.session;

/** How the user gets an identity on a server. */
public enum EntryKind {
  /** As a guest: with a name, and without a password. */
  GUEST,
  /** By a log-in to an account, with the account's name and password. */
  LOG_IN,
  /** By the registration of an account. */
  REGISTER,
  /** By a recovery code, which gives the account another password, and a log-in with it. */
  RECOVER
}
