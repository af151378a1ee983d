/**
 * Parses what proxies in front of the server say about their clients: at the beginning of a
 * connection by the PROXY protocol ({@link chat.charla.server.proxy.ProxyHeader}), and with each
 * call in a header ({@link chat.charla.server.proxy.ForwardedHeader}). Only {@link
 * chat.charla.server.proxy.TrustedProxies} are believed. The package parses bytes and text. It does
 * not use the network.
 */
@NullMarked
package chat.charla.server.proxy;

import org.jspecify.annotations.NullMarked;
