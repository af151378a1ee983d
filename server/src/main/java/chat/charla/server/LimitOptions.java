package chat.charla.server;

import chat.charla.server.chat.ContractLimits;
import chat.charla.server.disk.MinFree;
import chat.charla.server.limit.Quota;
import chat.charla.server.limit.Rate;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.options.BadOptionException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line options for limits on what clients may use. */
final class LimitOptions {
  /**
   * The smallest allowed limit. A client may have this many unanswered commands, and does not flood
   * the server even if all of them are refused.
   */
  private static final int MIN_FLOOD_REFUSALS = ContractLimits.MAX_OUTSTANDING_COMMANDS;

  private static final int MAX_FLOOD_REFUSALS = 1_000_000;
  private static final Duration MAX_FLOOD_PAUSE = Duration.ofDays(1);

  @Option(
      names = "--message-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Messages of one session. Default: 100/10s. For all rates, 0 means no limit.")
  @Nullable Rate messages;

  @Option(
      names = "--byte-rate",
      paramLabel = "RATE",
      converter = ByteRateConverter.class,
      description = "Bytes that one session may add to the disk. Default: 200M/1d.")
  @Nullable Rate bytes;

  @Option(
      names = "--command-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Other commands and calls of one session. Default: 200/10s.")
  @Nullable Rate commands;

  @Option(
      names = "--join-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Joins of one session. Default: 20/1m.")
  @Nullable Rate joins;

  @Option(
      names = "--room-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Rooms created by one session. Default: 20/1h.")
  @Nullable Rate rooms;

  @Option(
      names = "--address-message-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Messages from one address. Default: 1000/10s.")
  @Nullable Rate addressMessages;

  @Option(
      names = "--address-byte-rate",
      paramLabel = "RATE",
      converter = ByteRateConverter.class,
      description = "Bytes that the sessions of one address may add to the disk. Default: 1G/1d.")
  @Nullable Rate addressBytes;

  @Option(
      names = "--address-command-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Other commands and calls from one address. Default: 4000/10s.")
  @Nullable Rate addressCommands;

  @Option(
      names = "--address-join-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Joins from one address. Default: 600/1m.")
  @Nullable Rate addressJoins;

  @Option(
      names = "--address-user-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Identities created from one address. Default: 500/1h.")
  @Nullable Rate addressUsers;

  @Option(
      names = "--address-room-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Rooms created from one address. Default: 60/1h.")
  @Nullable Rate addressRooms;

  @Option(
      names = "--address-failure-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Calls without a valid session from one address. Default: 1000/1m.")
  @Nullable Rate addressFailures;

  @Option(
      names = "--address-login-rate",
      paramLabel = "RATE",
      converter = RateConverter.class,
      description = "Passwords that are shown or chosen from one address. Default: 120/1m.")
  @Nullable Rate addressLogins;

  @Option(
      names = "--min-free-disk",
      paramLabel = "SIZE",
      converter = MinFreeConverter.class,
      description =
          "If less than SIZE of the disk is free, messages of users who have written much are refused;"
              + " if less than half of SIZE is free, all messages, new users and new rooms. In bytes,"
              + " such as 10G, or in percent, such as 5%%. 5%%,5G means 5 percent, but at most 5 GB."
              + " 0 means never. Default: 5%%,5G.")
  @Nullable MinFree minFreeDisk;

  @Option(
      names = "--flood-refusals",
      paramLabel = "N",
      description =
          "Close the stream of a session that gets more than N refusals for one rate while it is told to"
              + " wait, because it is flooding. At least 64; 0 means never. Default: 256.")
  @Nullable Integer floodRefusals;

