package chat.charla.android.session;

/** The network security configuration does not permit plaintext for a host. */
public final class CleartextNotPermittedException extends Exception {
  private static final long serialVersionUID = 1;

  CleartextNotPermittedException(String host) {
    super("plaintext is not permitted for " + host);
  }
}
