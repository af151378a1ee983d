package chat.charla.server;

import chat.charla.server.disk.MinFree;
import chat.charla.server.grpc.ConnectionLimits;
import chat.charla.server.grpc.ConnectionSettings;
import chat.charla.server.grpc.GrpcServer;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.memory.MemoryBudget;
import chat.charla.server.options.BadOptionException;
import chat.charla.server.tls.TlsSettings;
import com.google.common.net.HostAndPort;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a server. Every option except the data directory has a default. Immutable.
 */
public final class ServerConfig {
  private static final long HEAP_BYTES = Runtime.getRuntime().maxMemory();
  private static final int MAX_PORT = 65535;
  private static final int MAX_TEXT_BYTES = 1024 * 1024;
  private static final Duration MAX_DURATION = Duration.ofDays(36_500);
  private static final String LONGEST = "36500d";
  private static final Duration SHORTEST_AGE = Duration.ofHours(1);
  private static final Duration SHORTEST_WINDOW = Duration.ofDays(1);
  private static final long LEAST_CURSORS = 1_000;

  private final Path data;
  private final String host;
  private final int port;
  private final int loops;
  private final @Nullable TlsSettings tls;
  private final String welcome;
  private final int maxTextCodePoints;
  private final int maxTextBytes;
  private final long retainMessages;
  private final Duration retainFor;
  private final Duration retainPrivateFor;
  private final Duration repetitionWindow;
  private final Duration nameLease;
  private final Duration lossDelay;
  private final Duration identityLifetime;
  private final Duration massExpiryDelay;
  private final int maxIdentities;
  private final int maxRooms;
  private final int maxPresenceDetail;
  private final int maxRoomsPerUser;
  private final int maxMemberships;
  private final RateSettings rates;
  private final MinFree minFreeDisk;
  private final ConnectionSettings connections;
  private final long memoryBytes;
  private final long windowBytes;
  private final @Nullable HostAndPort metrics;

  private ServerConfig(Builder builder) {
    data = builder.data;
    host = builder.host;
    port = builder.port;
    loops = builder.loops;
    tls = builder.tls;
    welcome = builder.welcome;
    maxTextCodePoints = builder.maxTextCodePoints;
    maxTextBytes = builder.maxTextBytes;
    retainMessages = builder.retainMessages;
    retainFor = builder.retainFor;
    retainPrivateFor = builder.retainPrivateFor;
    repetitionWindow = builder.repetitionWindow;
    nameLease = builder.nameLease;
    lossDelay = builder.lossDelay;
    identityLifetime = builder.identityLifetime;
    massExpiryDelay = builder.massExpiryDelay;
    maxIdentities = builder.maxIdentities;
    maxRooms = builder.maxRooms;
    maxPresenceDetail = builder.maxPresenceDetail;
    maxRoomsPerUser = builder.maxRoomsPerUser;
    maxMemberships =
        builder.maxMemberships != 0 ? builder.maxMemberships : HeapDefaults.memberships(HEAP_BYTES);
    rates = builder.rates;
    minFreeDisk = builder.minFreeDisk;
    connections = builder.connections;
    windowBytes = builder.windowBytes;
    metrics = builder.metrics;
    checkBetween(port >= 0 && port <= MAX_PORT, "--port", 0, MAX_PORT);
    checkAtLeast(loops >= 1, "--loops", 1);
    checkAtLeast(maxTextCodePoints >= 1, "--max-text-code-points", 1);
    checkBetween(
        maxTextBytes >= 1 && maxTextBytes <= MAX_TEXT_BYTES, "--max-text-bytes", 1, MAX_TEXT_BYTES);
    BadOptionException.check(
        connections.limits().maxRequestBytes() - maxTextBytes >= ConnectionLimits.MIN_BYTES,
        "option.request-bytes",
        ConnectionLimits.MIN_BYTES);
    checkAtLeast(retainMessages >= 0, "--retain-messages", 0);
    checkAge(retainFor, SHORTEST_AGE, "--retain-for", "1h");
    checkAge(retainPrivateFor, SHORTEST_AGE, "--retain-private-messages-for", "1h");
    checkAge(repetitionWindow, SHORTEST_WINDOW, "--repetition-window", "1d");
    checkBetween(isDuration(nameLease), "--name-lease", 0, LONGEST);
    checkBetween(isDuration(lossDelay), "--announce-loss-after", 0, LONGEST);
    BadOptionException.check(
        isDuration(identityLifetime) && !identityLifetime.isZero(),
        "option.positive",
        "--identity-lifetime",
        LONGEST);
    checkBetween(isDuration(massExpiryDelay), "--mass-expiry-delay", 0, LONGEST);
    checkAtLeast(maxIdentities >= 1, "--max-users", 1);
    checkAtLeast(maxRooms >= 1, "--max-rooms", 1);
    checkAtLeast(maxPresenceDetail >= 0, "--max-presence-detail", 0);
    checkAtLeast(maxRoomsPerUser >= 1, "--max-rooms-per-user", 1);
    checkAtLeast(maxMemberships >= 1, "--max-memberships", 1);
    checkAtLeast(windowBytes >= 0, "--window-bytes", 0);
    // Compute the default last, because asking for the size of the direct memory initialises Netty.
    memoryBytes =
        builder.memoryBytes != 0
            ? builder.memoryBytes
            : MemoryBudget.defaultBytes(HEAP_BYTES, GrpcServer.directMemory());
    checkAtLeast(memoryBytes > 0, "--memory-budget", 1);
  }

