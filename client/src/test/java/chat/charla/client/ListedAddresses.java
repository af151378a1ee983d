package chat.charla.client;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;

/** Resolves every name to the same addresses. Thread-safe. */
final class ListedAddresses extends NameResolver.Factory {
  private volatile List<EquivalentAddressGroup> addresses = List.of();

  ListedAddresses(InetSocketAddress... addresses) {
    set(addresses);
  }

  /** Sets the addresses for later resolutions. */
  void set(InetSocketAddress... present) {
    addresses = Arrays.stream(present).map(EquivalentAddressGroup::new).toList();
  }

  @Override
  public String getDefaultScheme() {
    return "dns";
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return "localhost";
      }

      @Override
      public void start(Listener2 listener) {
        listener.onResult(
            ResolutionResult.newBuilder()
                .setAddressesOrError(StatusOr.fromValue(addresses))
                .build());
      }

      @Override
      public void shutdown() {}
    };
  }
}
