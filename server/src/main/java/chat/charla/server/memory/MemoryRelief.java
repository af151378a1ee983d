package chat.charla.server.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Aborts calls when a share of the budget has no room. Thread-safe.
 *
 * <p>If a share is exceeded, the first of its calls by {@link Candidate#ORDER} is aborted. If that
 * call {@linkplain Candidate#yields yields}, several such calls are aborted, until an eighth of the
 * share is free. If the whole budget is exceeded, the call is chosen from the address that uses
 * most, compared with its limit, or from the connection if its address has no limits. The same
 * holds within a /48, which has the limit of two addresses. Calls are aborted one after the other:
 * the next one is chosen when the memory of the previous one has been freed.
 */
final class MemoryRelief {
  private static final int SLACKS = 8;

  /**
   * A fair part is at most the share divided by this, even if fewer parts compete for the share.
   */
  private static final int MIN_RIVALS = 4;

  /** A call is displaced only if it holds at least the requested bytes divided by this. */
  private static final int WORTHWHILE = 4;

  private final Function<MemoryShare, List<MemoryShare>> partsOf;
  private final long unlimited;

  /**
   * Creates the relief of a budget.
   *
   * @param partsOf returns the parts that compete for a share; none if its calls compete directly
   * @param unlimited the limit with which a share without a limit is compared with others
   */
  MemoryRelief(Function<MemoryShare, List<MemoryShare>> partsOf, long unlimited) {
    this.partsOf = partsOf;
    this.unlimited = unlimited;
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
   * a call of the part that uses most, unless that would free little. The account then has to ask
   * again.
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
          List<MemoryShare> parts = byUse(partsOf.apply(share));
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
    long fair = limit(share) / Math.max(rivals.size(), MIN_RIVALS);
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
    List<MemoryShare> parts = partsOf.apply(share);
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
    List<MemoryShare> parts = partsOf.apply(share);
    return parts.isEmpty()
        ? calls(share)
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

  /**
   * The calls of a share that yield, in the order in which they are to be aborted. If there are
   * none, the first of the other calls; none if no call can be aborted.
   */
  private static List<Candidate> calls(MemoryShare share) {
    List<Candidate> yielding = new ArrayList<>();
    Candidate other = null;
    for (MemoryAccount account : share.accounts()) {
      Candidate candidate = Candidate.of(account);
      if (candidate.yields()) {
        yielding.add(candidate);
      } else if (candidate.standing() != CallStanding.BUILDING
          && (other == null || Candidate.ORDER.compare(candidate, other) < 0)) {
        other = candidate;
      }
    }
    yielding.sort(Candidate.ORDER);
    return yielding.isEmpty() && other != null ? List.of(other) : yielding;
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
    return share.limit() == Long.MAX_VALUE ? unlimited : share.limit();
  }
}
