package chat.charla.server.tls;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The TLS configuration.
 *
 * @param source the source of the server's certificate
 * @param clientAuthorities a PEM file with the authorities that may issue the certificates of
 *     clients; null if clients need no certificate
 * @param checkInterval the time between two checks of the files; more than zero
 * @param clientKeys whether the certificates of clients are credentials; without {@code
 *     clientAuthorities}, certificates of any authority are credentials then
 */
public record TlsSettings(
    Source source, @Nullable Path clientAuthorities, Duration checkInterval, boolean clientKeys) {
  /** The default time between two checks. A changed file takes effect within this time. */
  public static final Duration DEFAULT_CHECK_INTERVAL = Duration.ofSeconds(5);

  public TlsSettings {
    if (checkInterval.isZero() || checkInterval.isNegative()) {
      throw new IllegalArgumentException("the interval must be positive: " + checkInterval);
    }
  }

  /** Settings with which certificates of clients are not credentials. */
  public TlsSettings(Source source, @Nullable Path clientAuthorities, Duration checkInterval) {
    this(source, clientAuthorities, checkInterval, false);
  }

  /** Settings with the default interval. */
  public static TlsSettings of(Source source, @Nullable Path clientAuthorities) {
    return new TlsSettings(source, clientAuthorities, DEFAULT_CHECK_INTERVAL);
  }

  /** The same settings, except whether certificates of clients are credentials. */
  public TlsSettings withClientKeys(boolean accepted) {
    return new TlsSettings(source, clientAuthorities, checkInterval, accepted);
  }

  /** The source of the server's certificate. */
  public sealed interface Source permits PemFiles, SelfSigned {}

  /**
   * Files that the operator provides.
   *
   * @param certificate the server's certificate, followed by the intermediate certificates
   * @param key the private key of the server's certificate: RSA or EC, in PKCS #8 without a
   *     password
   */
  public record PemFiles(Path certificate, Path key) implements Source {}

  /** A certificate that the server creates at its first start and keeps in the data directory. */
  public record SelfSigned() implements Source {}
}