  private static boolean isDuration(Duration duration) {
    return !duration.isNegative() && duration.compareTo(MAX_DURATION) <= 0;
  }

  private static void checkBetween(boolean valid, String option, int min, Object max) {
    BadOptionException.check(valid, "option.between", option, min, max);
  }

  private static void checkAtLeast(boolean valid, String option, int min) {
    BadOptionException.check(valid, "option.at-least", option, min);
  }

  private static void checkAge(Duration age, Duration shortest, String option, String min) {
    boolean valid = age.isZero() || isDuration(age) && age.compareTo(shortest) >= 0;
    BadOptionException.check(valid, "option.age", option, min, LONGEST);
  }

  /** Creates a builder with the default of every option and with this data directory. */
  public static Builder builder(Path data) {
    return new Builder(data);
  }

  /** The data directory. */
  public Path data() {
    return data;
  }

  /** The host name or address on which the server listens. Default: localhost. */
  public String host() {
    return host;
  }

  /**
   * The port on which the server listens: 0 to 65535, where 0 means any free port. Default: 9998.
   */
  public int port() {
    return port;
  }

  /** The number of threads that serve connections: 1 or more. Default: the number of processors. */
  public int loops() {
    return loops;
  }

  /** The TLS settings; null for plaintext, which is the default. */
  public @Nullable TlsSettings tls() {
    return tls;
  }

  /** The greeting for each user who joins. */
  public String welcome() {
    return welcome;
  }

  /** The maximum length of a text in code points: 1 or more. Default: 4000. */
  public int maxTextCodePoints() {
    return maxTextCodePoints;
  }

  /**
   * The maximum length of a text in bytes of UTF-8: 1 to 1 MiB, and at least 4 KiB less than {@link
   * ConnectionLimits#maxRequestBytes}. Default: 16 KiB.
   */
  public int maxTextBytes() {
    return maxTextBytes;
  }

  /** The number of events that the server keeps of each room; 0 for all, which is the default. */
  public long retainMessages() {
    return retainMessages;
  }

  /**
   * How long the server keeps messages of rooms: 1 hour to 36,500 days, or 0 to keep them
   * regardless of their age, which is the default.
   */
  public Duration retainFor() {
    return retainFor;
  }

  /**
   * How long the server keeps private messages: 1 hour to 36,500 days, or 0 to keep them as long as
   * the identity, which is the default.
   */
  public Duration retainPrivateFor() {
    return retainPrivateFor;
  }

  /**
   * For how long the server recognises a repeated send: 1 day to 36,500 days, or 0 for as long as
   * the identity, which is the default.
   */
  public Duration repetitionWindow() {
    return repetitionWindow;
  }

  /** How long an identity without a stream keeps its name: 0 to 36,500 days. Default: 60 s. */
  public Duration nameLease() {
    return nameLease;
  }

  /**
   * How long the server waits before it tells others that a user has lost the connection: 0 to
   * 36,500 days. Default: 5 s.
   */
  public Duration lossDelay() {
    return lossDelay;
  }

  /**
   * How long an identity is kept after its last authenticated call: more than 0, and at most 36,500
   * days. Default: 30 days.
   */
  public Duration identityLifetime() {
    return identityLifetime;
  }

