package chat.charla.server.invitation;

import chat.charla.server.identity.Identity;
import chat.charla.server.storage.v1.StoredInvitation;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An invitation, and the identities that have used it. Owned by the core.
 *
 * <p>A use is an account whose record on disk names the invitation, or an account in the record of
 * the invitation. The latter still counts if the account's own record is removed or damaged. While
 * the outcome of writing an account is unknown, the use is possible, but not certain.
 */
public final class Invitation {
  private StoredInvitation stored;

  /** The identities whose records on disk name this invitation, may name it, or have named it. */
  private final Set<Identity> users = new LinkedHashSet<>();

  /** The ids of accounts that the record of the invitation has, or that are being written to it. */
  private final Set<String> recordedIds;

  private boolean recordedIdsWritten = true;

  Invitation(StoredInvitation stored) {
    this.stored = stored;
    this.recordedIds = new LinkedHashSet<>(stored.getAccountIdsList());
  }

  /** The invitation's id. */
  public String id() {
    return stored.getId();
  }

  /** The record of the invitation that was last known to be on disk. */
  public StoredInvitation stored() {
    return stored;
  }

  /** Whether the operator has created this invitation. */
  boolean isCreatedByOperator() {
    return stored.getInviterId().isEmpty();
  }

  /** How many accounts this invitation has created, including accounts that have ended. */
  public int countUses() {
    users.removeIf(user -> !mayHaveUsed(user));
    return recordedIds.size() + (int) users.stream().filter(this::hasUsed).count();
  }

  /** Whether this invitation may have created as many accounts as it has uses. */
  public boolean mayBeUsedUp() {
    return countPossibleUses() >= stored.getUses();
  }

  /**
   * How many accounts this invitation may have created: {@link #countUses}, and the accounts that
   * may be on disk.
   */
  int countPossibleUses() {
    users.removeIf(user -> !mayHaveUsed(user));
    return recordedIds.size()
        + (int) users.stream().filter(user -> !recordedIds.contains(user.id())).count();
  }

  private boolean hasUsed(Identity user) {
    return !recordedIds.contains(user.id())
        && user.record().isStored()
        && id().equals(user.record().value().getAccount().getInvitation().getInvitationId());
  }

  private boolean mayHaveUsed(Identity user) {
    return user.record()
        .mayFulfil(record -> id().equals(record.getAccount().getInvitation().getInvitationId()));
  }

  /** Whether this identity may have used the invitation. */
  boolean mayHaveBeenUsedBy(Identity user) {
    return users.contains(user) && mayHaveUsed(user);
  }

  /**
   * Adds an identity that uses the invitation. The record of the identity is about to be written,
   * or was read from disk.
   */
  void addUser(Identity user) {
    users.add(user);
  }

  /**
   * Adds an account to the record of the invitation, so that its use still counts when the
   * account's own record is removed. Returns whether {@link #withRecordedAccounts} still has to be
   * written to disk.
   */
  boolean addToRecord(Identity account) {
    if (recordedIds.add(account.id())) {
      recordedIdsWritten = false;
    }
    return !recordedIdsWritten;
  }

  /** The record of the invitation with the ids of all accounts of {@link #addToRecord}. */
  StoredInvitation withRecordedAccounts() {
    return stored.toBuilder().clearAccountIds().addAllAccountIds(recordedIds).build();
  }

  /** Called when this record of the invitation is on disk. */
  void recordWritten(StoredInvitation written) {
    stored = written;
    recordedIdsWritten = recordedIds.size() == written.getAccountIdsCount();
  }
}
