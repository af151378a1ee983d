package chat.charla.server;

import chat.charla.server.chat.ChatConfig;
import chat.charla.server.chat.ChatSettings;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.room.RoomSettings;
import java.time.Duration;

/** Derives the configuration of the chat from the configuration of the server. */
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
            config.times().nameLease(),
            config.times().lifetime(),
            config.times().massExpiryDelay(),
            config.capacity().identities(),
            config.capacity().accounts(),
            exemptIsOneAddress),
        settings(config),
        new RoomSettings(
            config.texts(),
            config.retention().messages(),
            config.capacity().rooms(),
            exemptIsOneAddress,
            config.capacity().presenceDetail()),
        config.retention().ages(),
        config.accounts(),
        ReportedLimits.of(config));
  }

  static ChatSettings settings(ServerConfig config) {
    return new ChatSettings(
        config.times().lossDelay(),
        OPEN_TIMEOUT,
        config.capacity().roomsPerUser(),
        config.capacity().memberships(),
        config.rates(),
        config.welcome());
  }
}
