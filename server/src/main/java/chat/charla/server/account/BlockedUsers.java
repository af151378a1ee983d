package chat.charla.server.account;

import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.BlockUserResponse;
import chat.charla.v1.ListBlockedUsersResponse;
import chat.charla.v1.UnblockUserResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The users whose private messages accounts refuse. The record of an account has the ids of these
 * users. The server never gives an id to another user. Owned by the core.
 */
public final class BlockedUsers {
  /**
   * How many users an account may block. The server allows one account for each 64 KiB of the heap,
   * and each blocked user takes about 64 bytes of heap.
   */
  private static final int MAX = 100;

  private final Identities identities;
  private final Consumer<Runnable> whenNoMessageIsStored;

  /**
   * Creates an object that changes the records of accounts.
   *
   * @param whenNoMessageIsStored runs a task when no private message is being decided or stored
   */
  public BlockedUsers(Identities identities, Consumer<Runnable> whenNoMessageIsStored) {
    this.identities = identities;
    this.whenNoMessageIsStored = whenNoMessageIsStored;
  }

  /** Blocks a user for the session's account, durably. */
  public void block(Session session, String userId, Consumer<Outcome<BlockUserResponse>> reply) {
    if (userId.equals(session.identity().id())) {
      reply.accept(Outcome.refused(Refusal.argument("user_id", "an account cannot block itself")));
    } else if (identities.byId(userId) == null) {
      reply.accept(Outcome.refused(Refusal.userNotFound()));
    } else {
      change(
          session,
          blocked -> blocked.add(userId),
          outcome ->
              // A message that was decided before the change is stored before the answer.
              whenNoMessageIsStored.accept(
                  () -> reply.accept(outcome.map(done -> BlockUserResponse.getDefaultInstance()))));
    }
  }

  /** Stops blocking a user for the session's account, durably. */
  public void unblock(
      Session session, String userId, Consumer<Outcome<UnblockUserResponse>> reply) {
    change(
        session,
        blocked -> blocked.remove(userId),
        outcome -> reply.accept(outcome.map(done -> UnblockUserResponse.getDefaultInstance())));
  }

  /** The users that an account blocks, without users that no longer exist. */
  public ListBlockedUsersResponse list(Identity account) {
    ListBlockedUsersResponse.Builder list = ListBlockedUsersResponse.newBuilder();
    for (String id : account.record().value().getAccount().getBlockedUserIdsList()) {
      Identity user = identities.byId(id);
      if (user != null) {
        list.addUsers(user.user());
      }
    }
    return list.build();
  }

  /**
   * Changes which users an account blocks, unless its session has ended.
   *
   * @param reply gets the number of blocked users
   */
  private void change(
      Session session, Consumer<Set<String>> change, Consumer<Outcome<Integer>> reply) {
    List<Outcome<Integer>> outcomes = new ArrayList<>(1);
    session
        .identity()
        .record()
        .change(
            record -> {
              outcomes.clear();
              Set<String> blocked = existingBlocked(record);
              change.accept(blocked);
              outcomes.add(outcome(session, record, blocked.size()));
              return outcomes.get(0) instanceof Outcome.Done
                  ? withBlocked(record, blocked)
                  : record;
            },
            durable ->
                reply.accept(
                    durable ? outcomes.get(0) : Outcome.refused(Refusal.storageUnavailable())));
  }

  private static Outcome<Integer> outcome(Session session, StoredIdentity record, int blocked) {
    return session
        .end()
        .<Outcome<Integer>>map(Outcome::refused)
        .orElseGet(
            () ->
                blocked > Math.max(MAX, record.getAccount().getBlockedUserIdsCount())
                    ? Outcome.refused(Refusal.tooManyBlockedUsers(MAX))
                    : Outcome.done(blocked));
  }

  /**
   * The ids of the blocked users in this record, in their order, without users that no longer
   * exist. Includes users whose records are damaged, because a repair may restore them.
   */
  private Set<String> existingBlocked(StoredIdentity record) {
    Set<String> ids = new LinkedHashSet<>(record.getAccount().getBlockedUserIdsList());
    ids.removeIf(id -> identities.byId(id) == null && !identities.isDamaged(id));
    return ids;
  }

  private static StoredIdentity withBlocked(StoredIdentity record, Set<String> blocked) {
    StoredIdentity.Builder changed = record.toBuilder();
    changed.getAccountBuilder().clearBlockedUserIds().addAllBlockedUserIds(blocked);
    return changed.build();
  }
}
