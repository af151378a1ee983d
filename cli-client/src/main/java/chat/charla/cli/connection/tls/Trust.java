package chat.charla.cli.connection.tls;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Which servers are trusted. */
public sealed interface Trust {
  /**
   * Those that these authorities vouch for, under the name by which they were called.
   *
   * @param certificates of the authorities; no others count
   */
  record Authorities(List<X509Certificate> certificates) implements Trust {
    public Authorities {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * The one with this certificate, whatever stands in it: name and dates do not matter.
   *
   * @param fingerprint of the certificate
   */
  record Pinned(Fingerprint fingerprint) implements Trust {}

  /**
   * As ssh does it: the certificate that is remembered, and no other. Of a server of which none is,
   * one that an authority of this machine vouches for; another one if the user says so.
   *
   * @param remembered the fingerprint that is remembered of this server
   * @param newcomer decides about a server of which none is
   */
  record FirstUse(Optional<Fingerprint> remembered, Newcomer newcomer) implements Trust {}

  /** Decides about servers of which nothing is remembered, and no authority vouches for. */
  @FunctionalInterface
  interface Newcomer {
    /** Nobody is there to decide. */
    Newcomer REFUSED = shown -> false;

    /**
     * Whether to trust it. Called by a thread of the transport, which waits for the answer.
     *
     * @throws IOException if the decision cannot be kept
     */
    boolean isWelcome(Fingerprint shown) throws IOException;
  }
}
