package chat.charla.cli.connection.tls;

import chat.charla.client.WhiteSpace;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 fingerprint of a certificate. A user can compare it with the fingerprint that the
 * server prints at its start.
 *
 * @param text 32 pairs of upper-case hexadecimal digits, separated by colons
 */
public record Fingerprint(String text) {
  private static final Pattern FORM = Pattern.compile("([0-9A-F]{2}:){31}[0-9A-F]{2}");
  private static final Pattern DIGITS = Pattern.compile("[0-9A-F]{64}");
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  public Fingerprint {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("invalid fingerprint: " + text);
    }
  }

  /** The fingerprint of this certificate. */
  public static Fingerprint of(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Fingerprint(COLONS.formatHex(hash));
    } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("the fingerprint cannot be computed", e);
    }
  }

  /** Parses a fingerprint, in upper or lower case, with or without colons. */
  public static Optional<Fingerprint> parse(String copied) {
    String digits = WhiteSpace.strip(copied).toUpperCase(Locale.ROOT).replace(":", "");
    return DIGITS.matcher(digits).matches()
        ? Optional.of(new Fingerprint(COLONS.formatHex(HexFormat.of().parseHex(digits))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
