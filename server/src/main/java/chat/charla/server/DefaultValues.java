package chat.charla.server;

import chat.charla.server.grpc.ConnectionLimits;
import chat.charla.server.grpc.ConnectionTimes;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.proxy.ForwardedHeader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The values of absent options. Some of these values depend on the size of the heap or on other
 * options.
 */
final class DefaultValues {
  private static final long MIB = 1024 * 1024;

  private DefaultValues() {}

  /**
   * The value of an absent option; null if the option has no default.
   *
   * @param option the name of the option, without dashes
   * @param config the configuration of a server without the option
   * @param locale the language of the environment
   */
  static @Nullable Object of(String option, ServerConfig config, Locale locale) {
    ConnectionLimits limits = config.connections().limits();
    ConnectionTimes times = config.connections().times();
    RateSettings rates = config.rates();
    return switch (option) {
      case "host" -> config.host();
      case "port" -> config.port();
      case "data" -> config.data();
      case "registration" -> config.accounts().registration();
      case "members-invite" -> config.accounts().invitationsPerMember();
      case "guests" -> config.accounts().guests() ? "on" : "off";
      case "client-certificates" -> "off";
      case "welcome" -> config.welcome();
      case "retain-messages" -> config.retention().messages();
      case "retain-for" -> config.retention().rooms();
      case "retain-private-messages-for" -> config.retention().inboxes();
      case "retain-audit" -> config.retention().audit();
      case "repetition-window" -> config.retention().repetitionWindow();
      case "max-text-code-points" -> config.texts().maxCodePoints();
      case "max-text-bytes" -> config.texts().maxBytes();
      case "name-lease" -> config.times().nameLease();
      case "announce-loss-after" -> config.times().lossDelay();
      case "identity-lifetime" -> config.times().lifetime();
      case "mass-expiry-delay" -> config.times().massExpiryDelay();
      case "max-users" -> config.capacity().identities();
      case "max-accounts" -> config.capacity().accounts();
      case "max-rooms" -> config.capacity().rooms();
      case "max-rooms-per-user" -> config.capacity().roomsPerUser();
      case "max-memberships" -> config.capacity().memberships();
      case "memory-budget" -> config.memoryBytes() / MIB;
      case "min-free-disk" -> config.minFreeDisk();
      case "flood-refusals" -> rates.floodRefusals();
      case "flood-pause" -> rates.floodPause();
      case "message-rate" -> rates.perSession(Quota.MESSAGES);
      case "byte-rate" -> rates.perSession(Quota.BYTES);
      case "command-rate" -> rates.perSession(Quota.COMMANDS);
      case "join-rate" -> rates.perSession(Quota.JOINS);
      case "room-rate" -> rates.perSession(Quota.ROOMS);
      case "address-message-rate" -> perAddress(rates, Quota.MESSAGES);
      case "address-byte-rate" -> perAddress(rates, Quota.BYTES);
      case "address-command-rate" -> perAddress(rates, Quota.COMMANDS);
      case "address-join-rate" -> perAddress(rates, Quota.JOINS);
      case "address-user-rate" -> perAddress(rates, Quota.USERS);
      case "address-room-rate" -> perAddress(rates, Quota.ROOMS);
      case "address-failure-rate" -> perAddress(rates, Quota.FAILURES);
      case "address-login-rate" -> perAddress(rates, Quota.LOGINS);
      case "max-connections" -> limits.maxConnections();
      case "max-connections-per-address" -> limits.maxConnectionsPerAddress();
      case "max-calls-per-connection" -> limits.maxCallsPerConnection();
      case "max-request-bytes" -> limits.maxRequestBytes();
      case "max-header-bytes" -> limits.maxHeaderBytes();
      case "handshake-timeout" -> times.handshake();
      case "request-timeout" -> times.request();
      case "idle-timeout" -> times.idle();
      case "ping-period" -> times.pingPeriod();
      case "forwarded-header" -> ForwardedHeader.X_FORWARDED_FOR.header();
      case "limit-loopback" -> false;
      case "log-format" -> LogFormat.DEFAULT;
      case "lang" -> locale.equals(Locale.ROOT) ? "en" : locale.getLanguage();
      default -> null;
    };
  }

  private static Rate perAddress(RateSettings rates, Quota quota) {
    return rates.perAddress().getOrDefault(quota, Rate.UNLIMITED);
  }
}
