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
 * <p>If a share is exceeded, the first of its calls in {@link Candidate#ORDER} is aborted. If that
 * call {@linkplain Candidate#yields yields}, more calls of the same standing are aborted, until an
 * eighth of the share is free. No further calls are chosen until the memory of these calls has been
 * freed.
 *
 * <p>If the whole budget is exceeded, the calls are chosen from the address whose use is the
 * largest compared with its limit. A connection from an address without limits competes like an
 * address. A /48 also competes like an address, with the limit of two addresses. Within a /48, its
 * addresses compete in the same way.
 */
final class MemoryRelief {
  /** If calls yield, an eighth of a share's limit is freed at once. */
  private static final int SLACK_DIVISOR = 8;

  /**
   * A fair part of a share is the share divided by the number of competing parts, or by this number
   * if fewer parts compete.
   */
  private static final int MIN_RIVALS = 4;

  /**
   * A call that does not yield is aborted for a reservation only if it holds at least a quarter of
   * the requested bytes.
   */
  private static final int WORTHWHILE_DIVISOR = 4;

  private final Function<MemoryShare, List<MemoryShare>> partsOf;
  private final long unlimited;

  /**
   * Creates the relief of a budget.
   *
   * @param partsOf returns the parts that compete for a share; an empty list if the share's calls
   *     compete directly
   * @param unlimited the limit that is assumed for a share without a limit when it is compared with
   *     others
   */
  MemoryRelief(Function<MemoryShare, List<MemoryShare>> partsOf, long unlimited) {
    this.partsOf = partsOf;
    this.unlimited = unlimited;
  }

  /** If the share is exceeded, starts to abort one of its calls, or several that yield. */
  void relieve(MemoryShare share) {
    if (share.isRelievable() && share.beginRelief()) {
      free(share, () -> victims(share));
    }
  }

  /**
   * Handles a reservation for which the share has no room. Aborts calls that yield, if there are
   * any. If all calls that yield together hold at least the requested bytes, the bytes are charged
   * at once. If no call yields, and the account's part of the share uses less than half of a fair
   * part, aborts a call of the part with the largest use, unless the call holds little memory. If
   * the bytes are not charged, the account may reserve them again later.
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
    long worthwhile = bytes / WORTHWHILE_DIVISOR;
    return candidates(most).stream().filter(each -> each.bytes() >= worthwhile).toList();
  }

  /**
   * The parts that compete for a share. The parts of an address are its connections, except those
   * that carry calls of several addresses.
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
   * @param necessary called before each call is aborted; returns whether more memory is still
   *     needed
   */
  private record Victims(List<Candidate> calls, BooleanSupplier necessary) {}

  /**
   * The calls to abort: one call or, if it yields, several with the same standing, because the
   * search is expensive.
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
   * Chooses calls and aborts them. Afterwards the share can be relieved again, even if the choice
   * has failed.
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

  /** The candidates of the part with the largest use, among the parts that have candidates. */
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
   * Sorts parts by a snapshot of their use, the largest use first. A snapshot is needed, because
   * other threads change the uses meanwhile.
   */
  private List<MemoryShare> byUse(List<MemoryShare> parts) {
    return parts.stream()
        .map(part -> Map.entry(part, use(part)))
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /**
   * The calls of a share that yield, in the order in which they are to be aborted. If no call
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

  /** How many bytes of a share are freed at once if calls yield. */
  private long slack(MemoryShare share) {
    return limit(share) / SLACK_DIVISOR;
  }

  private long limit(MemoryShare share) {
    return share.limit() == Long.MAX_VALUE ? unlimited : share.limit();
  }
}
