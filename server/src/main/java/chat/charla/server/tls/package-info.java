/**
 * The server's certificate: {@link chat.charla.server.tls.TlsSettings} says where it comes from,
 * and {@link chat.charla.server.tls.TlsReloader} loads it, reloads it when it changes, and passes
 * on a consistent {@link chat.charla.server.tls.TlsIdentity}. The package {@code grpc} encrypts
 * connections with it.
 */
@NullMarked
package chat.charla.server.tls;

import org.jspecify.annotations.NullMarked;
