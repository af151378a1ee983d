package chat.charla.cli.connection.tls;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The rule that decides whether a server's certificate is trusted. */
public sealed interface Trust {
  /**
   * Trusts servers whose certificate is signed by one of these authorities and has the right name.
   *
   * @param certificates the certificates of the authorities; the authorities that this machine
   *     trusts are not used
   */
  record Authorities(List<X509Certificate> certificates) implements Trust {
    public Authorities {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * Trusts one certificate, regardless of its names and dates.
   *
   * @param fingerprint the fingerprint of the certificate
   */
  record Pinned(Fingerprint fingerprint) implements Trust {}

  /**
   * Trusts on first use, as ssh does. If a certificate is remembered for the server, only the
   * remembered certificate is trusted. Otherwise a certificate is trusted if an authority that this
   * machine trusts has signed it, or if the user accepts it.
   *
   * @param remembered the remembered fingerprint of this server
   * @param unknown decides about a server without a remembered fingerprint
   */
  record FirstUse(Optional<Fingerprint> remembered, UnknownServers unknown) implements Trust {}

  /**
   * Decides whether to trust a server that has no remembered fingerprint, and whose certificate the
   * JDK's checks refuse.
   */
  @FunctionalInterface
  interface UnknownServers {
    /** Accepts no server. */
    UnknownServers REFUSED = shown -> false;

    /**
     * Whether to trust a server with this fingerprint. The transport calls this on one of its
     * threads, and waits for the answer.
     *
     * @throws IOException if the decision cannot be saved
     */
    boolean accepts(Fingerprint shown) throws IOException;
  }
}
