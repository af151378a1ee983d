package chat.charla.server.memory;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Counts the memory that the server holds for one call. Thread-safe. */
public final class MemoryAccount {
  /** The owner of an account. It can free the memory that is charged to the account. */
  public interface Holder {
    /**
     * Frees memory soon, on the owner's thread.
     *
     * @param necessary called on that thread; returns whether the owner must abort the call if it
     *     can free nothing else
     * @param done called once, when memory has been freed or when none can be freed
     */
    void free(BooleanSupplier necessary, Runnable done);

    /** Determines the order in which calls are aborted. For any thread. */
    default CallStanding standing() {
      return CallStanding.SERVED;
    }

    /**
     * How long the peer has read nothing of the answer, in nanoseconds; 0 if it reads. For any
     * thread.
     */
    default long idleNanos() {
      return 0;
    }
  }

  /** The budget that the account belongs to. Thread-safe. */
  interface Budget {
    /**
     * If the share is exceeded, starts to abort one of its calls, or several that {@linkplain
     * Candidate#yields yield}.
     */
    void relieve(MemoryShare share);

    /**
     * Handles a reservation for which the share has no room.
     *
     * @return whether the bytes are charged
     */
    boolean makeRoom(MemoryShare share, MemoryAccount account, long bytes);

    /** Called when an account of this address is closed. */
    void accountClosed(MemoryShare address);
  }

  private final Budget budget;
  private final MemoryShare connection;
  private final MemoryShare address;
  private final Holder holder;
  private final long number;
  private long bytes;
  private boolean lingering;
  private boolean closed;

  MemoryAccount(
      Budget budget, MemoryShare connection, MemoryShare address, Holder holder, long number) {
    this.budget = budget;
    this.connection = connection;
    this.address = address;
    this.holder = holder;
    this.number = number;
    connection.accounts().add(this);
    address.accounts().add(this);
  }

  /** The client's network, for the log; empty if no limits per address apply to the client. */
  public String owner() {
    return address.owner();
  }

  /** The memory charged to the account, in bytes. */
  public synchronized long bytes() {
    return bytes;
  }

  /**
   * Charges bytes that are held already. If this makes the use of a share exceed its limit, a call
   * is aborted soon.
   */
  public void add(long more) {
    if (change(more)) {
      relieveShares();
    }
  }

  /** Whether a share that this account counts towards is exceeded. */
  public boolean isExceeded() {
    boolean exceeded = connection.isExceeded();
    for (MemoryShare share = address; share != null && !exceeded; share = share.whole()) {
      exceeded = share.isExceeded();
    }
    return exceeded;
  }

  /** Whether more than three quarters of a share that this account counts towards are in use. */
  public boolean isMostlyUsed() {
    boolean mostly = connection.isMostlyUsed();
    for (MemoryShare share = address; share != null && !mostly; share = share.whole()) {
      mostly = share.isMostlyUsed();
    }
    return mostly;
  }

  /**
   * Like {@link #isExceeded}, for a caller that waits until no share is exceeded. If a share is
   * exceeded, this method starts to abort calls, because an earlier search may have found no call
   * to abort.
   */
  public boolean isStillExceeded() {
    relieveShares();
    return isExceeded();
  }

  /** Releases bytes that are no longer held. */
  public void release(long fewer) {
    change(-fewer);
  }

  /**
   * Charges bytes that are about to be held, if all shares have room.
   *
   * @return empty if the bytes are charged, or if the account is closed; otherwise the share that
   *     has no room
   */
  public Optional<MemoryShare> reserve(long more) {
    Optional<MemoryShare> full;
    synchronized (this) {
      if (closed) {
        return Optional.empty(); // The call has ended, so it will hold nothing.
      }
      full = reserveAll(more);
    }
    return full.filter(share -> !budget.makeRoom(share, this, more));
  }

  /**
   * Charges all shares or none. A share without room is not charged even temporarily; otherwise
   * other calls could find the share exceeded.
   */
  private Optional<MemoryShare> reserveAll(long more) {
    Optional<MemoryShare> full = shares().filter(share -> !share.hasRoom(more)).findFirst();
    if (full.isEmpty()) {
      full = connection.reserve(more);
    }
    if (full.isEmpty()) {
      full = address.reserve(more);
      if (full.isPresent()) {
        connection.add(-more);
      } else {
        bytes += more;
        if (lingering) {
          moveLingering(more);
        }
      }
    }
    return full;
  }

  /**
   * Records that the call has ended although its memory cannot be freed yet. No other call is
   * aborted because of that memory.
   */
  public synchronized void linger() {
    if (!closed && !lingering) {
      lingering = true;
      moveLingering(bytes);
    }
  }

  /** Releases everything: the call has ended and holds no memory. Later charges have no effect. */
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      move(-bytes);
      closed = true;
    }
    connection.accounts().remove(this);
    address.accounts().remove(this);
    budget.accountClosed(address);
  }

  /** A serial number, which is smaller for older accounts. */
  long number() {
    return number;
  }

  Holder holder() {
    return holder;
  }

  MemoryShare connection() {
    return connection;
  }

  /**
   * The part of this share to which the account belongs. The parts of a share compete for its
   * bytes.
   */
  MemoryShare partOf(MemoryShare share) {
    if (share == address) {
      return connection;
    }
    return share == address.whole() && share.whole() != null ? address : part();
  }

  /**
   * The share with which the account competes for the server's budget: the share of its /48 or, for
   * IPv4, of its address; if no limits per address apply, the share of its connection.
   */
  MemoryShare part() {
    if (address.owner().isEmpty()) {
      return connection;
    }
    MemoryShare whole = address.whole();
    return whole == null || whole.whole() == null ? address : whole;
  }

  /**
   * Relieves the shares that are exceeded. Allocates no memory, because it is called at each
   * charge.
   */
  private void relieveShares() {
    budget.relieve(connection);
    for (MemoryShare share = address; share != null; share = share.whole()) {
      budget.relieve(share);
    }
  }

  private Stream<MemoryShare> shares() {
    return Stream.concat(
        Stream.of(connection), Stream.iterate(address, Objects::nonNull, MemoryShare::whole));
  }

  /**
   * Adds a difference, which may be negative, to the charge. Returns false, and changes nothing, if
   * the account is closed.
   */
  synchronized boolean change(long difference) {
    if (!closed) {
      move(difference);
    }
    return !closed;
  }

  private void move(long difference) {
    bytes += difference;
    connection.add(difference);
    address.add(difference);
    if (lingering) {
      moveLingering(difference);
    }
  }

  private void moveLingering(long difference) {
    shares().forEach(share -> share.addLingering(difference));
  }
}
