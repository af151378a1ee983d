package chat.charla.server;

import chat.charla.server.grpc.ConnectionSettings;
import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the server takes from whoever connects. */
final class ConnectionOptions {
  /** Requests are so much longer than texts, that a text that is too long gets a proper answer. */
  private static final int REQUEST_PER_TEXT = 4;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "How many connections there may be, 0 for any number. Default: 10000.")
  @Nullable Integer all;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      description = "How many connections from one address, 0 for any number. Default: 500.")
  @Nullable Integer perAddress;

  @Option(
      names = "--max-calls-per-connection",
      paramLabel = "N",
      description = "How many calls and streams at once on one connection. Default: 100.")
  @Nullable Integer calls;

  @Option(
      names = "--max-request-bytes",
      paramLabel = "N",
      description = "Longest request. Default: 262144, or four times --max-text-bytes.")
  @Nullable Integer requestBytes;

  @Option(
      names = "--max-header-bytes",
      paramLabel = "N",
      description = "Longest headers of a call. Default: 8192.")
  @Nullable Integer headerBytes;

  @Option(
      names = "--handshake-timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long a connection may take to begin. Default: 10s.")
  @Nullable Duration handshake;

  @Option(
      names = "--request-timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long the request of a call may take to arrive. Default: 10s.")
  @Nullable Duration request;

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Close connections on which there is no call for so long. Default: 2m.")
  @Nullable Duration idle;

  @Option(
      names = "--limit-loopback",
      description = "Limits for addresses count for loopback addresses as well.")
  boolean loopback;

  @Option(
      names = "--trusted-proxies",
      paramLabel = "CIDR,...",
      description =
          "Believe these proxies who their clients are: by the PROXY protocol, or for each call.")
  @Nullable String trustedProxies;

  @Option(
      names = "--forwarded-header",
      paramLabel = "NAME",
      description =
          "Where a proxy tells the client of a call: x-forwarded-for or forwarded."
              + " Default: x-forwarded-for.")
  @Nullable String forwardedHeader;

  /**
   * What they say.
   *
   * @param maxTextBytes longest text of a message
   * @throws IllegalArgumentException if one is out of range
   */
  ConnectionSettings settings(int maxTextBytes) {
    ConnectionSettings defaults = ConnectionSettings.DEFAULT;
    int enough = Math.max(defaults.maxRequestBytes(), REQUEST_PER_TEXT * maxTextBytes);
    ConnectionSettings settings =
        new ConnectionSettings(
            either(all, defaults.maxConnections()),
            either(perAddress, defaults.maxConnectionsPerAddress()),
            either(calls, defaults.maxCallsPerConnection()),
            either(requestBytes, enough),
            either(headerBytes, defaults.maxHeaderBytes()),
            either(handshake, defaults.handshakeTimeout()),
            either(request, defaults.requestTimeout()),
            either(idle, defaults.idleTimeout()),
            loopback,
            trustedProxies(),
            forwardedHeader());
    if (settings.maxRequestBytes() - maxTextBytes < ConnectionSettings.MIN_BYTES) {
      throw new IllegalArgumentException(
          "--max-request-bytes must be --max-text-bytes and "
              + ConnectionSettings.MIN_BYTES
              + " more");
    }
    return settings;
  }

  private TrustedProxies trustedProxies() {
    if (trustedProxies == null) {
      return TrustedProxies.NONE;
    }
    try {
      return TrustedProxies.parse(trustedProxies);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--trusted-proxies must be addresses or CIDR ranges with commas between them: "
              + e.getMessage(),
          e);
    }
  }

  private ForwardedHeader forwardedHeader() {
    if (forwardedHeader == null) {
      return ConnectionSettings.DEFAULT.forwardedHeader();
    }
    for (ForwardedHeader header : ForwardedHeader.values()) {
      if (header.header().equalsIgnoreCase(forwardedHeader)) {
        return header;
      }
    }
    throw new IllegalArgumentException("--forwarded-header must be x-forwarded-for or forwarded");
  }

  private static <T> T either(@Nullable T chosen, T otherwise) {
    return chosen == null ? otherwise : chosen;
  }
}
