package chat.charla.server.fault;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Connects with TLS to a server that has created its own certificate. Thread-safe. */
final class TlsPeer {
  private final SSLContext context;

  private TlsPeer(SSLContext context) {
    this.context = context;
  }

  /** A peer that trusts the certificate in this file. */
  static TlsPeer trusting(Path certificate) throws IOException {
    try (InputStream pem = Files.newInputStream(certificate)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return new TlsPeer(context);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** A connection to this port from that local address, after the handshake. */
  Socket connect(int port, String from) throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    Socket plain = new Socket(here, port, InetAddress.getByName(from), 0);
    plain.setTcpNoDelay(true);
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, here.getHostAddress(), port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }
}
