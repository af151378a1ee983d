package chat.charla.server.grpc;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server listens.
 *
 * @param address the address and the port; port 0 means a free port
 * @param loops the number of threads that serve connections; 1 or more
 * @param tls the TLS context, which must have a certificate before the server starts; null for
 *     plaintext
 */
public record Endpoint(InetSocketAddress address, int loops, @Nullable TlsContext tls) {}
