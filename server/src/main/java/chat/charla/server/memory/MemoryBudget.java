package chat.charla.server.memory;

import chat.charla.server.limit.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The memory that peers can make the server hold, in bytes. Safe for use by several threads.
 *
 * <p>One address (of IPv6 the /64) may have a quarter of it, a /48 of IPv6 a half, one connection a
 * sixteenth, and each at least {@link #LEAST_SHARE}. Where a share is exceeded, a call of it is
 * given up, the first by {@link Candidate#ORDER}; of calls that yield several, until an eighth of
 * the share is free. Where the whole is exceeded, it is a call of the address that holds most, or
 * of the connection, where the address has no limits; the same within a /48, which competes as two
 * addresses. One after the other: the next is looked for when the one before has been freed.
 */
public final class MemoryBudget {
  /** With less, no page could be built for a connection. */
  static final long LEAST_SHARE = 4L * 1024 * 1024;

  private static final int ADDRESSES = 4;

  /** For the /48s of IPv6. */
  private static final int SITES = 2;

  private static final int CONNECTIONS = 16;
  private static final int SLACKS = 8;

  private final MemoryShare server;
  private final Map<String, MemoryShare> addresses = new ConcurrentHashMap<>();

  /** The /48s of the addresses that are of IPv6. */
  private final Map<String, MemoryShare> sites = new ConcurrentHashMap<>();

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
    // The account is in the share before another thread can find the share empty.
    addresses.compute(
        origin.network(),
        (owner, known) -> {
          MemoryShare address = known == null ? newAddress(owner, origin) : known;
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
        address.owner(),
        (owner, share) -> {
          if (!share.accounts().isEmpty()) {
            return share;
          }
          leaveSite(share);
          return null;
        });
  }

  /** Has a call of the share given up, or several that yield, if the share is exceeded. */
  void relieve(MemoryShare share) {
    if (share.isRelievable() && share.beginRelief()) {
      free(share, () -> victims(share));
    }
  }

  /**
   * The share has no room for so many bytes of this account. If calls that yield hold as much
   * there, the bytes are charged nevertheless, and the calls are given up. If there are no such
   * calls and the total is used up, an account that holds less than half of a fair part displaces a
   * call of the account that holds most.
   *
   * @return whether the bytes are charged
   */
  boolean makeRoom(MemoryShare share, MemoryAccount account, long bytes) {
    if (!share.beginRelief()) {
      return false;
    }
    boolean[] charged = new boolean[1];
    free(
        share,
        () -> {
          List<MemoryShare> parts = byUse(parts(share));
          MemoryShare most = parts.isEmpty() ? share : parts.get(0);
          List<Candidate> candidates = candidates(most);
          if (candidates.isEmpty() || candidates.get(0).yields()) {
            long wanted = Math.max(bytes, slack(most));
            charged[0] = Candidate.total(candidates) >= bytes && account.change(bytes);
            return new Victims(Candidate.first(candidates, wanted), () -> !share.hasRoom(wanted));
          }
          long fair = server.limit() / Math.max(parts.size(), ADDRESSES);
          boolean displaces =
              share == server && account.part().used() < fair / 2 && most.used() > fair;
          return new Victims(displaces ? candidates : List.of(), () -> !share.hasRoom(bytes));
        });
    return charged[0];
  }

  /**
   * Calls to be given up.
   *
   * @param necessary whether each still must be, when its turn comes: there may be room again
   */
  private record Victims(List<Candidate> calls, BooleanSupplier necessary) {}

  /** Of calls that yield, more of the kind that is the first: to look for them takes long. */
  private Victims victims(MemoryShare share) {
    List<Candidate> candidates = candidates(share);
    if (candidates.isEmpty() || !candidates.get(0).yields()) {
      return new Victims(candidates, share::isRelievable);
    }
    Candidate first = candidates.get(0);
    long wanted = Math.min(slack(share), slack(first.account().part()));
    List<Candidate> alike =
        candidates.stream().filter(each -> each.standing() == first.standing()).toList();
    return new Victims(Candidate.first(alike, wanted), () -> !share.hasRoom(wanted));
  }

  /** Chooses calls and frees them. Whatever fails, the share can be relieved again. */
  private void free(MemoryShare share, Supplier<Victims> choice) {
    Victims victims = new Victims(List.of(), () -> false);
    try {
      victims = choice.get();
    } finally {
      if (victims.calls().isEmpty()) {
        share.relieved();
      }
    }
    AtomicInteger left = new AtomicInteger(victims.calls().size());
    for (Candidate call : victims.calls()) {
      Runnable done =
          () -> {
            if (left.decrementAndGet() == 0) {
              share.relieved();
              relieve(share);
            }
          };
      call.account().holder().free(victims.necessary(), done);
    }
  }

  /** Of the part of it that holds most, if that has any that can be given up, or else the next. */
  private List<Candidate> candidates(MemoryShare share) {
    List<MemoryShare> parts = parts(share);
    return parts.isEmpty()
        ? share.candidates()
        : byUse(parts).stream()
            .map(this::candidates)
            .filter(found -> !found.isEmpty())
            .findFirst()
            .orElse(List.of());
  }

  /** The one that holds most is the first. As they are now: they change while they are sorted. */
  private List<MemoryShare> byUse(List<MemoryShare> parts) {
    return parts.stream()
        .map(part -> Map.entry(part, use(part)))
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Those that compete for a share; none if its calls do. */
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

  private MemoryShare newAddress(String owner, Origin origin) {
    if (owner.isEmpty()) {
      return new MemoryShare(Scope.ADDRESS, owner, Long.MAX_VALUE, server);
    }
    MemoryShare whole = origin.site().isEmpty() ? server : enterSite(origin.site());
    return new MemoryShare(Scope.ADDRESS, owner, ofServer(ADDRESSES), whole);
  }

  private MemoryShare enterSite(String name) {
    return Objects.requireNonNull(
        sites.compute(
            name,
            (owner, known) -> {
              MemoryShare site =
                  known == null
                      ? new MemoryShare(Scope.ADDRESS, owner, ofServer(SITES), server)
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

  /** How much is held, compared with how much may be. */
  private double use(MemoryShare share) {
    return (double) share.used() / limit(share);
  }

  /** So much of a share is freed at once. */
  private long slack(MemoryShare share) {
    return limit(share) / SLACKS;
  }

  private long limit(MemoryShare share) {
    return share.limit() == Long.MAX_VALUE ? ofServer(ADDRESSES) : share.limit();
  }

  private static boolean isPart(MemoryShare address, MemoryShare whole) {
    return address.whole() == whole && !address.owner().isEmpty();
  }

  private long ofServer(int parts) {
    return Math.max(server.limit() / parts, LEAST_SHARE);
  }
}
