/**
 * Encrypted connections: {@link chat.charla.cli.connection.tls.Tls} is the configuration for one
 * server, with its trust ({@link chat.charla.cli.connection.tls.Trust}) and the client certificate.
 * Servers without a certificate of a trusted authority are remembered by their {@link
 * chat.charla.cli.connection.tls.Fingerprint} in {@link
 * chat.charla.cli.connection.tls.KnownServers}. A {@link chat.charla.cli.connection.tls.TlsFailure}
 * is the cause of a failure, and a {@link chat.charla.cli.connection.tls.UntrustedServer} one that
 * the user can decide about.
 */
@NullMarked
package chat.charla.cli.connection.tls;

import org.jspecify.annotations.NullMarked;
