package chat.charla.server.identity;

import chat.charla.server.storage.v1.StoredMembership;
import java.util.List;
import java.util.function.Consumer;

/**
 * The home of an identity: what the chat keeps for it besides its record, such as its inbox. Used
 * on the core.
 */
public interface IdentityHome {

  /** The memberships of an identity that is created now. */
  List<StoredMembership> initialMemberships();

  /**
   * Creates the home of a new identity.
   *
   * @param whenDone called on the core with whether it is durable
   */
  void open(String identityId, Consumer<Boolean> whenDone);

  /** Whether there is a home for this id. */
  boolean exists(String identityId);

  /** Removes the home of an identity that has ended, or was not created. */
  void remove(String identityId);

  /** Deletes an identity as if it had expired, with its home. */
  void expire(Identity identity);
}
