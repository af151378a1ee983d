/**
 * Connects to a server: {@link chat.charla.cli.connection.Route} has the server's address and the
 * TLS configuration, {@link chat.charla.cli.connection.Channels} opens channels, {@link
 * chat.charla.cli.connection.Calls} makes single calls, and {@link
 * chat.charla.cli.connection.Explanations} explains failures and refusals. This is the only package
 * that depends on a specific gRPC transport.
 */
@NullMarked
package chat.charla.cli.connection;

import org.jspecify.annotations.NullMarked;
