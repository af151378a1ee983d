package chat.charla.server.tls;

import chat.charla.testkit.TestAuthority;
import io.netty.pkitesting.X509Bundle;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** A TLS handshake of Java with Java, in memory. */
public final class Handshake {
  private static final TestAuthority AUTHORITY = new TestAuthority("authority");
  private static final X509Bundle SERVER = AUTHORITY.server("localhost");
  private static final int MOST_STEPS = 100;

  private Handshake() {}

  /**
   * The session of a server that lets clients show any certificate.
   *
   * @param client the certificate that the client shows, or null
   * @throws SSLException if the server refuses the certificate
   */
  public static SSLSession with(@Nullable X509Bundle client) throws SSLException {
    SSLEngine server = engine(SERVER, new AnyClientKey());
    server.setUseClientMode(false);
    server.setWantClientAuth(true);
    SSLEngine peer = engine(client, AUTHORITY.itself().toTrustManager());
    peer.setUseClientMode(true);
    ByteBuffer toServer = ByteBuffer.allocate(1 << 17);
    ByteBuffer toPeer = ByteBuffer.allocate(1 << 17);
    for (int step = 0; step < MOST_STEPS && (isShaking(server) || isShaking(peer)); step++) {
      step(peer, toPeer, toServer);
      step(server, toServer, toPeer);
    }
    return server.getSession();
  }

  private static boolean isShaking(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
        || engine.getSession().getCipherSuite().endsWith("_NULL");
  }

  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(1 << 16);
    in.flip();
    if (in.hasRemaining()) {
      engine.unwrap(in, plain);
    }
    in.compact();
    for (Runnable task = engine.getDelegatedTask(); task != null; ) {
      task.run();
      task = engine.getDelegatedTask();
    }
    if (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
      engine.wrap(ByteBuffer.allocate(0), out);
    }
  }

  private static SSLEngine engine(@Nullable X509Bundle own, TrustManager trust) {
    try {
      KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, null);
      return context.createSSLEngine();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
