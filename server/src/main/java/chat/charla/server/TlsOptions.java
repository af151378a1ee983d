package chat.charla.server;

import chat.charla.server.options.BadOptionException;
import chat.charla.server.tls.TlsSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The command line options for TLS: {@code --tls} and the options whose names begin with {@code
 * --tls-}.
 */
final class TlsOptions {
  private static final String SELF_SIGNED = "self-signed";

  @Option(
      names = "--tls",
      paramLabel = SELF_SIGNED,
      description =
          "Use TLS, with a certificate that the server creates and keeps in the data directory.")
  @Nullable String source;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Use TLS, with this certificate, in PEM. A changed file is reloaded.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Private key of the certificate, in PEM.")
  @Nullable Path key;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "Accept only clients with a certificate issued by these authorities, in PEM.")
  @Nullable Path clientAuthorities;

  /**
   * The settings of the options, or null for plaintext.
   *
   * @throws BadOptionException if the options contradict each other
   */
  @Nullable TlsSettings settings() {
    TlsSettings.Source chosen = source();
    if (chosen != null) {
      return TlsSettings.of(chosen, clientAuthorities);
    }
    if (clientAuthorities != null) {
      throw new BadOptionException("option.tls-client-ca");
    }
    return null;
  }

  private TlsSettings.@Nullable Source source() {
    if (source != null && !source.equals(SELF_SIGNED)) {
      throw new BadOptionException("option.tls");
    }
    if (certificate != null && key != null) {
      if (source != null) {
        throw new BadOptionException("option.tls-exclusive");
      }
      return new TlsSettings.PemFiles(certificate, key);
    }
    if (certificate != null || key != null) {
      throw new BadOptionException("option.tls-pair");
    }
    return source == null ? null : new TlsSettings.SelfSigned();
  }
}
