package chat.charla.server.tls;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The TLS configuration.
 *
 * @param source the source of the server's certificate
 * @param clientAuthorities a PEM file with the authorities one of which must have issued each
 *     client's certificate; null if clients need none
 * @param checkInterval how often the files are checked; more than zero
 */
public record TlsSettings(Source source, @Nullable Path clientAuthorities, Duration checkInterval) {
  /** Changed files take effect after at most this time. */
  public static final Duration DEFAULT_CHECK_INTERVAL = Duration.ofSeconds(5);

  public TlsSettings {
    if (checkInterval.isZero() || checkInterval.isNegative()) {
      throw new IllegalArgumentException("the interval must be positive: " + checkInterval);
    }
  }

  /** Settings with the default interval. */
  public static TlsSettings of(Source source, @Nullable Path clientAuthorities) {
    return new TlsSettings(source, clientAuthorities, DEFAULT_CHECK_INTERVAL);
  }

  /** The source of the server's certificate. */
  public sealed interface Source permits PemFiles, SelfSigned {}

  /**
   * Files that the operator provides.
   *
   * @param certificate the server's certificate, followed by the intermediate certificates
   * @param key its private key, RSA or EC, PKCS #8 without a password
   */
  public record PemFiles(Path certificate, Path key) implements Source {}

  /** A certificate that the server creates at its first start and keeps in the data directory. */
  public record SelfSigned() implements Source {}
}
