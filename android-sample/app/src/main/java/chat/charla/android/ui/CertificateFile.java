package chat.charla.android.ui;

import android.content.ContentResolver;
import android.net.Uri;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Reads certificates from a file that the user has chosen. */
final class CertificateFile {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Base64.Encoder PEM =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private CertificateFile() {}

  /**
   * Reads certificates in PEM or DER. Blocks.
   *
   * @return the certificates as PEM
   * @throws IOException if the file cannot be read, or does not contain certificates
   */
  static String read(ContentResolver resolver, Uri file) throws IOException {
    try (InputStream input = resolver.openInputStream(file)) {
      if (input == null) {
        throw new FileNotFoundException(file.toString());
      }
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      byte[] buffer = new byte[4096];
      for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
        content.write(buffer, 0, length);
        if (content.size() > MAX_BYTES) {
          throw new IOException("too long for certificates");
        }
      }
      return toPem(content.toByteArray());
    } catch (CertificateException | SecurityException unusable) {
      throw new IOException(unusable);
    }
  }

  /** The subject of the first certificate, as text; empty if it cannot be read. */
  static String describe(String pem) {
    try {
      for (Certificate certificate : parse(pem.getBytes(StandardCharsets.US_ASCII))) {
        if (certificate instanceof X509Certificate x509) {
          return x509.getSubjectX500Principal().getName();
        }
      }
    } catch (CertificateException unusable) {
      return "";
    }
    return "";
  }

  private static String toPem(byte[] content) throws CertificateException {
    StringBuilder pem = new StringBuilder();
    for (Certificate certificate : parse(content)) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(PEM.encodeToString(certificate.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    if (pem.length() == 0) {
      throw new CertificateException("no certificate in the file");
    }
    return pem.toString();
  }

  private static Iterable<? extends Certificate> parse(byte[] content) throws CertificateException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(content));
  }
}
