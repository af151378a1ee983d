package chat.charla.server;

import chat.charla.server.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a server.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 chooses a free one
 * @param data the data directory
 * @param welcome the greeting for each user who joins
 * @param retainMessages how many events the server keeps of each room; 0 for all
 * @param maxTextCodePoints longest text, in code points
 * @param maxTextBytes longest text, in bytes of UTF-8; at most 1 MiB
 * @param nameLease how long an identity without a stream keeps its name
 * @param lossPatience how long after the loss of a user's connection others are told; 0 for at once
 * @param identityLifetime how long an identity is kept after its last authenticated call
 * @param maxIdentities maximum number of identities
 * @param maxRooms maximum number of rooms
 * @param maxPresenceDetail with more users than this present in a room, only their number is sent
 * @param windowBytes the memory for the newest events of all timelines together
 * @param loops the number of threads that serve connections
 * @param limits limits on what one client may use
 * @param tls the TLS settings; null for plaintext
 */
public record ServerConfig(
    String host,
    int port,
    Path data,
    String welcome,
    long retainMessages,
    int maxTextCodePoints,
    int maxTextBytes,
    Duration nameLease,
    Duration lossPatience,
    Duration identityLifetime,
    int maxIdentities,
    int maxRooms,
    int maxPresenceDetail,
    long windowBytes,
    int loops,
    LimitSettings limits,
    @Nullable TlsSettings tls) {
  /** The default port of the original chat. */
  public static final int DEFAULT_PORT = 9998;

  private static final int MAX_PORT = 65535;
  private static final Duration MAX_DURATION = Duration.ofDays(36_500);
  private static final int MAX_TEXT_BYTES = 1024 * 1024;

  public ServerConfig {
    check(port >= 0 && port <= MAX_PORT, "port", "0 to " + MAX_PORT);
    check(retainMessages >= 0, "retain-messages", "0 or more");
    check(maxTextCodePoints >= 1, "max-text-code-points", "1 or more");
    check(maxTextBytes >= 1 && maxTextBytes <= MAX_TEXT_BYTES, "max-text-bytes", "1 to 1048576");
    check(
        !nameLease.isNegative() && nameLease.compareTo(MAX_DURATION) <= 0,
        "name-lease",
        "0 to 36500d");
    check(
        !lossPatience.isNegative() && lossPatience.compareTo(MAX_DURATION) <= 0,
        "announce-loss-after",
        "0 to 36500d");
    check(
        !identityLifetime.isNegative()
            && !identityLifetime.isZero()
            && identityLifetime.compareTo(MAX_DURATION) <= 0,
        "identity-lifetime",
        "more than 0, and at most 36500d");
    check(maxIdentities >= 1, "max-users", "1 or more");
    check(maxRooms >= 1, "max-rooms", "1 or more");
    check(maxPresenceDetail >= 0, "max-presence-detail", "0 or more");
    check(windowBytes >= 0, "window-bytes", "0 or more");
    check(loops >= 1, "loops", "1 or more");
  }

  /** The defaults, with this data directory. */
  public static ServerConfig in(Path data) {
    return new ServerConfig(
        "localhost",
        DEFAULT_PORT,
        data,
        "Welcome to the best chat in the universe!",
        0,
        4000,
        16 * 1024,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofDays(30),
        HeapDefaults.identities(Runtime.getRuntime().maxMemory()),
        10_000,
        200,
        64L * 1024 * 1024,
        Runtime.getRuntime().availableProcessors(),
        LimitSettings.DEFAULT,
        null);
  }

  private static void check(boolean valid, String option, String range) {
    if (!valid) {
      throw new IllegalArgumentException("--" + option + " must be " + range);
    }
  }
}