  /**
   * How long expired identities are kept if many have expired together: 0 to 36,500 days. Default:
   * 1 day.
   */
  public Duration massExpiryDelay() {
    return massExpiryDelay;
  }

  /** The maximum number of identities: 1 or more. Default: {@link HeapDefaults#identities}. */
  public int maxIdentities() {
    return maxIdentities;
  }

  /** The maximum number of rooms: 1 or more. Default: 10,000. */
  public int maxRooms() {
    return maxRooms;
  }

  /**
   * The maximum number of users present in a room for which the server sends each change of
   * presence: 0 or more. With more users, it sends only their number. Default: 200.
   */
  public int maxPresenceDetail() {
    return maxPresenceDetail;
  }

  /** The maximum number of rooms that one identity can be a member of: 1 or more. Default: 100. */
  public int maxRoomsPerUser() {
    return maxRoomsPerUser;
  }

  /**
   * The maximum number of memberships of all identities together: 1 or more. Default: {@link
   * HeapDefaults#memberships}.
   */
  public int maxMemberships() {
    return maxMemberships;
  }

  /** The rate limits, by session and by address. Default: {@link RateSettings#DEFAULT}. */
  public RateSettings rates() {
    return rates;
  }

  /** How much of the disk should be free. Default: {@link MinFree#DEFAULT}. */
  public MinFree minFreeDisk() {
    return minFreeDisk;
  }

  /**
   * The limits and timeouts of connections and their calls. Default: {@link
   * ConnectionSettings#DEFAULT}.
   */
  public ConnectionSettings connections() {
    return connections;
  }

  /**
   * The memory budget for the data of all peers together, in bytes: 1 or more. Default: {@link
   * MemoryBudget#defaultBytes}.
   */
  public long memoryBytes() {
    return memoryBytes;
  }

  /**
   * The memory for the newest events of all timelines together, in bytes: 0 or more, and at most
   * what {@link MemoryBudget#part} allows. Default: 64 MiB.
   */
  public long windowBytes() {
    return windowBytes;
  }

  /**
   * The address at which the server serves metrics, where port 0 means any free port; null for
   * none, which is the default.
   */
  public @Nullable HostAndPort metrics() {
    return metrics;
  }

