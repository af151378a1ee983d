/**
 * The way to a server: {@link chat.charla.cli.connection.ServerAddress} names it, {@link
 * chat.charla.cli.connection.Route} adds how it is protected, {@link
 * chat.charla.cli.connection.Channels} connects, {@link chat.charla.cli.connection.Calls} waits for
 * single answers, and {@link chat.charla.cli.connection.Explanations} puts failures and refusals
 * into words. This is the only package that knows which gRPC transport is used.
 */
@NullMarked
package chat.charla.cli.connection;

import org.jspecify.annotations.NullMarked;
