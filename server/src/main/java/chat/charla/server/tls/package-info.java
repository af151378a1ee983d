/**
 * The server's certificate: {@link chat.charla.server.tls.TlsSettings} names its source. {@link
 * chat.charla.server.tls.TlsReloader} loads the certificate and its key, reloads them when they
 * change, and passes a consistent {@link chat.charla.server.tls.TlsIdentity} to the package {@code
 * grpc}, which encrypts connections with it.
 */
@NullMarked
package chat.charla.server.tls;

import org.jspecify.annotations.NullMarked;
