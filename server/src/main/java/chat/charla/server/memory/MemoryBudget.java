package chat.charla.server.memory;

import chat.charla.server.limit.Origin;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The memory budget for the data of all peers, in bytes. Thread-safe.
 *
 * <p>An address (for IPv6, a /64) may use a quarter of the budget, an IPv6 /48 a half, and a
 * connection a sixteenth. Each of these shares is at least {@link #MIN_SHARE}. {@link MemoryRelief}
 * decides what happens if a share has no room.
 */
public final class MemoryBudget {
  /** The smallest share in bytes: enough to build one page for a connection. */
  static final long MIN_SHARE = 4L * 1024 * 1024;

  /** An address, or a component with a {@link #part}, may use the budget divided by this number. */
  private static final int ADDRESS_DIVISOR = 4;

  /** An IPv6 /48 may use the budget divided by this number. */
  private static final int SITE_DIVISOR = 2;

  /** A connection may use the budget divided by this number. */
  private static final int CONNECTION_DIVISOR = 16;

  private final MemoryShare server;
  private final Map<String, MemoryShare> addresses = new ConcurrentHashMap<>();

  /** The /48s of the IPv6 addresses. */
  private final Map<String, MemoryShare> sites = new ConcurrentHashMap<>();

  private final AtomicLong accounts = new AtomicLong();
  private final MemoryAccount.Budget accountBudget = new AccountBudget();
  private final MemoryRelief relief;

  /** Creates a budget of this many bytes. */
  public MemoryBudget(long bytes) {
    this.server = new MemoryShare(Scope.SERVER, "", bytes, null);
    this.relief = new MemoryRelief(this::parts, partOfServer(ADDRESS_DIVISOR));
  }

  /** The budget as its accounts use it. */
  private final class AccountBudget implements MemoryAccount.Budget {
    @Override
    public void relieve(MemoryShare share) {
      relief.relieve(share);
    }

    @Override
    public boolean makeRoom(MemoryShare share, MemoryAccount account, long bytes) {
      return relief.makeRoom(share, account, bytes);
    }

    @Override
    public void accountClosed(MemoryShare address) {
      removeIfUnused(address);
    }
  }

  /**
   * The default size in bytes: half of the heap or half of the direct memory, whichever is less.
   * The other half is for all other data.
   */
  public static long defaultBytes(long heapBytes, long directBytes) {
    return Math.min(heapBytes, directBytes) / 2;
  }

  /** The share that is the whole budget. */
  public MemoryShare server() {
    return server;
  }

  /**
   * Creates a part of the budget for a component that frees memory itself. The part is at most a
   * quarter of the budget.
   */
  public MemoryShare part(long bytes) {
    long limit = Math.min(bytes, server.limit() / ADDRESS_DIVISOR);
    return new MemoryShare(Scope.SERVER, "", limit, server);
  }

  /**
   * Creates the share of a new connection.
   *
   * @param origin the client's origin; if the origin is exempt, the peer may be a proxy with many
   *     clients, so the connection may use as much as an address
   */
  public MemoryShare connection(Origin origin) {
    long share =
        origin.isExempt() ? partOfServer(ADDRESS_DIVISOR) : partOfServer(CONNECTION_DIVISOR);
    return new MemoryShare(Scope.CONNECTION, origin.network(), share, null);
  }

  /**
   * Creates an unlimited share, for a connection with calls of several clients. Each of these calls
   * counts only for the share of its client's address.
   */
  public MemoryShare unlimited() {
    return new MemoryShare(Scope.CONNECTION, "", Long.MAX_VALUE, null);
  }

  /**
   * Opens an account for a new call.
   *
   * @param connection the share of the call's connection
   * @param origin the client's origin
   */
  public MemoryAccount open(MemoryShare connection, Origin origin, MemoryAccount.Holder holder) {
    long number = accounts.incrementAndGet();
    MemoryAccount[] opened = new MemoryAccount[1];
    // compute() ensures that no other thread removes the share as unused before this thread has
    // added the account.
    addresses.compute(
        origin.network(),
        (owner, known) -> {
          MemoryShare address = known == null ? newAddress(owner, origin) : known;
          opened[0] = new MemoryAccount(accountBudget, connection, address, holder, number);
          return address;
        });
    return opened[0];
  }

  /** The number of addresses that have accounts. */
  int addresses() {
    return addresses.size();
  }

  /**
   * The shares that compete for the memory of this share. For the whole budget these are the /48s,
   * the addresses outside a /48, and the connections of clients with an exempt origin; for a /48,
   * its addresses. For any other share the list is empty: its calls compete directly.
   */
  private List<MemoryShare> parts(MemoryShare share) {
    if (share == server) {
      MemoryShare exempt = addresses.get("");
      return Stream.of(
              sites.values().stream(),
              addresses.values().stream().filter(address -> isPart(address, server)),
              exempt == null ? Stream.<MemoryShare>empty() : exempt.connections())
          .flatMap(part -> part)
          .toList();
    }
    if (!share.hasParts()) {
      return List.of();
    }
    return addresses.values().stream().filter(address -> isPart(address, share)).toList();
  }

  private void removeIfUnused(MemoryShare address) {
    addresses.computeIfPresent(
        address.owner(),
        (owner, share) -> {
          if (!share.accounts().isEmpty()) {
            return share;
          }
          leaveSite(share);
          return null;
        });
  }

  private MemoryShare newAddress(String owner, Origin origin) {
    if (owner.isEmpty()) {
      return new MemoryShare(Scope.ADDRESS, owner, Long.MAX_VALUE, server);
    }
    MemoryShare whole = origin.site().isEmpty() ? server : enterSite(origin.site());
    return new MemoryShare(Scope.ADDRESS, owner, partOfServer(ADDRESS_DIVISOR), whole);
  }

  private MemoryShare enterSite(String name) {
    return Objects.requireNonNull(
        sites.compute(
            name,
            (owner, known) -> {
              MemoryShare site =
                  known == null
                      ? new MemoryShare(Scope.ADDRESS, owner, partOfServer(SITE_DIVISOR), server)
                      : known;
              site.countParts(1);
              return site;
            }));
  }

  private void leaveSite(MemoryShare address) {
    MemoryShare site = address.whole();
    if (site != null && site != server) {
      sites.computeIfPresent(site.owner(), (owner, known) -> known.countParts(-1) ? known : null);
    }
  }

  private static boolean isPart(MemoryShare address, MemoryShare whole) {
    return address.whole() == whole && !address.owner().isEmpty();
  }

  private long partOfServer(int divisor) {
    return Math.max(server.limit() / divisor, MIN_SHARE);
  }
}
