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
     *     can free no other memory
     * @param done called once, when the owner has freed memory or cannot free any
     */
    void free(BooleanSupplier necessary, Runnable done);

    /** The state of the call, which determines when it is aborted. For any thread. */
    default CallStanding standing() {
      return CallStanding.SERVED;
    }

    /**
     * How long the peer has not read the answer, in nanoseconds; 0 if the peer reads. For any
     * thread.
     */
    default long idleNanos() {
      return 0;
    }
  }

  /** The budget that the account belongs to. Thread-safe. */
  interface Budget {
    /**
     * If the share is exceeded, starts to abort one of its calls, or several calls that {@linkplain
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
   * Charges bytes that the server holds already. If a share then exceeds its limit, starts to abort
   * a call.
   */
  public void add(long additional) {
    if (change(additional)) {
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
   * exceeded, this method also starts to abort calls, because an earlier attempt may have found no
   * call to abort.
   */
  public boolean isStillExceeded() {
    relieveShares();
    return isExceeded();
  }

  /** Releases bytes that the server no longer holds. */
  public void release(long released) {
    change(-released);
  }

  /**
   * Charges bytes that the server is about to hold, if all shares have room.
   *
   * @return empty if the bytes are charged, or if the account is closed; otherwise the share that
   *     has no room
   */
  public Optional<MemoryShare> reserve(long additional) {
    Optional<MemoryShare> full;
    synchronized (this) {
      if (closed) {
        return Optional.empty(); // The call has ended, so it will hold nothing.
      }
      full = reserveAll(additional);
    }
    return full.filter(share -> !budget.makeRoom(share, this, additional));
  }

  /**
   * Charges all shares, or no share. A share without room is never charged, not even temporarily,
   * because other calls could then find it exceeded.
   */
  private Optional<MemoryShare> reserveAll(long additional) {
    Optional<MemoryShare> full = shares().filter(share -> !share.hasRoom(additional)).findFirst();
    if (full.isEmpty()) {
      full = connection.reserve(additional);
    }
    if (full.isEmpty()) {
      full = address.reserve(additional);
      if (full.isPresent()) {
        connection.add(-additional);
      } else {
        bytes += additional;
        if (lingering) {
          moveLingering(additional);
        }
      }
    }
    return full;
  }

  /**
   * Records that the call has ended although its memory cannot be freed yet. The server aborts no
   * other call because of this memory.
   */
  public synchronized void linger() {
    if (!closed && !lingering) {
      lingering = true;
      moveLingering(bytes);
    }
  }

  /**
   * Releases all bytes, because the call has ended and holds no memory. Later charges have no
   * effect.
   */
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

  /** The serial number of the account; older accounts have smaller numbers. */
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
   * Relieves the exceeded shares. This method allocates no memory, because each charge calls it.
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
