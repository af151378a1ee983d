package chat.charla.server.invitation;

import chat.charla.server.identity.Identity;
import chat.charla.server.storage.v1.StoredInvitation;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An invitation, and the identities that have used it. Owned by the core.
 *
 * <p>The uses are the accounts whose records on disk name the invitation, and the accounts in the
 * record of the invitation, which stay there if their own records end or are damaged. While the
 * outcome of a write is unknown, the use is in doubt: the account may be on disk.
 */
public final class Invitation {
  private StoredInvitation stored;

  /** The identities whose records on disk name this invitation, or may name it or have named it. */
  private final Set<Identity> users = new LinkedHashSet<>();

  /** The ids of accounts that are in the record, or are being written to it. */
  private final Set<String> kept;

  private boolean keptStored = true;

  Invitation(StoredInvitation stored) {
    this.stored = stored;
    this.kept = new LinkedHashSet<>(stored.getAccountIdsList());
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
    return kept.size() + (int) users.stream().filter(this::hasUsed).count();
  }

  /** Whether it may have created as many accounts as it can. */
  public boolean isUsedUp() {
    return mayBeUsed() >= stored.getUses();
  }

  /** How many accounts it may have created: {@link #used}, and those that may be on disk. */
  int mayBeUsed() {
    users.removeIf(user -> !mayHaveUsed(user));
    return kept.size() + (int) users.stream().filter(user -> !kept.contains(user.id())).count();
  }

  private boolean hasUsed(Identity user) {
    return !kept.contains(user.id())
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
   * Adds an account to the record, so that its use is not lost with the account. Returns whether
   * the record still has to be written to disk.
   */
  boolean keep(Identity account) {
    if (kept.add(account.id())) {
      keptStored = false;
    }
    return !keptStored;
  }

  /** The record with all accounts of {@link #keep}. */
  StoredInvitation withKept() {
    return stored.toBuilder().clearAccountIds().addAllAccountIds(kept).build();
  }

  /** Called when this record is on disk. */
  void stored(StoredInvitation written) {
    stored = written;
    keptStored = kept.size() == written.getAccountIdsCount();
  }
}
