package chat.charla.server;

import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.disk.MinFree;
import chat.charla.server.grpc.ConnectionLimits;
import chat.charla.server.grpc.ConnectionSettings;
import chat.charla.server.grpc.GrpcServer;
import chat.charla.server.limit.RateSettings;
import chat.charla.server.memory.MemoryBudget;
import chat.charla.server.oidc.Issuer;
import chat.charla.server.options.BadOptionException;
import chat.charla.server.room.TextRules;
import chat.charla.server.tls.TlsSettings;
import com.google.common.net.HostAndPort;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a server. Every option except the data directory has a default, which {@link
 * Builder} names. Immutable.
 */
public final class ServerConfig {
  private static final long HEAP_BYTES = Runtime.getRuntime().maxMemory();
  private static final int MAX_PORT = 65535;
  private static final int MAX_TEXT_BYTES = 1024 * 1024;

  private final Path data;
  private final String host;
  private final int port;
  private final int loops;
  private final @Nullable TlsSettings tls;
  private final String welcome;
  private final AccountSettings accounts;
  private final @Nullable Issuer oidc;
  private final TextRules texts;
  private final Retention retention;
  private final IdentityTimes times;
  private final Capacity capacity;
  private final RateSettings rates;
  private final MinFree minFreeDisk;
  private final ConnectionSettings connections;
  private final long memoryBytes;
  private final long windowBytes;
  private final @Nullable HostAndPort metrics;

  private ServerConfig(Builder builder) {
    BadOptionException.checkBetween(builder.port, 0, MAX_PORT, "--port");
    BadOptionException.checkAtLeast(builder.loops, 1, "--loops");
    BadOptionException.checkAtLeast(builder.maxTextCodePoints, 1, "--max-text-code-points");
    BadOptionException.checkBetween(builder.maxTextBytes, 1, MAX_TEXT_BYTES, "--max-text-bytes");
    int maxRequestBytes = builder.connections.limits().maxRequestBytes();
    BadOptionException.check(
        maxRequestBytes - builder.maxTextBytes >= ConnectionLimits.MIN_BYTES,
        "option.request-bytes",
        ConnectionLimits.MIN_BYTES);
    data = builder.data;
    host = builder.host;
    port = builder.port;
    loops = builder.loops;
    tls = builder.tls;
    welcome = builder.welcome;
    BadOptionException.checkBetween(
        builder.membersInvite, 0, AccountSettings.MAX_INVITATIONS, "--members-invite");
    accounts = new AccountSettings(builder.registration, builder.guests, builder.membersInvite);
    oidc = builder.oidc;
    texts = new TextRules(builder.maxTextCodePoints, builder.maxTextBytes);
    retention =
        new Retention(
            builder.retainMessages,
            builder.retainFor,
            builder.retainPrivateFor,
            builder.retainAudit,
            builder.repetitionWindow);
    times =
        new IdentityTimes(
            builder.nameLease,
            builder.lossDelay,
            builder.identityLifetime,
            builder.massExpiryDelay);
    int maxMemberships =
        builder.maxMemberships != 0 ? builder.maxMemberships : HeapDefaults.memberships(HEAP_BYTES);
    capacity =
        new Capacity(
            builder.maxIdentities,
            builder.maxAccounts != null
                ? builder.maxAccounts
                : Math.max(1, builder.maxIdentities / 2),
            builder.maxRooms,
            builder.maxRoomsPerUser,
            maxMemberships,
            builder.maxPresenceDetail);
    rates = builder.rates;
    minFreeDisk = builder.minFreeDisk;
    connections = builder.connections;
    metrics = builder.metrics;
    BadOptionException.checkAtLeast(builder.windowBytes, 0, "--window-bytes");
    windowBytes = builder.windowBytes;
    // Compute the default last, because asking for the size of the direct memory initialises Netty.
    memoryBytes =
        builder.memoryBytes != 0
            ? builder.memoryBytes
            : MemoryBudget.defaultBytes(HEAP_BYTES, GrpcServer.directMemory());
    BadOptionException.checkAtLeast(memoryBytes, 1, "--memory-budget");
  }

