/**
 * The server's certificate: {@link chat.charla.server.tls.TlsSettings} names its source. {@link
 * chat.charla.server.tls.TlsReloader} loads the certificate and its key, reloads them when they
 * change, and passes on a consistent {@link chat.charla.server.tls.TlsIdentity}, with which the
 * package {@code grpc} encrypts connections.
 */
@NullMarked
package chat.charla.server.tls;

import org.jspecify.annotations.NullMarked;
