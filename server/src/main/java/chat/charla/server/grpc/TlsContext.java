package chat.charla.server.grpc;

import chat.charla.server.tls.TlsException;
import chat.charla.server.tls.TlsIdentity;
import chat.charla.server.tls.TlsReloader;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * What encrypts connections, with a content that can be replaced as a whole: each new connection
 * takes the present one, and keeps it to its end. So certificate, key and client authorities change
 * in one step, no stream is dropped, and no session of before is resumed under a certificate, or by
 * a client, that does not count any more.
 *
 * <p>{@link #use} is called by one thread at a time; everything else by any.
 */
public final class TlsContext extends SslContext implements TlsReloader.Target {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
  private static final List<String> PROTOCOLS = List.of("h2");

  private volatile @Nullable SslContext current;

  @Override
  public void use(TlsIdentity identity) throws TlsException {
    SslContextBuilder builder =
        GrpcSslContexts.configure(
                SslContextBuilder.forServer(
                    identity.key(), identity.chain().toArray(X509Certificate[]::new)))
            .protocols(VERSIONS);
    if (!identity.clientAuthorities().isEmpty()) {
      builder
          .trustManager(identity.clientAuthorities().toArray(X509Certificate[]::new))
          .clientAuth(ClientAuth.REQUIRE);
    }
    try {
      current = builder.build();
    } catch (SSLException | RuntimeException e) {
      throw new TlsException(
          "The certificate cannot be used for TLS: " + e.getMessage(),
          "Make another one: RSA of 2048 bits or more, or EC on the curve P-256 or P-384",
          e);
    }
  }

  @Override
  public boolean isClient() {
    return false;
  }

  @Override
  public List<String> cipherSuites() {
    return current().cipherSuites();
  }

  /** Asked before anything is in use. */
  @Override
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return () -> PROTOCOLS;
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator) {
    return current().newEngine(allocator);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator allocator, String peerHost, int peerPort) {
    return current().newEngine(allocator, peerHost, peerPort);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return current().sessionContext();
  }

  private SslContext current() {
    SslContext context = current;
    if (context == null) {
      throw new IllegalStateException("no certificate yet");
    }
    return context;
  }
}
