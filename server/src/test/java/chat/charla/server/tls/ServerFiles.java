package chat.charla.server.tls;

import chat.charla.testkit.TestAuthority;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;

/** A server's certificate and key as files. */
public final class ServerFiles {
  private ServerFiles() {}

  /** Writes the certificate into this directory, and then the key. */
  public static TlsSettings.PemFiles write(X509Bundle bundle, Path directory) {
    return new TlsSettings.PemFiles(
        TestAuthority.writeCertificate(bundle, directory.resolve("cert.pem")),
        TestAuthority.writeKey(bundle, directory.resolve("key.pem")));
  }
}
