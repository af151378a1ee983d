package chat.charla.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/**
 * A certificate authority that issues certificates for tests. A module that uses it must declare a
 * dependency on {@code netty-pkitesting}. Not thread-safe.
 */
public final class TestAuthority {
  private final X509Bundle authority;

  /** Creates a new authority, which no client trusts. */
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

  /** A server's certificate that expired yesterday. */
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

  /** Issues a certificate as the builder describes it. */
  public X509Bundle issue(CertificateBuilder certificate) {
    return build(() -> certificate.buildIssuedBy(authority));
  }

  /** A builder of a certificate with this name as its subject, and with an EC key. */
  public static CertificateBuilder named(String name) {
    return new CertificateBuilder().ecp256().subject("CN=" + name);
  }

  /** Writes a certificate with its chain up to the authority. Returns {@code file}. */
  public static Path writeCertificate(X509Bundle bundle, Path file) {
    return write(file, bundle.getCertificatePathPEM());
  }

  /** Writes the private key of a certificate. Returns {@code file}. */
  public static Path writeKey(X509Bundle bundle, Path file) {
    return write(file, bundle.getPrivateKeyPEM());
  }

  /**
   * Writes a file atomically, so that a server that watches the file never reads a part of the
   * content. Returns {@code file}.
   */
  public static Path write(Path file, String content) {
    try {
      Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), content);
      return Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Factory {
    X509Bundle make() throws Exception;
  }

  private static X509Bundle build(Factory factory) {
    try {
      return factory.make();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
