package chat.charla.server.identity;

import chat.charla.server.identity.Identity.Session;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import java.util.Optional;

/** The rate limits of {@code Join} without a token. Used on the core. */
public interface JoinRates {

  /** Creates the attempt of a call from this origin. Counts nothing. */
  Attempt attempt(Origin origin);

  /** One {@code Join}, from its arrival until it has an identity or is refused. */
  public interface Attempt {

    /**
     * The reason to refuse any new identity from this origin; empty if there is none. Counts
     * nothing.
     */
    Optional<Refusal> newIdentityRefusal();

    /**
     * Counts the check of a name, or returns the reason to refuse it. If {@link #countNewIdentity}
     * or {@link #countRepetition} later allows the call, the check no longer counts.
     */
    Optional<Refusal> countNameCheck();

    /**
     * Called if the name is taken. Returns the refusal of a call that may not get a suggestion of a
     * free name; empty if it may get one. Counts nothing.
     */
    Optional<Refusal> nameTakenRefusal();

    /**
     * Counts the hash of a new password, or returns the reason to refuse it. If the hash is
     * allowed, the check of the name no longer counts.
     */
    Optional<Refusal> countPasswordHash();

    /** Counts a new identity, or returns the reason to refuse it. */
    Optional<Refusal> countNewIdentity();

    /**
     * Counts a repeated {@code Join} whose session exists, or returns the reason to refuse the
     * call.
     */
    Optional<Refusal> countRepetition(Session session);
  }
}