  /**
   * The maximum number of cursors of an {@code Open}: 1,000 or more. A client may have cursors of
   * more rooms than {@link #maxRoomsPerUser}, because the identity may have entered rooms when that
   * limit was higher, and may have left rooms.
   */
  public int maxCursors() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_CURSORS, 2L * maxRoomsPerUser));
  }

  /** Sets options. Not thread-safe. */
  public static final class Builder {
    private final Path data;
    private String host = "localhost";
    private int port = 9998;
    private int loops = Runtime.getRuntime().availableProcessors();
    private @Nullable TlsSettings tls;
    private String welcome = "Welcome to the best chat in the universe!";
    private int maxTextCodePoints = 4000;
    private int maxTextBytes = 16 * 1024;
    private long retainMessages;
    private Duration retainFor = Duration.ZERO;
    private Duration retainPrivateFor = Duration.ZERO;
    private Duration repetitionWindow = Duration.ZERO;
    private Duration nameLease = Duration.ofSeconds(60);
    private Duration lossDelay = Duration.ofSeconds(5);
    private Duration identityLifetime = Duration.ofDays(30);
    private Duration massExpiryDelay = Duration.ofDays(1);
    private int maxIdentities = HeapDefaults.identities(HEAP_BYTES);
    private int maxRooms = 10_000;
    private int maxPresenceDetail = 200;
    private int maxRoomsPerUser = 100;
    private int maxMemberships;
    private RateSettings rates = RateSettings.DEFAULT;
    private MinFree minFreeDisk = MinFree.DEFAULT;
    private ConnectionSettings connections = ConnectionSettings.DEFAULT;
    private long memoryBytes;
    private long windowBytes = 64L * 1024 * 1024;
    private @Nullable HostAndPort metrics;

    private Builder(Path data) {
      this.data = data;
    }

    /** See {@link ServerConfig#host}. */
    public Builder host(String host) {
      this.host = host;
      return this;
    }

    /** See {@link ServerConfig#port}. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** See {@link ServerConfig#loops}. */
    public Builder loops(int loops) {
      this.loops = loops;
      return this;
    }

    /** See {@link ServerConfig#tls}. */
    public Builder tls(@Nullable TlsSettings tls) {
      this.tls = tls;
      return this;
    }

    /** See {@link ServerConfig#welcome}. */
    public Builder welcome(String welcome) {
      this.welcome = welcome;
      return this;
    }

    /** See {@link ServerConfig#maxTextCodePoints}. */
    public Builder maxTextCodePoints(int maxTextCodePoints) {
      this.maxTextCodePoints = maxTextCodePoints;
      return this;
    }

    /**
     * See {@link ServerConfig#maxTextBytes}. If the value is more than 252 KiB, the caller must
     * also raise the limit of requests by {@link #connections}.
     */
    public Builder maxTextBytes(int maxTextBytes) {
      this.maxTextBytes = maxTextBytes;
      return this;
    }

    /** See {@link ServerConfig#retainMessages}. */
    public Builder retainMessages(long retainMessages) {
      this.retainMessages = retainMessages;
      return this;
    }

    /** See {@link ServerConfig#retainFor}. */
    public Builder retainFor(Duration retainFor) {
      this.retainFor = retainFor;
      return this;
    }

    /** See {@link ServerConfig#retainPrivateFor}. */
    public Builder retainPrivateFor(Duration retainPrivateFor) {
      this.retainPrivateFor = retainPrivateFor;
      return this;
    }

    /** See {@link ServerConfig#repetitionWindow}. */
    public Builder repetitionWindow(Duration repetitionWindow) {
      this.repetitionWindow = repetitionWindow;
      return this;
    }

    /** See {@link ServerConfig#nameLease}. */
    public Builder nameLease(Duration nameLease) {
      this.nameLease = nameLease;
      return this;
    }

    /** See {@link ServerConfig#lossDelay}. */
    public Builder lossDelay(Duration lossDelay) {
      this.lossDelay = lossDelay;
      return this;
    }

    /** See {@link ServerConfig#identityLifetime}. */
    public Builder identityLifetime(Duration identityLifetime) {
      this.identityLifetime = identityLifetime;
      return this;
    }

    /** See {@link ServerConfig#massExpiryDelay}. */
    public Builder massExpiryDelay(Duration massExpiryDelay) {
      this.massExpiryDelay = massExpiryDelay;
      return this;
    }

    /** See {@link ServerConfig#maxIdentities}. */
    public Builder maxIdentities(int maxIdentities) {
      this.maxIdentities = maxIdentities;
      return this;
    }

    /** See {@link ServerConfig#maxRooms}. */
    public Builder maxRooms(int maxRooms) {
      this.maxRooms = maxRooms;
      return this;
    }

    /** See {@link ServerConfig#maxPresenceDetail}. */
    public Builder maxPresenceDetail(int maxPresenceDetail) {
      this.maxPresenceDetail = maxPresenceDetail;
      return this;
    }

    /** See {@link ServerConfig#maxRoomsPerUser}. */
    public Builder maxRoomsPerUser(int maxRoomsPerUser) {
      this.maxRoomsPerUser = maxRoomsPerUser;
      return this;
    }

    /** See {@link ServerConfig#maxMemberships}. 0 means the default. */
    public Builder maxMemberships(int maxMemberships) {
      this.maxMemberships = maxMemberships;
      return this;
    }

    /** See {@link ServerConfig#rates}. */
    public Builder rates(RateSettings rates) {
      this.rates = rates;
      return this;
    }

    /** See {@link ServerConfig#minFreeDisk}. */
    public Builder minFreeDisk(MinFree minFreeDisk) {
      this.minFreeDisk = minFreeDisk;
      return this;
    }

    /** See {@link ServerConfig#connections}. */
    public Builder connections(ConnectionSettings connections) {
      this.connections = connections;
      return this;
    }

    /** See {@link ServerConfig#memoryBytes}. 0 means the default. */
    public Builder memoryBytes(long memoryBytes) {
      this.memoryBytes = memoryBytes;
      return this;
    }

    /** See {@link ServerConfig#windowBytes}. */
    public Builder windowBytes(long windowBytes) {
      this.windowBytes = windowBytes;
      return this;
    }

    /** See {@link ServerConfig#metrics}. */
    public Builder metrics(@Nullable HostAndPort metrics) {
      this.metrics = metrics;
      return this;
    }

    /**
     * Creates the configuration.
     *
     * @throws BadOptionException if a value is out of range
     */
    public ServerConfig build() {
      return new ServerConfig(this);
    }
  }
}
