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

  @Option(
      names = "--client-certificates",
      paramLabel = "on|off",
      description =
          "Whether users may use client certificates as credentials of their accounts: of any"
              + " authority, unless --tls-client-ca is given. Needs TLS. Default: off.")
  @Nullable String clientCertificates;

  /**
   * The settings of the options, or null for plaintext.
   *
   * @throws BadOptionException if the options contradict each other
   */
  @Nullable TlsSettings settings() {
    TlsSettings.Source chosen = source();
    boolean clientKeys = clientKeys();
    if (chosen != null) {
      return TlsSettings.of(chosen, clientAuthorities).withClientKeys(clientKeys);
    }
    if (clientKeys) {
      throw new BadOptionException("option.client-certificates");
    }
    if (clientAuthorities != null) {
      throw new BadOptionException("option.tls-client-ca");
    }
    return null;
  }

  private boolean clientKeys() {
    String choice = clientCertificates == null ? "off" : clientCertificates;
    BadOptionException.check(
        choice.equals("on") || choice.equals("off"),
        "option.choice",
        "--client-certificates",
        "on",
        "off");
    return choice.equals("on");
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
