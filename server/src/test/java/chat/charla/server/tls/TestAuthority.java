package chat.charla.server.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** An authority, and the certificates that it makes. */
public final class TestAuthority {
  private final X509Bundle authority;

  /** One that nobody has heard of yet. */
  public TestAuthority(String name) {
    this.authority = build(() -> named(name).setIsCertificateAuthority(true).buildSelfSigned());
  }

  /** The certificate of the authority itself. */
  public X509Bundle itself() {
    return authority;
  }

  /** A server's certificate. */
  public X509Bundle server(String host) {
    return issue(named("server").addSanDnsName(host).addExtendedKeyUsageServerAuth());
  }

  /** A server's certificate that was good until yesterday. */
  public X509Bundle expiredServer(String host) {
    Instant now = Instant.now();
    return issue(
        named("server")
            .addSanDnsName(host)
            .addExtendedKeyUsageServerAuth()
            .notBefore(now.minus(Duration.ofDays(10)))
            .notAfter(now.minus(Duration.ofDays(1))));
  }

  /** A client's certificate. */
  public X509Bundle client(String name) {
    return issue(named(name).addExtendedKeyUsageClientAuth());
  }

  /** Makes what this builder describes. */
  public X509Bundle issue(CertificateBuilder certificate) {
    return build(() -> certificate.buildIssuedBy(authority));
  }

  /** What a certificate begins with. */
  public static CertificateBuilder named(String name) {
    return new CertificateBuilder().ecp256().subject("CN=" + name);
  }

  /** Writes certificate and key where a server looks for them, one after the other. */
  public static TlsSettings.PemFiles write(X509Bundle bundle, Path directory) {
    TlsSettings.PemFiles files =
        new TlsSettings.PemFiles(directory.resolve("cert.pem"), directory.resolve("key.pem"));
    write(files.certificate(), bundle.getCertificatePathPEM());
    write(files.key(), bundle.getPrivateKeyPEM());
    return files;
  }

  /** Writes a file. */
  public static Path write(Path file, String content) {
    try {
      return Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Made {
    X509Bundle make() throws Exception;
  }

  private static X509Bundle build(Made made) {
    try {
      return made.make();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
