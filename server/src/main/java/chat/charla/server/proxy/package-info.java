/**
 * Parses the client addresses that proxies in front of the server send: at the beginning of a
 * connection by the PROXY protocol ({@link chat.charla.server.proxy.ProxyHeader}), and for each
 * call in a header ({@link chat.charla.server.proxy.ForwardedHeader}). The server uses only
 * addresses that come from {@link chat.charla.server.proxy.TrustedProxies}. The package parses
 * bytes and text, and does not use the network.
 */
@NullMarked
package chat.charla.server.proxy;

import org.jspecify.annotations.NullMarked;
