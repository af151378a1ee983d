package chat.charla.server.grpc;

import chat.charla.server.tls.AnyClientKey;
import chat.charla.server.tls.TlsException;
import chat.charla.server.tls.TlsIdentity;
import chat.charla.server.tls.TlsReloader;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSsl;
import io.grpc.netty.shaded.io.netty.handler.ssl.OpenSslContextOption;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context of the server, whose certificate, key and client authorities can be replaced in
 * one step. Each connection keeps the certificate, key and authorities with which it began, so a
 * replacement ends no stream. A client cannot resume a TLS session from before a replacement, so
 * the withdrawal of a certificate or client authority applies to every new connection at once.
 *
 * <p>{@link #use} must be called by one thread at a time; the other methods are thread-safe.
 */
public final class TlsContext extends SslContext implements TlsReloader.Target {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
  private static final List<String> PROTOCOLS = List.of("h2");

  /** The longest chain of certificates that a client may show, in bytes. */
  private static final int MAX_CERTIFICATE_BYTES = 16 * 1024;

  private final boolean acceptsClientKeys;

  private volatile @Nullable SslContext current;

  /**
   * Creates a context that cannot be used before {@link #use}.
   *
   * @param acceptsClientKeys whether clients may show certificates as credentials; if the identity
   *     has client authorities, only certificates of these
   */
  public TlsContext(boolean acceptsClientKeys) {
    this.acceptsClientKeys = acceptsClientKeys;
  }

  /** Whether certificates of clients are credentials. */
  boolean acceptsClientKeys() {
    return acceptsClientKeys;
  }

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
    } else if (acceptsClientKeys) {
      builder.trustManager(new AnyClientKey()).clientAuth(ClientAuth.OPTIONAL);
      if (OpenSsl.isAvailable()) {
        // Java itself allows 32 KiB, and ten certificates.
        builder.option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_CERTIFICATE_BYTES);
      }
    }
    try {
      current = builder.build();
    } catch (SSLException | RuntimeException e) {
      throw new TlsException(
          "The certificate cannot be used for TLS: " + e.getMessage(),
          "Create another one: RSA with at least 2048 bits, or EC with the curve P-256 or P-384",
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

  /** gRPC calls this method before {@link #use}. */
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
