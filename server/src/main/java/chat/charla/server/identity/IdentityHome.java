package chat.charla.server.identity;

import chat.charla.server.storage.v1.StoredMembership;
import java.util.List;
import java.util.function.Consumer;

/**
 * Creates and removes the homes of identities. A home consists of the data that the chat stores for
 * an identity in addition to its record, such as the inbox. Used on the core.
 */
public interface IdentityHome {

  /** The memberships that a new identity starts with. */
  List<StoredMembership> initialMemberships();

  /**
   * Creates the home of a new identity.
   *
   * @param whenDone called on the core: with true if the home is durable, with false if creating it
   *     has failed or its outcome is unknown
   */
  void open(String identityId, Consumer<Boolean> whenDone);

  /** Whether the identity with this id has a home. */
  boolean exists(String identityId);

  /** Removes the home of an identity that has ended, or whose creation has failed. */
  void remove(String identityId);

  /** Deletes an identity and its home as if the identity had expired. */
  void expire(Identity identity);
}