  /** Creates a builder with the default of every option and with this data directory. */
  public static Builder builder(Path data) {
    return new Builder(data);
  }

  /** The data directory. */
  public Path data() {
    return data;
  }

  /** The host name or address on which the server listens. */
  public String host() {
    return host;
  }

  /** The port on which the server listens: 0 to 65535, where 0 means any free port. */
  public int port() {
    return port;
  }

  /** The number of threads that serve connections: 1 or more. */
  public int loops() {
    return loops;
  }

  /** The TLS settings; null for plaintext. */
  public @Nullable TlsSettings tls() {
    return tls;
  }

  /** The greeting for each user who joins. */
  public String welcome() {
    return welcome;
  }

  /** Which clients may get an identity. Default: only guests. */
  public AccountSettings accounts() {
    return accounts;
  }

  /** The issuer whose id tokens are accepted. Default: null, for none. */
  public @Nullable Issuer oidc() {
    return oidc;
  }

  /**
   * The rules for texts. A text has at most 1 MiB, and at least 4 KiB less than {@link
   * ConnectionLimits#maxRequestBytes}.
   */
  public TextRules texts() {
    return texts;
  }

  /** How long the server keeps messages, and recognises repetitions. */
  public Retention retention() {
    return retention;
  }

  /** How long an identity keeps its name and its presence, and how long the identity exists. */
  public IdentityTimes times() {
    return times;
  }

  /** How many identities, rooms and memberships the server has at most. */
  public Capacity capacity() {
    return capacity;
  }

  /** The rate limits, by session and by address. */
  public RateSettings rates() {
    return rates;
  }

  /** How much of the disk should be free. */
  public MinFree minFreeDisk() {
    return minFreeDisk;
  }

  /** The limits and timeouts of connections and their calls. */
  public ConnectionSettings connections() {
    return connections;
  }

  /** The memory budget for the data of all peers together, in bytes: 1 or more. */
  public long memoryBytes() {
    return memoryBytes;
  }

  /**
   * The memory for the newest events of all timelines together, in bytes: 0 or more, and at most
   * what {@link MemoryBudget#part} allows.
   */
  public long windowBytes() {
    return windowBytes;
  }

  /**
   * The address at which the server serves metrics, where port 0 means any free port; null for
   * none.
   */
  public @Nullable HostAndPort metrics() {
    return metrics;
  }

  /** Sets options. The values of the fields are the defaults. Not thread-safe. */
  public static final class Builder {
    private final Path data;
    private String host = "localhost";
    private int port = 9998;
    private int loops = Runtime.getRuntime().availableProcessors();
    private @Nullable TlsSettings tls;
    private RegistrationPolicy registration = AccountSettings.DEFAULT.registration();
    private int membersInvite = AccountSettings.DEFAULT.invitationsPerMember();
    private boolean guests = AccountSettings.DEFAULT.guests();
    private @Nullable Issuer oidc;
    private String welcome = "Welcome to the best chat in the universe!";
    private int maxTextCodePoints = 4000;
    private int maxTextBytes = 16 * 1024;
    private long retainMessages;
    private Duration retainFor = Duration.ZERO;
    private Duration retainPrivateFor = Duration.ZERO;
    private Duration retainAudit = Duration.ofDays(365);
    private Duration repetitionWindow = Duration.ZERO;
    private Duration nameLease = Duration.ofSeconds(60);
    private Duration lossDelay = Duration.ofSeconds(5);
    private Duration identityLifetime = Duration.ofDays(30);
    private Duration massExpiryDelay = Duration.ofDays(1);
    private int maxIdentities = HeapDefaults.identities(HEAP_BYTES);
    private @Nullable Integer maxAccounts;
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

    /** See {@link AccountSettings#registration}. */
    public Builder registration(RegistrationPolicy registration) {
      this.registration = registration;
      return this;
    }

