/**
 * What proxies in front of the server tell about their clients: before a connection by the PROXY
 * protocol ({@link chat.charla.server.proxy.ProxyHeader}), and with each call in a header ({@link
 * chat.charla.server.proxy.ForwardedHeader}). It is believed from {@link
 * chat.charla.server.proxy.TrustedProxies} only. This package reads bytes and texts; it knows no
 * network.
 */
@NullMarked
package chat.charla.server.proxy;

import org.jspecify.annotations.NullMarked;
