package chat.charla.client;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Options of a {@link ChatClient}. Immutable; every option has a default. */
public final class ClientOptions {
  private final @Nullable String name;
  private final int backlog;
  private final @Nullable Integer inboxBacklog;
  private final Duration connectTimeout;
  private final Duration backoffBase;
  private final Duration backoffCap;
  private final Duration stableAfter;
  private final int maxPendingMessages;
  private final DoubleSupplier random;
  private final Supplier<String> ids;
  private final LongSupplier wallClock;

  private ClientOptions(Builder builder) {
    name = builder.name;
    backlog = builder.backlog;
    inboxBacklog = builder.inboxBacklog;
    connectTimeout = builder.connectTimeout;
    backoffBase = builder.backoffBase;
    backoffCap = builder.backoffCap;
    stableAfter = builder.stableAfter;
    maxPendingMessages = builder.maxPendingMessages;
    random = builder.random;
    ids = builder.ids;
    wallClock = builder.wallClock;
  }

  /** A builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** The name to join with. If null, the client asks for a name in state NAME_NEEDED. */
  public @Nullable String name() {
    return name;
  }

  /** How many of each room's last events the first stream of an identity delivers. Default 0. */
  public int backlog() {
    return backlog;
  }

  /**
   * How many of the inbox's last events a stream delivers if there is no cursor of the inbox, as
   * after a log-in. If null, it delivers all of them. Default null.
   */
  public @Nullable Integer inboxBacklog() {
    return inboxBacklog;
  }

  /** The time limit for the answer to a call, or for a stream's {@code Ready}. Default 20 s. */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /**
   * The upper bound of the first wait between attempts; the bound doubles each time. Default 250
   * ms.
   */
  public Duration backoffBase() {
    return backoffBase;
  }

  /**
   * The value at which the upper bound of the random part of a wait stops doubling. Default 30 s.
   */
  public Duration backoffCap() {
    return backoffCap;
  }

  /**
   * After the end of a stream that was open for at least this time, the backoff is reset. Default
   * 10 s.
   */
  public Duration stableAfter() {
    return stableAfter;
  }

  /**
   * How many messages and room commands may be pending; the client refuses further ones at once.
   * Default 256.
   */
  public int maxPendingMessages() {
    return maxPendingMessages;
  }

  DoubleSupplier random() {
    return random;
  }

  Supplier<String> ids() {
    return ids;
  }

  LongSupplier wallClock() {
    return wallClock;
  }

  /** Sets options. Not thread-safe. */
  public static final class Builder {
    private @Nullable String name;
    private int backlog;
    private @Nullable Integer inboxBacklog;
    private Duration connectTimeout = Duration.ofSeconds(20);
    private Duration backoffBase = Duration.ofMillis(250);
    private Duration backoffCap = Duration.ofSeconds(30);
    private Duration stableAfter = Duration.ofSeconds(10);
    private int maxPendingMessages = 256;
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    private Supplier<String> ids = () -> UUID.randomUUID().toString();
    private LongSupplier wallClock = System::currentTimeMillis;

    private Builder() {}

    /** See {@link ClientOptions#name}. */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name);
      return this;
    }

    /** See {@link ClientOptions#backlog}. */
    public Builder backlog(int events) {
      require(events >= 0, "the backlog must be 0 or more");
      this.backlog = events;
      return this;
    }

    /** See {@link ClientOptions#inboxBacklog}. */
    public Builder inboxBacklog(int events) {
      require(events >= 0, "the backlog must be 0 or more");
      this.inboxBacklog = events;
      return this;
    }

    /** See {@link ClientOptions#connectTimeout}. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = positive(timeout);
      return this;
    }

    /** See {@link ClientOptions#backoffBase} and {@link ClientOptions#backoffCap}. */
    public Builder backoff(Duration base, Duration cap) {
      require(base.compareTo(cap) <= 0, "the cap of the backoff must not be below its base");
      this.backoffBase = positive(base);
      this.backoffCap = cap;
      return this;
    }

    /** See {@link ClientOptions#stableAfter}. */
    public Builder stableAfter(Duration age) {
      this.stableAfter = positive(age);
      return this;
    }

    /** See {@link ClientOptions#maxPendingMessages}. */
    public Builder maxPendingMessages(int messages) {
      require(messages >= 1, "maxPendingMessages must be 1 or more");
      this.maxPendingMessages = messages;
      return this;
    }

    /**
     * The source of randomness for waits: numbers from 0 (inclusive) to 1 (exclusive), such as
     * {@code random::nextDouble}. Called on the client's scheduler. Default: {@link
     * ThreadLocalRandom}.
     */
    public Builder random(DoubleSupplier random) {
      this.random = Objects.requireNonNull(random);
      return this;
    }

    /**
     * Generates ids: UUIDs in their 36-character form. They must be unique and unguessable, because
     * the request id of a {@code Join} is as secret as the token. Called on the client's scheduler
     * and on every thread that sends a message. Default: {@link UUID#randomUUID}.
     */
    public Builder ids(Supplier<String> ids) {
      this.ids = Objects.requireNonNull(ids);
      return this;
    }

    /**
     * The time of day in milliseconds. Stream numbers are derived from it, so that they increase
     * even if a process ends before it saves its last stream number. Called on the client's
     * scheduler. Default: {@link System#currentTimeMillis}.
     */
    public Builder wallClock(LongSupplier milliseconds) {
      this.wallClock = Objects.requireNonNull(milliseconds);
      return this;
    }

    /** Creates the options. */
    public ClientOptions build() {
      return new ClientOptions(this);
    }

    private static Duration positive(Duration duration) {
      require(!duration.isZero() && !duration.isNegative(), "a duration must be above zero");
      return duration;
    }

    private static void require(boolean condition, String rule) {
      if (!condition) {
        throw new IllegalArgumentException(rule);
      }
    }
  }
}
