package chat.charla.interop.driver;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/**
 * Resolves a list of addresses of one server, separated by commas, like a host name with several
 * addresses. gRPC has a scheme for this ({@code ipv4:}), but not in Java.
 */
final class ServerAddresses extends NameResolverProvider {
  /** Higher than the priority of the DNS resolver, which has the same scheme. */
  private static final int PRIORITY = 10;

  /** The channel target for {@code HOST:PORT} or {@code IP:PORT,IP:PORT}. */
  static String target(String server) {
    if (server.contains(",")) {
      NameResolverRegistry.getDefaultRegistry().register(new ServerAddresses());
    }
    return "dns:///" + server;
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
    List<EquivalentAddressGroup> addresses =
        Stream.of(target.getPath().substring(1).split(","))
            .map(ServerAddresses::address)
            .map(EquivalentAddressGroup::new)
            .toList();
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return "server";
      }

      @Override
      public void start(Listener2 listener) {
        var ignored =
            listener.onResult2(
                ResolutionResult.newBuilder()
                    .setAddressesOrError(StatusOr.fromValue(addresses))
                    .build());
      }

      @Override
      public void shutdown() {}
    };
  }

  @Override
  public String getDefaultScheme() {
    return "dns";
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return PRIORITY;
  }

  private static SocketAddress address(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new InetSocketAddress(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }
}
