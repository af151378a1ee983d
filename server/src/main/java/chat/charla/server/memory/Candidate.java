package chat.charla.server.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A snapshot of a call that the server may abort to free memory. The call itself continues. */
record Candidate(MemoryAccount account, CallStanding standing, long idleNanos, long bytes) {
  /**
   * The order in which the server aborts calls. If calls are otherwise equal, the newest comes
   * first.
   */
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

  /** Whether the server aborts the call before calls that make progress. */
  boolean yields() {
    return standing == CallStanding.STRANGER || standing == CallStanding.STALLED;
  }

  /** The memory that the candidates hold together, in bytes. */
  static long total(List<Candidate> candidates) {
    return candidates.stream().mapToLong(Candidate::bytes).sum();
  }

  /**
   * The shortest prefix of the list whose candidates together hold at least this many bytes; the
   * whole list if its candidates hold fewer.
   */
  static List<Candidate> prefix(List<Candidate> candidates, long bytes) {
    List<Candidate> prefix = new ArrayList<>();
    long held = 0;
    for (Candidate candidate : candidates) {
      if (held >= bytes) {
        break;
      }
      prefix.add(candidate);
      held += candidate.bytes();
    }
    return prefix;
  }
}
