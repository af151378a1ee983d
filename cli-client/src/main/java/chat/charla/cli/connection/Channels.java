package chat.charla.cli.connection;

import chat.charla.cli.connection.tls.Tls;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.client.GrpcTransport;
import chat.charla.client.TimeLimitedSockets;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Opens channels to a server over gRPC's OkHttp transport. With OkHttp a command takes half as long
 * as with Netty, because Netty loads more classes before the first connection.
 */
public final class Channels {
  /**
   * The root logger. This field keeps the logger in memory: java.util.logging keeps only weak
   * references to loggers, and a logger that is collected loses its level.
   */
  private static final Logger ROOT = Logger.getLogger("");

  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  /** The JDK's name for an empty trust store. */
  private static final String NO_TRUST_STORE = "NONE";

  private static final long KEEPALIVE_SECONDS = 30;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;

  private Channels() {}

  /**
   * Disables java.util.logging, so that gRPC and JLine do not write to the console. This program
   * learns of relevant problems from failed calls. The program must call this before it uses gRPC
   * or JLine.
   */
  public static void silenceLibraries() {
    ROOT.setLevel(Level.OFF);
  }

  /**
   * Opens a transport, which connects when it is first used. Keepalive detects dead connections.
   */
  public static GrpcTransport open(Route route) {
    return open(route, new TimeLimitedSockets());
  }

  /** Does the same as {@link #open(Route)}, but with these sockets. */
  static GrpcTransport open(Route route, TimeLimitedSockets sockets) {
    return GrpcTransport.open(configured(route, sockets));
  }

  /** The settings of every channel to a server. */
  static OkHttpChannelBuilder configured(Route route, TimeLimitedSockets sockets) {
    OkHttpChannelBuilder builder = builder(route.address());
    Tls tls = route.tls();
    if (tls == null) {
      builder.usePlaintext();
    } else {
      encrypt(builder, tls);
    }
    return builder
        .socketFactory(sockets)
        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
        .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .flowControlWindow(GrpcTransport.FLOW_CONTROL_WINDOW)
        .disableServiceConfigLookUp()
        .userAgent("charla-cli");
  }

  /**
   * Sets up TLS by a socket factory instead of channel credentials. With credentials the transport
   * would always check the server's name, but a remembered certificate is valid with any name.
   * Where the name matters, {@code ServerTrust} checks it during the handshake.
   */
  private static void encrypt(OkHttpChannelBuilder builder, Tls tls) {
    builder
        .sslSocketFactory(tls.sockets())
        .hostnameVerifier((host, session) -> true)
        .intercept(tls.diagnosis());
  }

  /**
   * Creates a builder with an empty trust store. The transport's class creates a default TLS
   * context as soon as it is loaded. Reading the system's trusted certificates for this context
   * takes longer than a call. The default context is never used, because a channel with TLS gets a
   * context of its own.
   */
  private static OkHttpChannelBuilder builder(ServerAddress address) {
    String configured = System.setProperty(TRUST_STORE, NO_TRUST_STORE);
    try {
      return OkHttpChannelBuilder.forAddress(address.host(), address.port());
    } finally {
      if (configured == null) {
        System.clearProperty(TRUST_STORE);
      } else {
        System.setProperty(TRUST_STORE, configured);
      }
    }
  }
}
