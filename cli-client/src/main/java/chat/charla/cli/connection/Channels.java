package chat.charla.cli.connection;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes channels to a server. */
public final class Channels {
  /** Kept, because the logging system would let go of a logger that nobody holds, and its level. */
  private static final Logger ROOT = Logger.getLogger("");

  private static final long KEEPALIVE_SECONDS = 30;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;

  private Channels() {}

  /**
   * Lets no library write to the console: gRPC, Netty and JLine all use java.util.logging, and
   * whatever matters arrives as a failure as well. Call it before anything else.
   */
  public static void silenceLibraries() {
    ROOT.setLevel(Level.OFF);
  }

  /** A channel that connects when it is used. Keepalive finds out when a connection is dead. */
  public static ManagedChannel open(ServerAddress address) {
    return NettyChannelBuilder.forAddress(address.host(), address.port())
        .usePlaintext()
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .disableServiceConfigLookUp()
        .userAgent("charla-cli")
        .build();
  }
}
