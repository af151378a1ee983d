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
 * <p>If a share is exceeded, this class aborts the first of its calls in {@link Candidate#ORDER}.
 * If that call {@linkplain Candidate#yields yields}, this class aborts more calls of the same
 * standing, until an eighth of the share is free. It chooses no further calls until the memory of
 * these calls has been freed.
 *
 * <p>If the whole budget is exceeded, this class chooses calls of the address whose use is the
 * largest compared with its limit. A connection from an address without limits competes like an
 * address. A /48 also competes like an address, but with the limit of two addresses. The addresses
 * within a /48 compete in the same way.
 */
final class MemoryRelief {
  /** If calls yield, this class frees an eighth of a share's limit at once. */
  private static final int SLACK_DIVISOR = 8;

  /**
   * A fair part of a share is the share divided by the number of competing parts; the divisor is at
   * least this number.
   */
  private static final int MIN_COMPETITORS = 4;

  /**
   * For a reservation, this class aborts a call that does not yield only if that call holds at
   * least a quarter of the requested bytes.
   */
  private static final int WORTHWHILE_DIVISOR = 4;

  private final Function<MemoryShare, List<MemoryShare>> partsOf;
  private final long unlimited;

  /**
   * Creates the relief of a budget.
   *
   * @param partsOf returns the parts that compete for a share; an empty list if the share's calls
   *     compete directly
   * @param unlimited the limit by which a share without a limit is compared with other shares
   */
  MemoryRelief(Function<MemoryShare, List<MemoryShare>> partsOf, long unlimited) {
    this.partsOf = partsOf;
    this.unlimited = unlimited;
  }

  /** If the share is exceeded, starts to abort one of its calls, or several that yield. */
  void relieve(MemoryShare share) {
    if (share.isRelievable() && share.beginRelief()) {
      free(share, () -> callsToAbort(share));
    }
  }

  /**
   * Handles a reservation for which the share has no room. Aborts calls that yield, if there are
   * any; if these calls together hold at least the requested bytes, charges the bytes at once. If
   * no call yields, and the account's part of the share uses less than half of a fair part, aborts
   * a call of the part with the largest use, unless that call holds little memory. If the bytes are
   * not charged, the account may try to reserve them again later.
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
          List<MemoryShare> parts = sortedByUse(partsOf.apply(share));
          MemoryShare largest = parts.isEmpty() ? share : parts.get(0);
          List<Candidate> candidates = candidates(largest);
          if (candidates.isEmpty() || candidates.get(0).yields()) {
            long wanted = Math.max(bytes, slack(largest));
            charged[0] = Candidate.total(candidates) >= bytes && account.change(bytes);
            return new CallsToAbort(
                Candidate.prefix(candidates, wanted), () -> !share.hasRoom(wanted));
          }
          return new CallsToAbort(
              displaceableCalls(share, account, bytes), () -> !share.hasRoom(bytes));
        });
    return charged[0];
  }

  private List<Candidate> displaceableCalls(MemoryShare share, MemoryAccount account, long bytes) {
    List<MemoryShare> competitors = sortedByUse(competitors(share));
    if (competitors.isEmpty()) {
      return List.of();
    }
    MemoryShare largest = competitors.get(0);
    long fair = limit(share) / Math.max(competitors.size(), MIN_COMPETITORS);
    long own = account.partOf(share).used();
    if (own >= fair / 2 || largest.used() <= Math.max(fair, own + Math.min(bytes, fair))) {
      return List.of();
    }
    long worthwhile = bytes / WORTHWHILE_DIVISOR;
    return candidates(largest).stream().filter(each -> each.bytes() >= worthwhile).toList();
  }

  /**
   * The parts that compete for a share. The parts of an address are its connections, except those
   * that carry calls of several addresses.
   */
  private List<MemoryShare> competitors(MemoryShare share) {
    List<MemoryShare> parts = partsOf.apply(share);
    if (!parts.isEmpty() || share.scope() != Scope.ADDRESS) {
      return parts;
    }
    return share.connections().filter(each -> each.limit() < Long.MAX_VALUE).toList();
  }

  /**
   * Calls to abort.
   *
   * @param necessary called before each call is aborted; returns whether more memory is still
   *     needed
   */
  private record CallsToAbort(List<Candidate> calls, BooleanSupplier necessary) {}

  /**
   * The calls to abort: one call or, if it yields, several with the same standing, because the
   * search is expensive.
   */
  private CallsToAbort callsToAbort(MemoryShare share) {
    List<Candidate> candidates = candidates(share);
    if (candidates.isEmpty() || !candidates.get(0).yields()) {
      return new CallsToAbort(candidates, share::isRelievable);
    }
    Candidate first = candidates.get(0);
    long wanted = Math.min(slack(share), slack(first.account().part()));
    List<Candidate> sameStanding =
        candidates.stream().filter(each -> each.standing() == first.standing()).toList();
    return new CallsToAbort(Candidate.prefix(sameStanding, wanted), () -> !share.hasRoom(wanted));
  }

  /**
   * Chooses calls and aborts them. Afterwards the share can be relieved again, even if choosing has
   * thrown an exception.
   */
  private void free(MemoryShare share, Supplier<CallsToAbort> choice) {
    CallsToAbort callsToAbort = new CallsToAbort(List.of(), () -> false);
    try {
      callsToAbort = choice.get();
    } finally {
      if (callsToAbort.calls().isEmpty()) {
        share.endRelief();
      }
    }
    AtomicInteger remaining = new AtomicInteger(callsToAbort.calls().size());
    for (Candidate call : callsToAbort.calls()) {
      Runnable done =
          () -> {
            if (remaining.decrementAndGet() == 0) {
              share.endRelief();
              relieve(share);
            }
          };
      call.account().holder().free(callsToAbort.necessary(), done);
    }
  }

  /** The candidates of the part with the largest use, among the parts that have candidates. */
  private List<Candidate> candidates(MemoryShare share) {
    List<MemoryShare> parts = partsOf.apply(share);
    return parts.isEmpty()
        ? calls(share)
        : sortedByUse(parts).stream()
            .map(this::candidates)
            .filter(found -> !found.isEmpty())
            .findFirst()
            .orElse(List.of());
  }

  /**
   * Sorts parts by a snapshot of their use, the largest use first. A snapshot is needed, because
   * other threads change the uses meanwhile.
   */
  private List<MemoryShare> sortedByUse(List<MemoryShare> parts) {
    return parts.stream()
        .map(part -> Map.entry(part, use(part)))
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The calls of a share that yield, in the order in which this class aborts them. If no call
   * yields, only the first of the other calls; empty if no call can be aborted.
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

  /** How many bytes of a share this class frees at once if calls yield. */
  private long slack(MemoryShare share) {
    return limit(share) / SLACK_DIVISOR;
  }

  private long limit(MemoryShare share) {
    return share.limit() == Long.MAX_VALUE ? unlimited : share.limit();
  }
}
