package chat.charla.server.identity;

import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** The rate limits of {@code Join} without a token. Used on the core. */
public interface JoinRates {

  /** Begins a call of this origin. Counts nothing yet. */
  Attempt attempt(Origin origin);

  /** One call, from its arrival until it has its identity or is refused. */
  public interface Attempt {

    /**
     * The reason to refuse every newcomer of this origin; empty if there is none. Counts nothing.
     */
    Optional<Refusal> newcomerRefusal();

    /**
     * Counts the check of a name, or returns the reason to refuse it. The check does not count if
     * {@link #takeNewcomer} or {@link #takeRepeated} then allows the call.
     */
    Optional<Refusal> takeName();

    /**
     * The reason to refuse a call whose name is taken without searching for a free name; empty if
     * there is none. Counts nothing.
     */
    Optional<Refusal> nameTakenRefusal();

    /** Counts a new identity, or returns the reason to refuse it. */
    Optional<Refusal> takeNewcomer();

    /** Counts a repetition that has found its session, or returns the reason to refuse it. */
    Optional<Refusal> takeRepeated(Session session);
  }
}
