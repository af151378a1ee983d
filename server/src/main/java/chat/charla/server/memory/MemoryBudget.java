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
 * The memory budget for the data of all peers, in bytes. Thread-safe.
 *
 * <p>An address (for IPv6 the /64) may use a quarter of it, an IPv6 /48 a half, a connection a
 * sixteenth, and each at least {@link #LEAST_SHARE}. If a share is exceeded, one of its calls is
 * aborted, the first by {@link Candidate#ORDER}; if that call {@linkplain Candidate#yields yields},
 * several such calls are, until an eighth of the share is free. If the whole budget is exceeded,
 * the call is chosen from the address that uses most, compared with its limit, or from the
 * connection if its address has no limits. The same holds within a /48, which has the limit of two
 * addresses. Calls are aborted one after the other: the next one is chosen when the memory of the
 * previous one has been freed.
 */
public final class MemoryBudget {
  /** The smallest share in bytes: enough to build one page for a connection. */
  static final long LEAST_SHARE = 4L * 1024 * 1024;

  private static final int ADDRESSES = 4;

  /** A /48 of IPv6 has one part in this many. */
  private static final int SITES = 2;

  private static final int CONNECTIONS = 16;
  private static final int SLACKS = 8;

  /** To be displaced, a call has to hold at least one part in so many of what is asked for. */
  private static final int WORTHWHILE = 4;

  private final MemoryShare server;
  private final Map<String, MemoryShare> addresses = new ConcurrentHashMap<>();

  /** The /48s of the IPv6 addresses. */
  private final Map<String, MemoryShare> sites = new ConcurrentHashMap<>();

  private final AtomicLong accounts = new AtomicLong();

  /** Creates a budget of this many bytes. */
  public MemoryBudget(long bytes) {
    this.server = new MemoryShare(Scope.SERVER, "", bytes, null);
  }

  /**
   * The default: half of the heap, or of the direct memory if that is less. The other half is for
   * everything else.
   */
  public static long defaultBytes(long heapBytes, long directBytes) {
    return Math.min(heapBytes, directBytes) / 2;
  }

  /** The share that is the whole budget. */
  public MemoryShare server() {
    return server;
  }

  /** A part of the budget for a component that frees its memory itself; at most a quarter. */
  public MemoryShare part(long bytes) {
    return new MemoryShare(Scope.SERVER, "", Math.min(bytes, server.limit() / ADDRESSES), server);
  }

  /**
   * The share of a new connection.
   *
   * @param origin the client's origin; a connection with an exempt origin may be a proxy's, and has
   *     the share of an address
   */
  public MemoryShare connection(Origin origin) {
    long share = origin.isExempt() ? ofServer(ADDRESSES) : ofServer(CONNECTIONS);
    return new MemoryShare(Scope.CONNECTION, origin.network(), share, null);
  }

  /**
   * An unlimited share, for a connection with calls of several clients: each call counts for the
   * share of its client's address.
   */
  public MemoryShare unlimited() {
    return new MemoryShare(Scope.CONNECTION, "", Long.MAX_VALUE, null);
  }

  /**
   * Opens an account for a new call.
   *
   * @param connection the share of its connection
   * @param origin the client's origin
   */
  public MemoryAccount open(MemoryShare connection, Origin origin, MemoryAccount.Holder holder) {
    long number = accounts.incrementAndGet();
    MemoryAccount[] opened = new MemoryAccount[1];
    // Within compute, so that the account is in the share before another thread could remove the
    // share as empty.
    addresses.compute(
        origin.network(),
        (owner, known) -> {
          MemoryShare address = known == null ? newAddress(owner, origin) : known;
          opened[0] = new MemoryAccount(this, connection, address, holder, number);
          return address;
        });
    return opened[0];
  }

  /** The number of addresses that have accounts. */
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

  /** Starts to abort a call of the share, or several that yield, if the share is exceeded. */
  void relieve(MemoryShare share) {
    if (share.isRelievable() && share.beginRelief()) {
      free(share, () -> victims(share));
    }
  }

  /**
   * Handles a reservation for which the share has no room. If calls of the share that yield hold
   * that many bytes together, the bytes are charged nevertheless, and those calls are aborted. If
   * no call yields, an account whose part of the share uses less than half of a fair part displaces
   * a call of the part that uses most, unless that would free little; the account has to ask again.
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
          return new Victims(displaced(share, account, bytes), () -> !share.hasRoom(bytes));
        });
    return charged[0];
  }

  private List<Candidate> displaced(MemoryShare share, MemoryAccount account, long bytes) {
    List<MemoryShare> rivals = byUse(rivals(share));
    if (rivals.isEmpty()) {
      return List.of();
    }
    MemoryShare most = rivals.get(0);
    long fair = limit(share) / Math.max(rivals.size(), ADDRESSES);
    long own = account.partOf(share).used();
    if (own >= fair / 2 || most.used() <= Math.max(fair, own + Math.min(bytes, fair))) {
      return List.of();
    }
    return candidates(most).stream().filter(each -> each.bytes() >= bytes / WORTHWHILE).toList();
  }

  /**
   * The parts of a share that compete for it. Those of an address are its connections, except the
   * ones that carry calls of several addresses.
   */
  private List<MemoryShare> rivals(MemoryShare share) {
    List<MemoryShare> parts = parts(share);
    if (!parts.isEmpty() || share.scope() != Scope.ADDRESS) {
      return parts;
    }
    return share.connections().filter(each -> each.limit() < Long.MAX_VALUE).toList();
  }

  /**
   * Calls to abort.
   *
   * @param necessary checked before each call is aborted: there may be room again
   */
  private record Victims(List<Candidate> calls, BooleanSupplier necessary) {}

  /**
   * The calls to abort; if the first yields, several with the same standing, since the search is
   * expensive.
   */
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

  /**
   * Chooses calls and aborts them. Afterwards, even after a failure, the share can be relieved
   * again.
   */
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

  /** The candidates of the part that uses most; if it has none, those of the next one. */
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

  /**
   * Sorts parts by use, largest first, on a snapshot of the values: they change while they are
   * sorted.
   */
  private List<MemoryShare> byUse(List<MemoryShare> parts) {
    return parts.stream()
        .map(part -> Map.entry(part, use(part)))
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The parts that compete for a share; none if its calls compete directly. */
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

  /** The ratio of used bytes to the limit. */
  private double use(MemoryShare share) {
    return (double) share.used() / limit(share);
  }

  /** How many bytes of a share are freed at once if calls yield. */
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