    /** If {@code open}, all users may create accounts without an invitation; otherwise none may. */
    public Builder registration(boolean open) {
      return registration(open ? RegistrationPolicy.OPEN : RegistrationPolicy.OFF);
    }

    /** See {@link AccountSettings#invitationsPerMember}. */
    public Builder membersInvite(int membersInvite) {
      this.membersInvite = membersInvite;
      return this;
    }

    /** See {@link AccountSettings#guests}. */
    public Builder guests(boolean guests) {
      this.guests = guests;
      return this;
    }

    /** See {@link ServerConfig#oidc}. */
    public Builder oidc(@Nullable Issuer oidc) {
      this.oidc = oidc;
      return this;
    }

    /** See {@link ServerConfig#welcome}. */
    public Builder welcome(String welcome) {
      this.welcome = welcome;
      return this;
    }

    /** See {@link TextRules#maxCodePoints}. */
    public Builder maxTextCodePoints(int maxTextCodePoints) {
      this.maxTextCodePoints = maxTextCodePoints;
      return this;
    }

    /**
     * See {@link TextRules#maxBytes}. If the value is more than 252 KiB, the caller must also raise
     * the limit of requests by {@link #connections}.
     */
    public Builder maxTextBytes(int maxTextBytes) {
      this.maxTextBytes = maxTextBytes;
      return this;
    }

    /** See {@link Retention#messages}. */
    public Builder retainMessages(long retainMessages) {
      this.retainMessages = retainMessages;
      return this;
    }

    /** See {@link Retention#rooms}. */
    public Builder retainFor(Duration retainFor) {
      this.retainFor = retainFor;
      return this;
    }

    /** See {@link Retention#inboxes}. */
    public Builder retainPrivateFor(Duration retainPrivateFor) {
      this.retainPrivateFor = retainPrivateFor;
      return this;
    }

    /** See {@link Retention#audit}. */
    public Builder retainAudit(Duration retainAudit) {
      this.retainAudit = retainAudit;
      return this;
    }

    /** See {@link Retention#repetitionWindow}. */
    public Builder repetitionWindow(Duration repetitionWindow) {
      this.repetitionWindow = repetitionWindow;
      return this;
    }

    /** See {@link IdentityTimes#nameLease}. */
    public Builder nameLease(Duration nameLease) {
      this.nameLease = nameLease;
      return this;
    }

    /** See {@link IdentityTimes#lossDelay}. */
    public Builder lossDelay(Duration lossDelay) {
      this.lossDelay = lossDelay;
      return this;
    }

    /** See {@link IdentityTimes#lifetime}. */
    public Builder identityLifetime(Duration identityLifetime) {
      this.identityLifetime = identityLifetime;
      return this;
    }

    /** See {@link IdentityTimes#massExpiryDelay}. */
    public Builder massExpiryDelay(Duration massExpiryDelay) {
      this.massExpiryDelay = massExpiryDelay;
      return this;
    }

    /** See {@link Capacity#identities}. */
    public Builder maxIdentities(int maxIdentities) {
      this.maxIdentities = maxIdentities;
      return this;
    }

    /** See {@link Capacity#accounts}. Default: half of the identities. */
    public Builder maxAccounts(int maxAccounts) {
      this.maxAccounts = maxAccounts;
      return this;
    }

    /** See {@link Capacity#rooms}. */
    public Builder maxRooms(int maxRooms) {
      this.maxRooms = maxRooms;
      return this;
    }

    /** See {@link Capacity#presenceDetail}. */
    public Builder maxPresenceDetail(int maxPresenceDetail) {
      this.maxPresenceDetail = maxPresenceDetail;
      return this;
    }

    /** See {@link Capacity#roomsPerUser}. */
    public Builder maxRoomsPerUser(int maxRoomsPerUser) {
      this.maxRoomsPerUser = maxRoomsPerUser;
      return this;
    }

    /** See {@link Capacity#memberships}. 0 means {@link HeapDefaults#memberships}. */
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

    /** See {@link ServerConfig#memoryBytes}. 0 means {@link MemoryBudget#defaultBytes}. */
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
