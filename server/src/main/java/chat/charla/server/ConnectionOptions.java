package chat.charla.server;

import chat.charla.server.grpc.ClientAddresses;
import chat.charla.server.grpc.ConnectionLimits;
import chat.charla.server.grpc.ConnectionSettings;
import chat.charla.server.grpc.ConnectionTimes;
import chat.charla.server.options.BadOptionException;
import chat.charla.server.proxy.ForwardedHeader;
import chat.charla.server.proxy.TrustedProxies;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command line options for limits on connections and their calls. */
final class ConnectionOptions {
  /**
   * The default length of the longest request, as a multiple of the longest text. So the server can
   * still read a request with a text that is slightly too long, and refuse the text with the right
   * reason.
   */
  private static final int REQUEST_PER_TEXT = 4;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "Maximum number of connections, 0 for no limit. Default: 10000.")
  @Nullable Integer all;

  @Option(
      names = "--max-connections-per-address",
      paramLabel = "N",
      description = "Maximum number of connections from one address, 0 for no limit. Default: 500.")
  @Nullable Integer perAddress;

  @Option(
      names = "--max-calls-per-connection",
      paramLabel = "N",
      description = "Maximum number of concurrent calls on one connection. Default: 100.")
  @Nullable Integer calls;

  @Option(
      names = "--max-request-bytes",
      paramLabel = "N",
      description =
          "Longest request, in bytes. Default: 262144, or four times --max-text-bytes if that is more.")
  @Nullable Integer requestBytes;

  @Option(
      names = "--max-header-bytes",
      paramLabel = "N",
      description = "Longest headers of a call, in bytes. Default: 8192.")
  @Nullable Integer headerBytes;

  @Option(
      names = "--handshake-timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Longest time for the handshake of a connection. Default: 10s.")
  @Nullable Duration handshake;

  @Option(
      names = "--request-timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Longest time for the request of a call to arrive. Default: 10s.")
  @Nullable Duration request;

  @Option(
      names = "--idle-timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Close a connection that has had no call for this long. Default: 2m.")
  @Nullable Duration idle;

  @Option(
      names = "--ping-period",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Longest time for which an acknowledgement of a ping is held while a little data flows,"
              + " 0s for none. Default: 500ms.")
  @Nullable Duration pingPeriod;

  @Option(
      names = "--limit-loopback",
      description = "Apply the limits per address to loopback addresses as well.")
  boolean loopback;

  @Option(
      names = "--trusted-proxies",
      paramLabel = "CIDR",
      split = ",",
      description =
          "Take the client's address from these proxies: by the PROXY protocol, or from a header of each call.")
  @Nullable List<String> trustedProxies;

  @Option(
      names = "--forwarded-header",
      paramLabel = "NAME",
      description =
          "Header in which a proxy names the client of a call: x-forwarded-for or forwarded."
              + " Default: x-forwarded-for.")
  @Nullable String forwardedHeader;

  /**
   * The settings of the options. An absent option has its default.
   *
   * @param maxTextBytes the length of the longest text of a message in bytes, or null for the
   *     default
   * @throws BadOptionException if a value is out of range
   */
  ConnectionSettings settings(@Nullable Integer maxTextBytes) {
    return new ConnectionSettings(
        limits(maxTextBytes),
        times(),
        new ClientAddresses(loopback, trustedProxies(), forwardedHeader()));
  }

  private ConnectionLimits limits(@Nullable Integer maxTextBytes) {
    ConnectionLimits defaults = ConnectionLimits.DEFAULT;
    int texts = maxTextBytes == null ? 0 : REQUEST_PER_TEXT * maxTextBytes;
    return new ConnectionLimits(
        valueOrDefault(all, defaults.maxConnections()),
        valueOrDefault(perAddress, defaults.maxConnectionsPerAddress()),
        valueOrDefault(calls, defaults.maxCallsPerConnection()),
        valueOrDefault(requestBytes, Math.max(defaults.maxRequestBytes(), texts)),
        valueOrDefault(headerBytes, defaults.maxHeaderBytes()));
  }

  private ConnectionTimes times() {
    ConnectionTimes defaults = ConnectionTimes.DEFAULT;
    return new ConnectionTimes(
        valueOrDefault(handshake, defaults.handshake()),
        valueOrDefault(request, defaults.request()),
        valueOrDefault(idle, defaults.idle()),
        valueOrDefault(pingPeriod, defaults.pingPeriod()));
  }

  private TrustedProxies trustedProxies() {
    // Picocli parses an empty value as one empty string.
    if (trustedProxies == null || trustedProxies.equals(List.of(""))) {
      return TrustedProxies.NONE;
    }
    String ranges = String.join(",", trustedProxies);
    try {
      return TrustedProxies.parse(ranges);
    } catch (IllegalArgumentException e) {
      throw new BadOptionException("option.trusted-proxies", ranges);
    }
  }

  private ForwardedHeader forwardedHeader() {
    if (forwardedHeader == null) {
      return ForwardedHeader.X_FORWARDED_FOR;
    }
    for (ForwardedHeader header : ForwardedHeader.values()) {
      if (header.header().equalsIgnoreCase(forwardedHeader)) {
        return header;
      }
    }
    throw new BadOptionException(
        "option.choice", "--forwarded-header", "x-forwarded-for", "forwarded");
  }

  private static <T> T valueOrDefault(@Nullable T chosen, T defaultValue) {
    return chosen == null ? defaultValue : chosen;
  }
}
