package chat.charla.cli.connection.tls;

import java.io.IOException;

/** Why a server is not trusted, where the user could decide otherwise. Nothing was sent to it. */
public sealed interface Doubt {
  /** The fingerprint of the certificate that the server has shown. */
  Fingerprint shown();

  /**
   * It was never connected to before, and no authority vouches for it.
   *
   * @param why why no authority does
   */
  record Unknown(Fingerprint shown, TlsFailure why) implements Doubt {}

  /**
   * It shows another certificate than the one that is remembered.
   *
   * @param remembered the fingerprint in the file of known servers
   */
  record Changed(Fingerprint remembered, Fingerprint shown) implements Doubt {}

  /**
   * It shows another certificate than the one that was asked for.
   *
   * @param asked the fingerprint of the settings
   */
  record NotAsAsked(Fingerprint asked, Fingerprint shown) implements Doubt {}

  /**
   * It is welcome, and cannot be remembered.
   *
   * @param why what went wrong with the file of known servers
   */
  record NotKept(Fingerprint shown, IOException why) implements Doubt {}
}
