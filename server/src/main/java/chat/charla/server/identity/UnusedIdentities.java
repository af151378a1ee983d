package chat.charla.server.identity;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identities that have neither opened a stream nor sent a message. When a new identity needs a
 * place, the server deletes the unused identity that has been silent for longest. Owned by the
 * core.
 */
public final class UnusedIdentities {
  /** The unused identities in the order in which they were last seen. */
  private final Set<Identity> unused = new LinkedHashSet<>();

  /** The identities whose first use is being stored. */
  private final Set<Identity> storing = new HashSet<>();

  /** Adds an identity. It must have been seen later than every identity in this set. */
  public void add(Identity identity) {
    unused.add(identity);
  }

  /** Removes an identity that has opened a stream or is deleted. */
  public void remove(Identity identity) {
    unused.remove(identity);
  }

  /** Called when the identity has just been seen. */
  void seen(Identity identity) {
    if (unused.remove(identity)) {
      unused.add(identity);
    }
  }

  boolean isUnused(Identity identity) {
    return unused.contains(identity);
  }

  /** The identity that has been silent for longest; null if there is none. */
  @Nullable Identity longestSilent() {
    return unused.isEmpty() ? null : unused.iterator().next();
  }

  /**
   * Marks the identity as used when it sends a message, so that it is not deleted for new
   * identities, even after a restart. The mark is stored before the message. If storing the mark
   * fails, the server tries again at the next message or when the lease ends.
   */
  public void markUsed(Identity identity) {
    unused.remove(identity);
    if (identity.record().value().getUnused() && storing.add(identity)) {
      identity
          .record()
          .change(
              record -> record.toBuilder().clearUnused().build(),
              durable -> storing.remove(identity));
    }
  }
}
