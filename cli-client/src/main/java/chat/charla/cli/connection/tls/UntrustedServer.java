package chat.charla.cli.connection.tls;

import java.io.IOException;

/**
 * Why a server is not trusted, in the cases in which the user can decide to trust it. The program
 * has sent no request to this server.
 */
public sealed interface UntrustedServer {
  /** The fingerprint of the certificate that the server has presented. */
  Fingerprint shown();

  /**
   * The server is not known, and its certificate is not signed by a trusted authority.
   *
   * @param why the reason why the certificate is not trusted
   */
  record Unknown(Fingerprint shown, TlsFailure why) implements UntrustedServer {}

  /**
   * The server presents a certificate that is not the certificate remembered for this server.
   *
   * @param remembered the fingerprint in the file of known servers
   */
  record Changed(Fingerprint remembered, Fingerprint shown) implements UntrustedServer {}

  /**
   * The server presents a certificate that does not have the fingerprint in the settings.
   *
   * @param expected the fingerprint in the settings
   */
  record WrongFingerprint(Fingerprint expected, Fingerprint shown) implements UntrustedServer {}

  /**
   * The user accepts the server, but it cannot be added to the known servers.
   *
   * @param why the reason why the file of known servers could not be written
   */
  record NotSaved(Fingerprint shown, IOException why) implements UntrustedServer {}
}
