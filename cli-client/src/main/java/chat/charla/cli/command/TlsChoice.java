package chat.charla.cli.command;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The values of the TLS options in {@link ServerOptions}.
 *
 * @param tls whether {@code --tls} is set; the other options imply TLS
 * @param authorities the certificates to trust, or null
 * @param certificate the client's own certificate, or null
 * @param key the private key of {@code certificate}, or null
 * @param fingerprint the fingerprint of the server's certificate, or null
 * @param acceptNew whether to trust and remember a server that is not known yet
 */
record TlsChoice(
    boolean tls,
    @Nullable Path authorities,
    @Nullable Path certificate,
    @Nullable Path key,
    @Nullable String fingerprint,
    boolean acceptNew) {
  /** Whether no option for encryption is set. */
  boolean isPlaintext() {
    return !tls
        && authorities == null
        && certificate == null
        && key == null
        && fingerprint == null
        && !acceptNew;
  }
}
