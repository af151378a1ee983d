package chat.charla.server.invitation;

import chat.charla.server.identity.Identity;
import chat.charla.server.storage.v1.StoredInvitation;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An invitation, and the identities that have used it. Owned by the core.
 *
 * <p>The uses are the accounts whose records on disk name the invitation, and the ended accounts in
 * the record of the invitation. While the outcome of a write is unknown, the use is in doubt: the
 * account may be on disk.
 */
public final class Invitation {
  private StoredInvitation stored;

  /** The identities whose records on disk name this invitation, or may name it or have named it. */
  private final Set<Identity> users = new LinkedHashSet<>();

  /**
   * The ids of accounts that have ended, or are about to end. They are in the record, or are being
   * written to it.
   */
  private final Set<String> ended;

  private boolean endedStored = true;

  Invitation(StoredInvitation stored) {
    this.stored = stored;
    this.ended = new LinkedHashSet<>(stored.getEndedAccountIdsList());
  }

  /** The invitation's id. */
  public String id() {
    return stored.getId();
  }

  /** What is stored of the invitation. */
  public StoredInvitation stored() {
    return stored;
  }

  /** Whether the operator has created it. */
  boolean isOfOperator() {
    return stored.getInviterId().isEmpty();
  }

  /** How many accounts it has created, ended ones included. */
  public int used() {
    users.removeIf(user -> !mayHaveUsed(user));
    return ended.size() + (int) users.stream().filter(this::hasUsed).count();
  }

  /** Whether it may have created as many accounts as it can. */
  public boolean isUsedUp() {
    return mayBeUsed() >= stored.getUses();
  }

  /** How many accounts it may have created: {@link #used}, and those that may be on disk. */
  int mayBeUsed() {
    users.removeIf(user -> !mayHaveUsed(user));
    return ended.size() + (int) users.stream().filter(user -> !ended.contains(user.id())).count();
  }

  private boolean hasUsed(Identity user) {
    return !ended.contains(user.id())
        && user.record().isStored()
        && id().equals(user.record().value().getAccount().getInvitation().getInvitationId());
  }

  private boolean mayHaveUsed(Identity user) {
    return user.record()
        .mayBe(record -> id().equals(record.getAccount().getInvitation().getInvitationId()));
  }

  /** Whether this identity has used the invitation, or may have. */
  boolean mayBeUsedBy(Identity user) {
    return users.contains(user) && mayHaveUsed(user);
  }

  /**
   * Adds an identity that uses the invitation. Its record is about to be written, or was read from
   * disk.
   */
  void addUser(Identity user) {
    users.add(user);
  }

  /**
   * Adds an account that is about to end. Returns whether the record still has to be written to
   * disk.
   */
  boolean end(Identity account) {
    if (ended.add(account.id())) {
      endedStored = false;
    }
    return !endedStored;
  }

  /** The record with all accounts that have ended. */
  StoredInvitation withEnded() {
    return stored.toBuilder().clearEndedAccountIds().addAllEndedAccountIds(ended).build();
  }

  /** Called when this record is on disk. */
  void stored(StoredInvitation written) {
    stored = written;
    endedStored = ended.size() == written.getEndedAccountIdsCount();
  }
}
