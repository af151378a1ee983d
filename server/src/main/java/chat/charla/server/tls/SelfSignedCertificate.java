package chat.charla.server.tls;

import chat.charla.server.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The server's self-signed certificate, in two PEM files of the data directory. The server creates
 * the files once and never changes them, because clients remember the certificate's fingerprint.
 */
final class SelfSignedCertificate {
  private static final String CERTIFICATE_FILE = "tls-cert.pem";
  private static final String KEY_FILE = "tls-key.pem";
  private static final int SECRET_BYTES = 32;

  /** The host names that keytool accepts. Keytool refuses some valid host names. */
  private static final Pattern HOST_NAME =
      Pattern.compile(
          "[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private SelfSignedCertificate() {}

  /**
   * The two files. If one of them is missing, this method creates both.
   *
   * @param data an existing directory that no other server uses
   * @param host the host on which the server listens
   */
  static TlsSettings.PemFiles filesIn(Path data, String host) throws TlsException {
    Path directory = data.toAbsolutePath();
    TlsSettings.PemFiles files =
        new TlsSettings.PemFiles(directory.resolve(CERTIFICATE_FILE), directory.resolve(KEY_FILE));
    if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
      make(directory, files, host);
    }
    return files;
  }

  private static void make(Path directory, TlsSettings.PemFiles files, String host)
      throws TlsException {
    try {
      // Only the owner can access the directory, so the permissions of keytool's file do not
      // matter.
      Path work = Files.createTempDirectory(directory, ".tls-");
      try {
        makePair(work.resolve("made.p12"), files, host);
      } finally {
        Files.deleteIfExists(work.resolve("made.p12"));
        Files.deleteIfExists(work);
      }
    } catch (TlsException e) {
      throw e;
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsException(
          "Cannot create a certificate in " + directory + ": " + e.getMessage(),
          "Allow this user to write there, or give a certificate with --tls-cert and --tls-key",
          e);
    }
  }

  private static void makePair(Path keyStore, TlsSettings.PemFiles files, String host)
      throws IOException, GeneralSecurityException {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    Keytool.makeKeyPair(keyStore, secret, names(host));
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore)) {
      made.load(in, secret.toCharArray());
    }
    Key key = made.getKey(Keytool.ALIAS, secret.toCharArray());
    Certificate certificate = made.getCertificate(Keytool.ALIAS);
    OwnerOnlyFiles.write(files.key(), pem("PRIVATE KEY", key.getEncoded()));
    OwnerOnlyFiles.write(files.certificate(), pem("CERTIFICATE", certificate.getEncoded()));
  }

  /**
   * The names by which clients may connect. Clients that trust a fingerprint do not check these
   * names.
   */
  private static Set<String> names(String host) {
    Set<String> names = new LinkedHashSet<>();
    names.add("dns:localhost");
    names.add("ip:127.0.0.1");
    names.add("ip:::1");
    addName(names, host);
    try {
      InetAddress address = InetAddress.getByName(host);
      if (!address.isAnyLocalAddress()) {
        String literal = address.getHostAddress();
        int zone = literal.indexOf('%');
        names.add("ip:" + (zone < 0 ? literal : literal.substring(0, zone)));
      }
      addName(names, InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      // The machine's own name cannot be resolved, so clients will not use it.
    }
    return names;
  }

  private static void addName(Set<String> names, String name) {
    if (HOST_NAME.matcher(name).matches()) {
      names.add("dns:" + name);
    }
  }

  private static byte[] pem(String label, byte[] content) {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(label, LINES.encodeToString(content), label);
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
