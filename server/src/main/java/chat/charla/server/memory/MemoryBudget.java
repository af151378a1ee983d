package chat.charla.server.memory;

import chat.charla.server.limit.Origin;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The memory that peers can make the server hold, in bytes. Safe for use by several threads.
 *
 * <p>One address (of IPv6 the /64) may have a quarter of it, one connection a sixteenth, and each
 * at least {@link #LEAST_SHARE}. Where a share is exceeded, the call that holds most of it is given
 * up, or the oldest of several; where the whole is exceeded, one of the address that holds most.
 * One after the other: the next is looked for when the one before has been freed.
 */
public final class MemoryBudget {
  /** With less, no page could be built for a connection. */
  static final long LEAST_SHARE = 4L * 1024 * 1024;

  private static final int ADDRESSES = 4;
  private static final int CONNECTIONS = 16;

  private final MemoryShare server;
  private final Map<String, MemoryShare> addresses = new ConcurrentHashMap<>();
  private final AtomicLong accounts = new AtomicLong();

  /** A budget of so many bytes. */
  public MemoryBudget(long bytes) {
    this.server = new MemoryShare(Scope.SERVER, "", bytes, null);
  }

  /**
   * The default: half of the memory that the process can have, on the heap or outside it, whichever
   * is less. The other half is for everything else.
   */
  public static long defaultBytes(long heapBytes, long directBytes) {
    return Math.min(heapBytes, directBytes) / 2;
  }

  /** The whole. */
  public MemoryShare server() {
    return server;
  }

  /** A part of the budget for something that frees its memory by itself. */
  public MemoryShare part(long bytes) {
    return new MemoryShare(Scope.SERVER, "", Math.min(bytes, server.limit() / ADDRESSES), server);
  }

  /**
   * The share of a new connection.
   *
   * @param origin where it comes from; one that is exempt may be a proxy, and has the share of an
   *     address
   */
  public MemoryShare connection(Origin origin) {
    long share = origin.isExempt() ? ofServer(ADDRESSES) : ofServer(CONNECTIONS);
    return new MemoryShare(Scope.CONNECTION, origin.network(), share, null);
  }

  /** The share of a connection that has calls of several clients: each has that of its address. */
  public MemoryShare unlimited() {
    return new MemoryShare(Scope.CONNECTION, "", Long.MAX_VALUE, null);
  }

  /**
   * Opens an account for a new call.
   *
   * @param connection the share of its connection
   * @param origin where it comes from
   */
  public MemoryAccount open(MemoryShare connection, Origin origin, MemoryAccount.Holder holder) {
    long number = accounts.incrementAndGet();
    MemoryAccount[] opened = new MemoryAccount[1];
    // The account is in the share before anybody can find the share empty.
    addresses.compute(
        origin.network(),
        (owner, known) -> {
          MemoryShare address = known == null ? newAddress(owner) : known;
          opened[0] = new MemoryAccount(this, connection, address, holder, number);
          return address;
        });
    return opened[0];
  }

  /** How many addresses hold something. */
  int addresses() {
    return addresses.size();
  }

  void accountClosed(MemoryShare address) {
    addresses.computeIfPresent(
        address.owner(), (owner, share) -> share.accounts().isEmpty() ? null : share);
  }

  /** Has the call that holds most of the share given up, if the share is exceeded. */
  void relieve(MemoryShare share) {
    if (share.isExceeded() && share.beginRelief()) {
      // Until its turn comes there may be room again.
      free(share, share::isExceeded, largest(share));
    }
  }

  /** The share has no room for this account: has another one, which holds more, looked at. */
  void makeRoom(MemoryShare share, MemoryAccount account) {
    if (share.beginRelief()) {
      free(share, () -> false, largest(share).filter(other -> other.bytes() > account.bytes()));
    }
  }

  private void free(MemoryShare share, BooleanSupplier necessary, Optional<MemoryAccount> victim) {
    victim.ifPresentOrElse(
        account ->
            account
                .holder()
                .free(
                    necessary,
                    () -> {
                      share.relieved();
                      relieve(share);
                    }),
        share::relieved);
  }

  private Optional<MemoryAccount> largest(MemoryShare share) {
    return share == server
        ? addresses.values().stream()
            .max(Comparator.comparingLong(MemoryShare::used))
            .flatMap(MemoryShare::largestAccount)
        : share.largestAccount();
  }

  private MemoryShare newAddress(String owner) {
    long limit = owner.isEmpty() ? Long.MAX_VALUE : ofServer(ADDRESSES);
    return new MemoryShare(Scope.ADDRESS, owner, limit, server);
  }

  private long ofServer(int parts) {
    return Math.max(server.limit() / parts, LEAST_SHARE);
  }
}
