/**
 * Connections that are encrypted: {@link chat.charla.cli.connection.tls.Tls} is one server's, with
 * who is trusted ({@link chat.charla.cli.connection.tls.Trust}) and what the user proves themselves
 * with. Servers that no authority vouches for are remembered by their {@link
 * chat.charla.cli.connection.tls.Fingerprint} in {@link
 * chat.charla.cli.connection.tls.KnownServers}. What may be wrong is a {@link
 * chat.charla.cli.connection.tls.TlsFailure}, and where a person can decide about it a {@link
 * chat.charla.cli.connection.tls.Doubt}.
 */
@NullMarked
package chat.charla.cli.connection.tls;

import org.jspecify.annotations.NullMarked;
