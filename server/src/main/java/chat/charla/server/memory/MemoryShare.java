package chat.charla.server.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A part of the budget, and what is held of it. Safe for use by several threads. */
public final class MemoryShare {
  private final Scope scope;
  private final String owner;
  private final long limit;

  /** The share that this one is a part of; null for the whole. */
  private final @Nullable MemoryShare whole;

  private final AtomicLong used = new AtomicLong();

  /** So much of it is held for calls that have ended. */
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

  /** A budget that consists of this share only. */
  public static MemoryShare alone(long bytes) {
    return new MemoryShare(Scope.SERVER, "", bytes, null);
  }

  public Scope scope() {
    return scope;
  }

  /** Whose it is, for the log: an address, or empty. */
  public String owner() {
    return owner;
  }

  /** How much may be held, in bytes. */
  public long limit() {
    return limit;
  }

  /** How much is held, in bytes. */
  public long used() {
    return used.get();
  }

  /** Whether more is held than may be. */
  public boolean isExceeded() {
    return used.get() > limit;
  }

  /** Whether that is so because of calls that can be given up. */
  boolean isRelievable() {
    return used.get() - lingering.get() > limit;
  }

  void addLingering(long bytes) {
    lingering.addAndGet(bytes);
  }

  /** Whether so many bytes more may be held. */
  boolean hasRoom(long bytes) {
    return used.get() + bytes <= limit;
  }

  /**
   * So many bytes more are held, unless there is no room for them, here or in the whole.
   *
   * @return which one has no room; empty if they are held
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

  /** So many bytes more are held, whatever the limit; fewer if negative. */
  public void add(long bytes) {
    used.addAndGet(bytes);
    if (whole != null) {
      whole.add(bytes);
    }
  }

  Set<MemoryAccount> accounts() {
    return accounts;
  }

  /** The share that this one is a part of; null for the whole. */
  @Nullable MemoryShare whole() {
    return whole;
  }

  /** Those of the calls here. */
  Stream<MemoryShare> connections() {
    return accounts.stream().map(MemoryAccount::connection).distinct();
  }

  /** So many more addresses are parts of this one; returns whether any are. */
  boolean countParts(int more) {
    return parts.addAndGet(more) > 0;
  }

  /** Whether addresses are parts of this one. */
  boolean hasParts() {
    return parts.get() > 0;
  }

  /**
   * The calls that others are served before, the first to be given up first. If there are none, the
   * one that is given up then, if any can be.
   */
  List<Candidate> candidates() {
    List<Candidate> yielding = new ArrayList<>();
    Candidate other = null;
    for (MemoryAccount account : accounts) {
      Candidate candidate = Candidate.of(account);
      if (candidate.yields()) {
        yielding.add(candidate);
      } else if (candidate.standing() != Standing.BUILDING
          && (other == null || Candidate.ORDER.compare(candidate, other) < 0)) {
        other = candidate;
      }
    }
    yielding.sort(Candidate.ORDER);
    return yielding.isEmpty() && other != null ? List.of(other) : yielding;
  }

  /** True for one caller, until {@link #relieved}. */
  boolean beginRelief() {
    return relieving.compareAndSet(false, true);
  }

  void relieved() {
    relieving.set(false);
  }
}
