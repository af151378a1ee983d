package chat.charla.server.tls;

import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contents of the PEM files at one moment. The operator cannot replace certificate and key at
 * the same instant, so the contents may be inconsistent. In that case, {@link #identity} throws an
 * exception. Immutable.
 */
final class PemContents {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final byte[] NONE = {};

  private final TlsSettings.PemFiles files;
  private final @Nullable Path authoritiesFile;
  private final byte[] certificate;
  private final byte[] key;
  private final byte[] authorities;

  private PemContents(TlsSettings.PemFiles files, @Nullable Path authoritiesFile)
      throws TlsException {
    this.files = files;
    this.authoritiesFile = authoritiesFile;
    this.certificate = bytes(files.certificate());
    this.key = bytes(files.key());
    this.authorities = authoritiesFile == null ? NONE : bytes(authoritiesFile);
  }

  static PemContents read(TlsSettings.PemFiles files, @Nullable Path authorities)
      throws TlsException {
    return new PemContents(files, authorities);
  }

  boolean isSameAs(PemContents other) {
    // Unlike Arrays.equals, this compares keys in constant time.
    return MessageDigest.isEqual(certificate, other.certificate)
        && MessageDigest.isEqual(key, other.key)
        && MessageDigest.isEqual(authorities, other.authorities);
  }

  /**
   * Parses the contents.
   *
   * @throws TlsException if the contents cannot be parsed, or if the key does not belong to the
   *     certificate
   */
  TlsIdentity identity() throws TlsException {
    List<X509Certificate> chain = certificates(certificate, files.certificate());
    PrivateKey parsedKey = privateKey();
    List<X509Certificate> clientAuthorities =
        authoritiesFile == null ? List.of() : certificates(authorities, authoritiesFile);
    try {
      return new TlsIdentity(parsedKey, chain, clientAuthorities);
    } catch (IllegalArgumentException e) {
      throw new TlsException(
          "The key in " + files.key() + " is not that of the certificate in " + files.certificate(),
          "The server's own certificate must be the first in its file",
          e);
    }
  }

  private static List<X509Certificate> certificates(byte[] pem, Path file) throws TlsException {
    CertificateException problem = null;
    try {
      X509Certificate[] found = CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem));
      if (found.length > 0) {
        return List.of(found);
      }
    } catch (CertificateException e) {
      problem = e;
    }
    throw new TlsException(
        "There is no valid certificate in " + file,
        "It must contain a certificate in PEM: a block that begins with the line"
            + " -----BEGIN CERTIFICATE-----",
        problem);
  }

  private PrivateKey privateKey() throws TlsException {
    try {
      return CertificateUtils.getPrivateKey(new ByteArrayInputStream(key));
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      // The cause is left out, because its message may contain a part of the key.
      throw new TlsException(
          "There is no valid private key in " + files.key(),
          "It must be an RSA or EC key in PEM, PKCS #8, without a password:"
              + " openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW",
          null);
    }
  }

  private static byte[] bytes(Path file) throws TlsException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new TlsException(file + " is too large for certificates", HINT, null);
      }
      return Files.readAllBytes(file);
    } catch (TlsException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new TlsException("There is no file " + file, HINT, e);
    } catch (IOException e) {
      throw new TlsException("Cannot read " + file, HINT, e);
    }
  }

  private static final String HINT =
      "Check --tls-cert, --tls-key and --tls-client-ca, and whether this user may read the files";
}
