/**
 * Encrypted connections: {@link chat.charla.cli.connection.tls.Tls} is the configuration for one
 * server, with the rule of trust ({@link chat.charla.cli.connection.tls.Trust}) and the client
 * certificate. The program remembers a server without a certificate of a trusted authority by its
 * {@link chat.charla.cli.connection.tls.Fingerprint} in {@link
 * chat.charla.cli.connection.tls.KnownServers}. A {@link chat.charla.cli.connection.tls.TlsFailure}
 * is the cause of a failed handshake. An {@link chat.charla.cli.connection.tls.UntrustedServer}
 * describes a failure that the user can resolve by a decision.
 */
@NullMarked
package chat.charla.cli.connection.tls;

import org.jspecify.annotations.NullMarked;
