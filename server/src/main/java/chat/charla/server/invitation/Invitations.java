package chat.charla.server.invitation;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Ids;
import chat.charla.server.identity.Sessions;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredInvitation;
import chat.charla.server.storage.v1.StoredInvitationUse;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All invitations that have not expired. Owned by the core.
 *
 * <p>There are at most {@value #MAX} invitations. The last tenth is reserved for invitations of the
 * operator.
 */
public final class Invitations {
  static final int MAX = 10_000;

  /** While there are this many invitations, members cannot create more. */
  static final int MAX_FOR_MEMBERS = 9_000;

  /** While this many invitations are {@link #uncertain}, the server stores no new ones. */
  private static final int MAX_UNCERTAIN = 100;

  private static final String PURPOSE = "invitation";
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
  private static final Duration SWEEP_INTERVAL = Duration.ofHours(1);

  private static final Comparator<Invitation> NEWEST_FIRST =
      Comparator.<Invitation>comparingLong(each -> -each.stored().getCreateMillis())
          .thenComparing(Invitation::id);

  private final InvitationStore store;
  private final Identities identities;
  private final Sessions sessions;
  private final Scheduler core;
  private final InstantSource clock;
  private final ObservedTime observed;
  private final RandomGenerator random;

  private final NavigableMap<String, Invitation> byId = new TreeMap<>();
  private final Map<ByteString, Invitation> byCode = new HashMap<>();

  /** The invitations that are being stored for the first time. */
  private final Set<Invitation> creating = new HashSet<>();

  /** The ids of invitations whose first write has failed, so that they may be on disk. */
  private final Set<String> uncertain = new HashSet<>();

  /** The ids of removed invitations that may still be on disk. */
  private final Set<String> removing = new HashSet<>();

  /**
   * Creates an object without invitations.
   *
   * @param clock the wall clock
   * @param observed the time by which invitations expire
   * @param random a cryptographically secure source
   */
  public Invitations(
      InvitationStore store,
      Identities identities,
      Sessions sessions,
      Scheduler core,
      InstantSource clock,
      ObservedTime observed,
      RandomGenerator random) {
    this.store = store;
    this.identities = identities;
    this.sessions = sessions;
    this.core = core;
    this.clock = clock;
    this.observed = observed;
    this.random = random;
  }

  /** A new invitation. The code is a secret. */
  public record NewInvitation(String code, Invitation invitation) {
    @Override
    public String toString() {
      return "invitation " + invitation.id();
    }
  }

  /**
   * Adds the invitations of the store, and begins to remove expired invitations periodically. Must
   * be called once, when all identities are restored.
   *
   * @return the ids of the records that are damaged. The server ignores these records
   */
  public List<String> restore(Map<String, byte[]> records) {
    List<String> damaged =
        records.entrySet().stream()
            .filter(record -> !restoreRecord(record.getKey(), record.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    Set<Invitation> incomplete = new LinkedHashSet<>();
    for (Identity each : identities.list("", Identity::isAccount, Integer.MAX_VALUE)) {
      Invitation used =
          byId.get(each.record().value().getAccount().getInvitation().getInvitationId());
      if (used != null) {
        used.addUser(each);
        if (used.addToRecord(each)) {
          incomplete.add(used);
        }
      }
    }
    incomplete.forEach(each -> writeRecordedAccounts(each, durable -> {}));
    sweep();
    return damaged;
  }

  private boolean restoreRecord(String id, byte[] record) {
    try {
      StoredInvitation stored = StoredInvitation.parseFrom(record);
      if (!stored.getId().equals(id)) {
        return false;
      }
      add(new Invitation(stored));
      return true;
    } catch (InvalidProtocolBufferException notAnInvitation) {
      return false;
    }
  }

  private void add(Invitation invitation) {
    byId.put(invitation.id(), invitation);
    byCode.put(invitation.stored().getCodeHash(), invitation);
  }

  private void sweep() {
    removeExpired();
    core.schedule(SWEEP_INTERVAL, this::sweep);
  }

  /** Removes the invitations that have expired, or whose creator is no longer an account. */
  private void removeExpired() {
    List<Invitation> useless =
        byId.values().stream().filter(each -> isExpired(each) || lacksCreator(each)).toList();
    useless.forEach(this::remove);
  }

  private boolean isExpired(Invitation invitation) {
    return observed.millis() >= invitation.stored().getExpireMillis();
  }

  private boolean lacksCreator(Invitation invitation) {
    return !invitation.isCreatedByOperator()
        && creator(invitation) == null
        && !identities.isDamaged(invitation.stored().getInviterId());
  }

  private @Nullable Identity creator(Invitation invitation) {
    Identity creator = identities.byId(invitation.stored().getInviterId());
    return creator != null && creator.isAccount() ? creator : null;
  }

  /** The invitations that have not expired, in the order of their ids. */
  public NavigableMap<String, Invitation> all() {
    NavigableMap<String, Invitation> valid = new TreeMap<>(byId);
    valid.values().removeIf(each -> isExpired(each) || lacksCreator(each));
    return valid;
  }

  /** The invitation with this id that has not expired; null if there is none. */
  public @Nullable Invitation find(String id) {
    Invitation found = byId.get(id);
    return found == null || isExpired(found) ? null : found;
  }

  /** The invitations of a member that have not expired, the newest first. */
  public List<Invitation> of(Identity member) {
    return byId.values().stream()
        .filter(each -> each.stored().getInviterId().equals(member.id()) && !isExpired(each))
        .sorted(NEWEST_FIRST)
        .toList();
  }

  /**
   * The invitations of identities that the server has left out because of damage, ordered by id.
   */
  public List<Invitation> ofDamagedCreators() {
    return all().values().stream()
        .filter(each -> identities.isDamaged(each.stored().getInviterId()))
        .toList();
  }

  /** How many invitations of a member have not expired, including those that are being stored. */
  public int count(Identity member) {
    long stored =
        creating.stream().filter(each -> each.stored().getInviterId().equals(member.id())).count();
    return of(member).size() + (int) stored;
  }

  /** Whether this invitation was revoked or has expired, and may still be on disk. */
  public boolean isBeingRemoved(String id) {
    return removing.contains(id);
  }

  /** When an invitation expires, in seconds since 1970, on the wall clock. */
  public long expirySeconds(Invitation invitation) {
    return clock
        .instant()
        .plusMillis(invitation.stored().getExpireMillis() - observed.millis())
        .getEpochSecond();
  }

  /**
   * Creates an invitation.
   *
   * @param inviter the member who creates the invitation; null for the operator
   * @param uses 1 or more
   */
  public void create(
      @Nullable Identity inviter,
      int uses,
      Duration lifetime,
      String note,
      Consumer<Outcome<NewInvitation>> reply) {
    removeExpired();
    if (byId.size() + creating.size() >= (inviter == null ? MAX : MAX_FOR_MEMBERS)) {
      reply.accept(Outcome.refused(Refusal.serverFull("invitations")));
      return;
    }
    if (uncertain.size() >= MAX_UNCERTAIN) {
      // The storage fails. For each further attempt, the server would have to remember an id and
      // repeat a removal.
      reply.accept(Outcome.refused(Refusal.storageUnavailable()));
      return;
    }
    String code = SecretCode.generate(random);
    Invitation invitation =
        new Invitation(
            StoredInvitation.newBuilder()
                .setId(newId())
                .setCodeHash(hash(code))
                .setInviterId(inviter == null ? "" : inviter.id())
                .setNote(note)
                .setUses(uses)
                .setCreateMillis(clock.millis())
                .setExpireMillis(observed.millis() + lifetime.toMillis())
                .build());
    creating.add(invitation);
    write(
        invitation.stored(),
        durable -> {
          creating.remove(invitation);
          if (durable) {
            add(invitation);
            reply.accept(Outcome.done(new NewInvitation(code, invitation)));
          } else {
            // The caller does not get the code, so a record that is on disk is useless.
            uncertain.add(invitation.id());
            removeFromDisk(invitation.id());
            reply.accept(Outcome.refused(Refusal.storageUnavailable()));
          }
        });
  }

  private String newId() {
    String id;
    do {
      id = Ids.random(random);
    } while (byId.containsKey(id) || removing.contains(id));
    return id;
  }

  private static ByteString hash(String code) {
    return SecretCode.hash(PURPOSE, code);
  }

  /**
   * Revokes an invitation: its code is not valid from now on.
   *
   * @param whenTried gets whether the removal is on disk. If it is not, the server repeats the
   *     removal until it succeeds
   * @param whenRemovedLater runs when a repeated removal has succeeded
   */
  public void revoke(
      Invitation invitation, Consumer<Boolean> whenTried, Runnable whenRemovedLater) {
    removeFromMemory(invitation);
    removeFromDisk(invitation.id(), whenTried, whenRemovedLater);
  }

  private void remove(Invitation invitation) {
    removeFromMemory(invitation);
    removeFromDisk(invitation.id());
  }

  private void removeFromMemory(Invitation invitation) {
    byId.remove(invitation.id(), invitation);
    byCode.remove(invitation.stored().getCodeHash(), invitation);
  }

  /** Removes a record. If this fails, repeats the removal until it succeeds. */
  private void removeFromDisk(String id) {
    removeFromDisk(id, removed -> {}, () -> {});
  }

  private void removeFromDisk(String id, Consumer<Boolean> whenTried, Runnable whenRemovedLater) {
    removing.add(id);
    core.whenComplete(
        () -> store.remove(id),
        (removed, failure) -> {
          if (failure == null) {
            removing.remove(id);
            uncertain.remove(id);
          } else {
            core.schedule(
                RETRY_DELAY,
                () ->
                    removeFromDisk(
                        id,
                        durable -> {
                          if (durable) {
                            whenRemovedLater.run();
                          }
                        },
                        whenRemovedLater));
          }
          whenTried.accept(failure == null);
        });
  }

  /** The ticket for a code, or a refusal. The ticket does not use the invitation yet. */
  public Outcome<Ticket> ticket(String code) {
    Invitation invitation = byCode.get(hash(code));
    if (invitation == null || !isValid(invitation)) {
      return Outcome.refused(Refusal.invitationInvalid());
    }
    if (invitation.countUses() >= invitation.stored().getUses()) {
      return Outcome.refused(Refusal.invitationInvalid());
    }
    StoredInvitationUse use =
        StoredInvitationUse.newBuilder()
            .setInvitationId(invitation.id())
            .setInviterId(invitation.stored().getInviterId())
            .build();
    return Outcome.done(Ticket.of(use, user -> use(invitation.id(), user)));
  }

  private boolean isValid(Invitation invitation) {
    if (isExpired(invitation)) {
      return false;
    }
    Identity creator = creator(invitation);
    return invitation.isCreatedByOperator()
        || (creator != null && !sessions.isSuspended(creator.record().value()));
  }

  /**
   * Adds a use by an account that is about to be stored. Returns the reason to refuse this use;
   * empty if it is allowed.
   */
  private Optional<Refusal> use(String id, Identity user) {
    Invitation invitation = byId.get(id);
    if (invitation == null || !isValid(invitation)) {
      return Optional.of(Refusal.invitationInvalid());
    }
    int uses = invitation.stored().getUses();
    if (!invitation.mayHaveBeenUsedBy(user)) {
      if (invitation.countUses() >= uses) {
        return Optional.of(Refusal.invitationInvalid());
      }
      if (invitation.countPossibleUses() >= uses) {
        // A write has failed, so it is unknown whether the invitation has a use left.
        return Optional.of(Refusal.storageUnavailable());
      }
    }
    invitation.addUser(user);
    return Optional.empty();
  }

  /**
   * Stores in the invitation's record that an account has used the invitation, so that the use
   * still counts when the account's record is removed. Called when the account is stored. Must be
   * called again before the account ends, or its record is removed, because the first attempt may
   * have failed.
   *
   * @param whenDone gets whether the use is on disk; true also if nothing had to be stored
   */
  public void storeUse(Identity account, Consumer<Boolean> whenDone) {
    String id = account.record().value().getAccount().getInvitation().getInvitationId();
    Invitation invitation = find(id);
    if (invitation == null
        || !invitation.mayHaveBeenUsedBy(account)
        || !invitation.addToRecord(account)) {
      whenDone.accept(true);
      return;
    }
    writeRecordedAccounts(invitation, whenDone);
  }

  private void writeRecordedAccounts(Invitation invitation, Consumer<Boolean> whenDone) {
    StoredInvitation changed = invitation.withRecordedAccounts();
    String id = invitation.id();
    write(
        changed,
        durable -> {
          if (durable) {
            invitation.recordWritten(changed);
          }
          if (byId.get(id) != invitation) {
            // The invitation was removed meanwhile, and the write may have come after the removal.
            removeFromDisk(id);
          }
          whenDone.accept(durable);
        });
  }

  private void write(StoredInvitation record, Consumer<Boolean> whenDone) {
    core.whenComplete(
        () -> store.put(record.getId(), record.toByteArray()),
        (written, failure) -> whenDone.accept(failure == null));
  }
}
