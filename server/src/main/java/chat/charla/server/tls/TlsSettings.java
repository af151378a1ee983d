package chat.charla.server.tls;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How connections are to be protected.
 *
 * @param source where the server's certificate comes from
 * @param clientAuthorities a PEM file with the authorities of which every client needs a
 *     certificate, or null if clients need none
 * @param checkInterval how often the files are looked at; more than zero
 */
public record TlsSettings(Source source, @Nullable Path clientAuthorities, Duration checkInterval) {
  /** Files that have changed count after at most this time. */
  public static final Duration DEFAULT_CHECK_INTERVAL = Duration.ofSeconds(5);

  public TlsSettings {
    if (checkInterval.isZero() || checkInterval.isNegative()) {
      throw new IllegalArgumentException("no interval: " + checkInterval);
    }
  }

  /** With the usual interval. */
  public static TlsSettings of(Source source, @Nullable Path clientAuthorities) {
    return new TlsSettings(source, clientAuthorities, DEFAULT_CHECK_INTERVAL);
  }

  /** Where the server's certificate comes from. */
  public sealed interface Source permits PemFiles, SelfSigned {}

  /**
   * Files that somebody else keeps.
   *
   * @param certificate the server's certificate, and after it those that lead to an authority
   * @param key its private key, RSA or EC, PKCS #8 without a password
   */
  public record PemFiles(Path certificate, Path key) implements Source {}

  /** A certificate that the server makes at its first start, and keeps in the data directory. */
  public record SelfSigned() implements Source {}
}
