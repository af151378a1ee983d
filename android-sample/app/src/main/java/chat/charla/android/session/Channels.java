package chat.charla.android.session;

import android.content.Context;
import android.security.NetworkSecurityPolicy;
import chat.charla.client.GrpcTransport;
import chat.charla.client.TimeLimitedSockets;
import chat.charla.client.Transport;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.android.AndroidChannelBuilder;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Opens gRPC channels over OkHttp, configured for Android.
 *
 * <p>With TLS, a channel trusts the authorities of the application's network security
 * configuration, or only the private certificate authority that the user has chosen. Without TLS, a
 * channel is opened only if the network security configuration permits plaintext for the host.
 * Android enforces that permission for its own HTTP clients, but not for sockets, so this class
 * checks the permission.
 */
public final class Channels implements TransportFactory {
  /** The contract allows 10 to 30 s. The longest interval uses the least battery. */
  private static final long KEEPALIVE_SECONDS = 30;

  private static final long KEEPALIVE_TIMEOUT_SECONDS = 10;

  private final Context context;
  private final TimeLimitedSockets sockets;

  /** Creates a factory of channels, for the application that this context belongs to. */
  public Channels(Context context) {
    this(context, new TimeLimitedSockets());
  }

  /** Creates a factory of channels that use these sockets. */
  Channels(Context context, TimeLimitedSockets sockets) {
    this.context = context.getApplicationContext();
    this.sockets = sockets;
  }

  @Override
  public Link open(ServerSettings settings) throws CleartextNotPermittedException {
    if (settings.isPlaintext()
        && !NetworkSecurityPolicy.getInstance().isCleartextTrafficPermitted(settings.host())) {
      throw new CleartextNotPermittedException(settings.host());
    }
    return new ChannelLink(
        GrpcTransport.open(
            AndroidChannelBuilder.usingBuilder(
                    OkHttpChannelBuilder.forAddress(
                            settings.host(), settings.port(), credentials(settings))
                        .socketFactory(sockets)
                        .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                        .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                        .flowControlWindow(GrpcTransport.FLOW_CONTROL_WINDOW))
                .context(context)));
  }

  private static ChannelCredentials credentials(ServerSettings settings) {
    if (settings.isPlaintext()) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    byte[] certificate = settings.certificate().getBytes(StandardCharsets.US_ASCII);
    if (certificate.length > 0) {
      try {
        tls.trustManager(new ByteArrayInputStream(certificate));
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }
    return tls.build();
  }

  private static final class ChannelLink implements Link {
    private final GrpcTransport transport;

    ChannelLink(GrpcTransport transport) {
      this.transport = transport;
    }

    @Override
    public Transport transport() {
      return transport;
    }

    @Override
    public void close() {
      transport.close();
    }
  }
}
