package chat.charla.server.fault;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.LocalSocketPicker;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a server on this machine from a chosen loopback address, so that the server sees
 * clients with different addresses. Only Linux has more than one IPv4 loopback address.
 */
final class LocalAddress {
  private LocalAddress() {}

  /** A channel from this address, with gRPC's default window. */
  static ManagedChannel connect(int port, String address) {
    return connect(port, address, NettyChannelBuilder.DEFAULT_FLOW_CONTROL_WINDOW);
  }

  /**
   * A channel from this address.
   *
   * @param window the number of bytes that the server sends before the client reads
   */
  static ManagedChannel connect(int port, String address, int window) {
    return NettyChannelBuilder.forAddress("localhost", port)
        .usePlaintext()
        .flowControlWindow(window)
        .localSocketPicker(
            new LocalSocketPicker() {
              @Override
              public SocketAddress createSocketAddress(
                  SocketAddress remote, io.grpc.@Nullable Attributes attributes) {
                return new InetSocketAddress(address, 0);
              }
            })
        .build();
  }
}
