package chat.charla.cli.connection;

import chat.charla.cli.connection.tls.Tls;
import chat.charla.client.GrpcTransport;
import chat.charla.client.ImpatientSockets;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes channels to a server, over gRPC's OkHttp transport: a command that uses it is done in half
 * the time that it takes with Netty, which has more to load before its first connection.
 */
public final class Channels {
  /**
   * Held in a field, because java.util.logging keeps only weak references to loggers; otherwise the
   * level would be lost.
   */
  private static final Logger ROOT = Logger.getLogger("");

  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  /** By this name the JDK knows a store without certificates. */
  private static final String NO_TRUST_STORE = "NONE";

  private static final long KEEPALIVE_SECONDS = 30;
  private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;

  private Channels() {}

  /**
   * Lets no library write to the console: gRPC and JLine use java.util.logging, and whatever
   * matters arrives as a failure as well. Call it before anything else.
   */
  public static void silenceLibraries() {
    ROOT.setLevel(Level.OFF);
  }

  /** A transport that connects when it is used. Keepalive finds out when a connection is dead. */
  public static GrpcTransport open(Route route) {
    return open(route, new ImpatientSockets());
  }

  /** As the other one, over sockets of this kind. */
  static GrpcTransport open(Route route, ImpatientSockets sockets) {
    OkHttpChannelBuilder builder = builder(route.address());
    Tls tls = route.tls();
    if (tls == null) {
      builder.usePlaintext();
    } else {
      encrypt(builder, tls);
    }
    return GrpcTransport.open(
        builder
            .socketFactory(sockets)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .disableServiceConfigLookUp()
            .userAgent("charla-cli"));
  }

  /**
   * By sockets of our own rather than by channel credentials, with which the transport would insist
   * on checking the server's name, and a remembered certificate counts whatever name is in it. The
   * name is checked where it matters, before the transport asks: see {@code ServerTrust}.
   */
  private static void encrypt(OkHttpChannelBuilder builder, Tls tls) {
    builder
        .sslSocketFactory(tls.sockets())
        .hostnameVerifier((host, session) -> true)
        .intercept(tls.diagnosis());
  }

  /**
   * The transport makes a TLS context as soon as it is loaded, even if it will never need that one,
   * and reading the certificates of a hundred authorities for it takes longer than a call. So it
   * gets a context that trusts nobody, and stays with it: a channel with TLS brings its own.
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
