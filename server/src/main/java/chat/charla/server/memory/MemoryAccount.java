package chat.charla.server.memory;

import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the server holds for one call. Safe for use by several threads. */
public final class MemoryAccount {
  /** Who can free what an account holds. */
  public interface Holder {
    /**
     * Frees something, soon and on a thread of its own.
     *
     * @param necessary asked then: whether the call is given up if need be
     * @param done to be called once, when that has been done or cannot be done
     */
    void free(BooleanSupplier necessary, Runnable done);

    /** Whether others are given up before it. May be called by any thread. */
    default Standing standing() {
      return Standing.SERVED;
    }

    /**
     * For how long its peer has taken nothing of an answer, in nanoseconds; 0 if it takes some. May
     * be called by any thread.
     */
    default long idleNanos() {
      return 0;
    }
  }

  private final MemoryBudget budget;
  private final MemoryShare connection;
  private final MemoryShare address;
  private final Holder holder;
  private final long number;
  private long bytes;
  private boolean lingering;
  private boolean closed;

  MemoryAccount(
      MemoryBudget budget,
      MemoryShare connection,
      MemoryShare address,
      Holder holder,
      long number) {
    this.budget = budget;
    this.connection = connection;
    this.address = address;
    this.holder = holder;
    this.number = number;
    connection.accounts().add(this);
    address.accounts().add(this);
  }

  /** Whose it is, for the log: an address, or empty. */
  public String owner() {
    return address.owner();
  }

  /** How much is held, in bytes. */
  public synchronized long bytes() {
    return bytes;
  }

  /** So many bytes more are held already. If that is too much, a call is given up soon. */
  public void add(long more) {
    if (change(more)) {
      shares().forEach(budget::relieve);
    }
  }

  /** Whether more is held than may be of a share to which this account counts. */
  public boolean isExceeded() {
    return firstExceeded().isPresent();
  }

  /**
   * The same, for those who wait until it is not so: then calls are given up. When it became so,
   * others may just have looked for some in vain.
   */
  public boolean isStillExceeded() {
    shares().forEach(budget::relieve);
    return isExceeded();
  }

  /** So many bytes are not held any more. */
  public void release(long fewer) {
    change(-fewer);
  }

  /**
   * Asks for so many bytes that are about to be held.
   *
   * @return whose share does not allow it; empty if they are charged
   */
  public Optional<MemoryShare> reserve(long more) {
    Optional<MemoryShare> full;
    synchronized (this) {
      if (closed) {
        return Optional.empty(); // The call has ended, so that nothing will be held.
      }
      full = reserveAll(more);
    }
    return full.filter(share -> !budget.makeRoom(share, this, more));
  }

  /** What is refused is not charged for a moment: others would seem to exceed the share. */
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
      }
    }
    return full;
  }

  /** The call has ended, and what is held cannot be freed yet. No other is given up for it. */
  public synchronized void linger() {
    if (!closed && !lingering) {
      lingering = true;
      moveLingering(bytes);
    }
  }

  /** The call has ended: nothing is held for it, and never will be. */
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

  /** The older one has the smaller number. */
  long number() {
    return number;
  }

  Holder holder() {
    return holder;
  }

  MemoryShare connection() {
    return connection;
  }

  /** That with which it competes for the whole: of its /48 or address, or of its connection. */
  MemoryShare part() {
    if (address.owner().isEmpty()) {
      return connection;
    }
    MemoryShare whole = address.whole();
    return whole == null || whole.whole() == null ? address : whole;
  }

  private Optional<MemoryShare> firstExceeded() {
    return shares().filter(MemoryShare::isExceeded).findFirst();
  }

  private Stream<MemoryShare> shares() {
    return Stream.concat(
        Stream.of(connection), Stream.iterate(address, Objects::nonNull, MemoryShare::whole));
  }

  /** So many bytes more are held, fewer if negative; returns false if the call has ended. */
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
