package chat.charla.server;

import chat.charla.server.chat.ChatConfig;
import chat.charla.server.chat.ChatSettings;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.room.RetentionAges;
import chat.charla.server.room.RoomSettings;
import chat.charla.server.room.TextRules;
import java.time.Duration;

/** Derives the configuration of the chat from that of the server. */
final class ChatConfigs {
  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(10);

  private ChatConfigs() {}

  /**
   * The whole configuration of the chat.
   *
   * @param isRemotelyReachable whether other machines can connect to the server
   */
  static ChatConfig chat(ServerConfig config, boolean isRemotelyReachable) {
    // With trusted proxies, only proxies are exempt from limits per address. The clients of all
    // proxies together must not count as one client.
    boolean exemptIsOneAddress =
        isRemotelyReachable && !config.connections().clients().trustsProxies();
    return new ChatConfig(
        new IdentitySettings(
            config.nameLease(),
            config.identityLifetime(),
            config.massExpiryDelay(),
            config.maxIdentities(),
            exemptIsOneAddress),
        settings(config),
        new RoomSettings(
            new TextRules(config.maxTextCodePoints(), config.maxTextBytes()),
            config.retainMessages(),
            config.maxRooms(),
            exemptIsOneAddress,
            config.maxPresenceDetail()),
        retentionAges(config),
        ReportedLimits.of(config));
  }

  static RetentionAges retentionAges(ServerConfig config) {
    return new RetentionAges(config.retainFor(), config.retainPrivateFor());
  }

  static ChatSettings settings(ServerConfig config) {
    return new ChatSettings(
        config.lossDelay(),
        OPEN_TIMEOUT,
        config.maxRoomsPerUser(),
        config.maxMemberships(),
        config.rates(),
        config.welcome());
  }
}
