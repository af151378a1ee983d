package chat.charla.server.memory;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A part of the budget and its use. Thread-safe. */
public final class MemoryShare {
  private final Scope scope;
  private final String owner;
  private final long limit;

  /** The share that this share is a part of; null if there is none. */
  private final @Nullable MemoryShare whole;

  private final AtomicLong used = new AtomicLong();

  /** The bytes held for calls that have ended. */
  private final AtomicLong lingering = new AtomicLong();

  private final Set<MemoryAccount> accounts = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean relieving = new AtomicBoolean();
  private final AtomicInteger parts = new AtomicInteger();

  MemoryShare(Scope scope, String owner, long limit, @Nullable MemoryShare whole) {
    this.scope = scope;
    this.owner = owner;
    this.limit = limit;
    this.whole = whole;
  }

  /** Creates a share that is a budget without parts. */
  public static MemoryShare standalone(long bytes) {
    return new MemoryShare(Scope.SERVER, "", bytes, null);
  }

  public Scope scope() {
    return scope;
  }

  /** The client's network, for the log; may be empty. */
  public String owner() {
    return owner;
  }

  /** The limit, in bytes. */
  public long limit() {
    return limit;
  }

  /** The bytes in use. */
  public long used() {
    return used.get();
  }

  /** Whether the use exceeds the limit. */
  public boolean isExceeded() {
    return used.get() > limit;
  }

  /** Whether more than three quarters of the limit are in use. */
  boolean isMostlyUsed() {
    return used.get() > limit - limit / 4;
  }

  /**
   * Whether aborting calls can help: the use exceeds the limit even without the memory of calls
   * that have ended.
   */
  boolean isRelievable() {
    return used.get() - lingering.get() > limit;
  }

  void addLingering(long bytes) {
    lingering.addAndGet(bytes);
  }

  /** Whether this many more bytes fit. */
  boolean hasRoom(long bytes) {
    return used.get() + bytes <= limit;
  }

  /**
   * Charges bytes to this share and to the shares that contain it, unless one of these has no room.
   *
   * @return empty if the bytes are charged; otherwise the share that has no room
   */
  Optional<MemoryShare> reserve(long bytes) {
    long before;
    do {
      before = used.get();
      if (before + bytes > limit) {
        return Optional.of(this);
      }
    } while (!used.compareAndSet(before, before + bytes));
    Optional<MemoryShare> full = whole == null ? Optional.empty() : whole.reserve(bytes);
    full.ifPresent(share -> used.addAndGet(-bytes));
    return full;
  }

  /** Charges bytes even beyond the limit. A negative number releases bytes. */
  public void add(long bytes) {
    used.addAndGet(bytes);
    if (whole != null) {
      whole.add(bytes);
    }
  }

  Set<MemoryAccount> accounts() {
    return accounts;
  }

  /** The share that this share is a part of; null if there is none. */
  @Nullable MemoryShare whole() {
    return whole;
  }

  /** The shares of the connections that have calls in this share. */
  Stream<MemoryShare> connections() {
    return accounts.stream().map(MemoryAccount::connection).distinct();
  }

  /**
   * Adds {@code change}, which may be negative, to the number of addresses whose shares are parts
   * of this share, the share of a /48. Returns whether there are any after the change.
   */
  boolean countParts(int change) {
    return parts.addAndGet(change) > 0;
  }

  /** Whether this is the share of a /48 that has the shares of addresses as parts. */
  boolean hasParts() {
    return parts.get() > 0;
  }

  /** Begins to relieve the share. Returns false if another relief has begun and has not ended. */
  boolean beginRelief() {
    return relieving.compareAndSet(false, true);
  }

  void endRelief() {
    relieving.set(false);
  }
}