  @Option(
      names = "--flood-pause",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long all requests of a flooding session are refused. Default: 30s.")
  @Nullable Duration floodPause;

  @Option(
      names = "--max-rooms-per-user",
      paramLabel = "N",
      description = "Maximum number of rooms that one user is a member of. Default: 100.")
  @Nullable Integer maxRoomsPerUser;

  @Option(
      names = "--max-memberships",
      paramLabel = "N",
      description =
          "Maximum number of memberships of all users together, not counting those of the lobby."
              + " Default: 1 for each KiB of the heap, at most 10000000.")
  @Nullable Integer maxMemberships;

  @Option(
      names = "--memory-budget",
      paramLabel = "MIB",
      description =
          "Memory for the data of all peers together, in MiB."
              + " Default: half of the heap, or half of the memory outside the heap if that is less.")
  @Nullable Integer memoryMib;

  @Mixin ConnectionOptions connections;

  /**
   * Sets the values of the options that are present.
   *
   * @param maxTextBytes the length of the longest text of a message in bytes, or null for the
   *     default
   * @throws BadOptionException if a value is out of range
   */
  void configure(ServerConfig.Builder config, @Nullable Integer maxTextBytes) {
    config.rates(rates(RateSettings.DEFAULT));
    config.connections(connections.settings(maxTextBytes));
    if (minFreeDisk != null) {
      config.minFreeDisk(minFreeDisk);
    }
    if (maxRoomsPerUser != null) {
      config.maxRoomsPerUser(maxRoomsPerUser);
    }
    if (maxMemberships != null) {
      BadOptionException.checkAtLeast(maxMemberships, 1, "--max-memberships");
      config.maxMemberships(maxMemberships);
    }
    if (memoryMib != null) {
      config.memoryBytes(memoryBytes(memoryMib));
    }
  }

  private static long memoryBytes(int mib) {
    BadOptionException.checkAtLeast(mib, 8, "--memory-budget");
    return mib * 1024L * 1024;
  }

  private RateSettings rates(RateSettings defaults) {
    int refusals = floodRefusals == null ? defaults.floodRefusals() : floodRefusals;
    BadOptionException.check(
        refusals == 0 || (refusals >= MIN_FLOOD_REFUSALS && refusals <= MAX_FLOOD_REFUSALS),
        "option.zero-or-between",
        "--flood-refusals",
        MIN_FLOOD_REFUSALS,
        MAX_FLOOD_REFUSALS);
    Duration pause = floodPause == null ? defaults.floodPause() : floodPause;
    BadOptionException.check(
        pause.compareTo(MAX_FLOOD_PAUSE) <= 0, "option.between", "--flood-pause", 0, "1d");
    BadOptionException.check(
        bytes == null || bytes.count() <= Integer.MAX_VALUE, "option.byte-rate", Integer.MAX_VALUE);
    Map<Quota, Rate> session = new EnumMap<>(defaults.perSession());
    replace(session, Quota.MESSAGES, messages);
    replace(session, Quota.REPEATS, messages == null ? null : messages.ofRepetitions());
    replace(session, Quota.BYTES, bytes);
    replace(session, Quota.COMMANDS, commands);
    replace(session, Quota.JOINS, joins);
    replace(session, Quota.ROOMS, rooms);
    Map<Quota, Rate> address = new EnumMap<>(defaults.perAddress());
    replace(address, Quota.MESSAGES, addressMessages);
    replace(
        address, Quota.REPEATS, addressMessages == null ? null : addressMessages.ofRepetitions());
    replace(address, Quota.BYTES, addressBytes);
    replace(address, Quota.COMMANDS, addressCommands);
    replace(address, Quota.JOINS, addressJoins);
    replace(address, Quota.USERS, addressUsers);
    replace(address, Quota.ROOMS, addressRooms);
    replace(address, Quota.FAILURES, addressFailures);
    replace(address, Quota.LOGINS, addressLogins);
    replace(address, Quota.NAMES, addressFailures == null ? null : addressFailures.ofNames());
    return new RateSettings(session, address, refusals, pause);
  }

  private static void replace(Map<Quota, Rate> rates, Quota quota, @Nullable Rate chosen) {
    if (chosen != null) {
      rates.put(quota, chosen);
    }
  }
}
