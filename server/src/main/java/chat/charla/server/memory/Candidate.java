package chat.charla.server.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A call that may be given up, as it was when it was looked at: it goes on meanwhile. */
record Candidate(MemoryAccount account, Standing standing, long idleNanos, long bytes) {
  /** Who is given up first; of those that hold as much the newest, which has waited least. */
  static final Comparator<Candidate> ORDER =
      Comparator.comparing(Candidate::standing)
          .thenComparing(Comparator.comparingLong(Candidate::idleNanos).reversed())
          .thenComparing(Comparator.comparingLong(Candidate::bytes).reversed())
          .thenComparing(Comparator.comparingLong(Candidate::number).reversed());

  static Candidate of(MemoryAccount account) {
    MemoryAccount.Holder holder = account.holder();
    return new Candidate(account, holder.standing(), holder.idleNanos(), account.bytes());
  }

  private long number() {
    return account.number();
  }

  /** Whether others are served before it. */
  boolean yields() {
    return standing == Standing.STRANGER || standing == Standing.STALLED;
  }

  /** How much they hold together, in bytes. */
  static long total(List<Candidate> candidates) {
    return candidates.stream().mapToLong(Candidate::bytes).sum();
  }

  /** The first ones, as many as hold so many bytes together; all, if they hold less. */
  static List<Candidate> first(List<Candidate> candidates, long bytes) {
    List<Candidate> first = new ArrayList<>();
    long held = 0;
    for (Candidate candidate : candidates) {
      if (held >= bytes) {
        break;
      }
      first.add(candidate);
      held += candidate.bytes();
    }
    return first;
  }
}
