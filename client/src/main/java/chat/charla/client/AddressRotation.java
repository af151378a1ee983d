package chat.charla.client;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Resolves names as gRPC does by default, but rotates the list of addresses, so that a channel can
 * start with another address.
 *
 * <p>A channel tries the next address only if the previous address fails. An address that accepts a
 * connection and then sends nothing does not fail. A caller that gives up on such a connection must
 * call {@link #next} before the channel resolves the name again.
 *
 * <p>Thread-safe.
 */
final class AddressRotation extends NameResolver.Factory {
  private final NameResolver.Factory resolvers;
  private final AtomicInteger offset = new AtomicInteger();

  /** Resolves names as channels do by default. */
  AddressRotation() {
    this(NameResolverRegistry.getDefaultRegistry().asFactory());
  }

  AddressRotation(NameResolver.Factory resolvers) {
    this.resolvers = resolvers;
  }

  /** Rotates by one: the second address becomes the first address of later resolutions. */
  void next() {
    offset.incrementAndGet();
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args arguments) {
    NameResolver resolver = resolvers.newNameResolver(target, arguments);
    return resolver == null ? null : new Rotated(resolver);
  }

  @Override
  public String getDefaultScheme() {
    return resolvers.getDefaultScheme();
  }

  private NameResolver.ResolutionResult rotate(NameResolver.ResolutionResult result) {
    StatusOr<List<EquivalentAddressGroup>> addresses = result.getAddressesOrError();
    if (!addresses.hasValue() || addresses.getValue().isEmpty()) {
      return result;
    }
    List<EquivalentAddressGroup> rotated = new ArrayList<>(addresses.getValue());
    Collections.rotate(rotated, -Math.floorMod(offset.get(), rotated.size()));
    return result.toBuilder().setAddressesOrError(StatusOr.fromValue(rotated)).build();
  }

  private final class Rotated extends NameResolver {
    private final NameResolver resolver;

    Rotated(NameResolver resolver) {
      this.resolver = resolver;
    }

    @Override
    public String getServiceAuthority() {
      return resolver.getServiceAuthority();
    }

    @Override
    public void start(Listener2 listener) {
      resolver.start(
          new Listener2() {
            @Override
            public void onResult(ResolutionResult result) {
              listener.onResult(rotate(result));
            }

            @Override
            public Status onResult2(ResolutionResult result) {
              return listener.onResult2(rotate(result));
            }

            @Override
            public void onError(Status error) {
              listener.onError(error);
            }
          });
    }

    @Override
    public void refresh() {
      resolver.refresh();
    }

    @Override
    public void shutdown() {
      resolver.shutdown();
    }
  }
}
