/**
 * Parses the addresses of clients that proxies in front of the server name: at the beginning of a
 * connection by the PROXY protocol ({@link chat.charla.server.proxy.ProxyHeader}), and for each
 * call in a header ({@link chat.charla.server.proxy.ForwardedHeader}). Only the information from
 * {@link chat.charla.server.proxy.TrustedProxies} is used. The package parses bytes and text, and
 * does not use the network.
 */
@NullMarked
package chat.charla.server.proxy;

import org.jspecify.annotations.NullMarked;
