/**
 * The network between a client and a server, which fails on command. {@link
 * chat.charla.testkit.network.Wire} is a network at the level of connections and bytes. {@link
 * chat.charla.testkit.network.Relay} is a man in the middle at the level of gRPC: for each call, a
 * {@link chat.charla.testkit.network.RelayedCall} records the messages as bytes, and a {@link
 * chat.charla.testkit.network.Script} decides what happens to them. {@link
 * chat.charla.testkit.network.FirstWindows} shows how much a client allows a server to send.
 *
 * <p>A module that uses {@code Relay} must declare dependencies on {@code grpc-api} and {@code
 * grpc-netty-shaded}.
 */
@NullMarked
package chat.charla.testkit.network;

import org.jspecify.annotations.NullMarked;
