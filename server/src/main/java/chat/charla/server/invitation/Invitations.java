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
 * <p>There are at most {@value #MOST}. Members leave the last tenth of them to the operator.
 */
public final class Invitations {
  static final int MOST = 10_000;
  static final int MOST_WITH_THOSE_OF_MEMBERS = 9_000;

  /** How many invitations may be {@link #doubtful} before the server stores no new ones. */
  private static final int MOST_DOUBTFUL = 100;

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

  /** The ids of invitations whose first write has failed, and that the disk may have. */
  private final Set<String> doubtful = new HashSet<>();

  /** The ids of the invitations that the disk may still have. */
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
  public record Created(String code, Invitation invitation) {
    @Override
    public String toString() {
      return "invitation " + invitation.id();
    }
  }

  /**
   * Adds the invitations of the store, when all identities are restored, and begins to remove
   * expired ones. Must be called once.
   *
   * @return the ids of the records that are damaged. The server ignores these records
   */
  public List<String> restore(Map<String, byte[]> records) {
    List<String> damaged =
        records.entrySet().stream()
            .filter(record -> !restored(record.getKey(), record.getValue()))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    Set<Invitation> incomplete = new LinkedHashSet<>();
    for (Identity each : identities.list("", Identity::isAccount, Integer.MAX_VALUE)) {
      Invitation used =
          byId.get(each.record().value().getAccount().getInvitation().getInvitationId());
      if (used != null) {
        used.addUser(each);
        if (used.keep(each)) {
          incomplete.add(used);
        }
      }
    }
    incomplete.forEach(each -> writeKept(each, durable -> {}));
    sweep();
    return damaged;
  }

  private boolean restored(String id, byte[] record) {
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

  /** Removes the invitations that have expired, or whose creators are no longer accounts. */
  private void removeExpired() {
    List<Invitation> useless =
        byId.values().stream().filter(each -> isExpired(each) || creatorIsGone(each)).toList();
    useless.forEach(this::remove);
  }

  private boolean isExpired(Invitation invitation) {
    return observed.millis() >= invitation.stored().getExpireMillis();
  }

  private boolean creatorIsGone(Invitation invitation) {
    return !invitation.isOfOperator()
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
    valid.values().removeIf(each -> isExpired(each) || creatorIsGone(each));
    return valid;
  }

  /** The invitation with this id that has not expired; null if there is none. */
  public @Nullable Invitation find(String id) {
    Invitation found = byId.get(id);
    return found == null || isExpired(found) ? null : found;
  }

  /** The invitations of a member that have not expired. The newest comes first. */
  public List<Invitation> of(Identity member) {
    return byId.values().stream()
        .filter(each -> each.stored().getInviterId().equals(member.id()) && !isExpired(each))
        .sorted(NEWEST_FIRST)
        .toList();
  }

  /** The invitations whose creators the server has left out because of damage, by their ids. */
  public List<Invitation> ofDamagedCreators() {
    return all().values().stream()
        .filter(each -> identities.isDamaged(each.stored().getInviterId()))
        .toList();
  }

  /** How many invitations a member has that have not expired, including those being stored. */
  public int count(Identity member) {
    long stored =
        creating.stream().filter(each -> each.stored().getInviterId().equals(member.id())).count();
    return of(member).size() + (int) stored;
  }

  /** Whether this invitation was revoked, or has expired, and the disk may still have it. */
  public boolean isBeingRemoved(String id) {
    return removing.contains(id);
  }

  /** When an invitation expires, in seconds on the wall clock. */
  public long expirySeconds(Invitation invitation) {
    return clock
        .instant()
        .plusMillis(invitation.stored().getExpireMillis() - observed.millis())
        .getEpochSecond();
  }

  /**
   * Creates an invitation.
   *
   * @param inviter the member who creates it; null for the operator
   * @param uses 1 or more
   */
  public void create(
      @Nullable Identity inviter,
      int uses,
      Duration lifetime,
      String note,
      Consumer<Outcome<Created>> reply) {
    removeExpired();
    if (byId.size() + creating.size() >= (inviter == null ? MOST : MOST_WITH_THOSE_OF_MEMBERS)) {
      reply.accept(Outcome.refused(Refusal.serverFull("invitations")));
      return;
    }
    if (doubtful.size() >= MOST_DOUBTFUL) {
      // The storage fails. For each further attempt the server would have to remember and repeat a
      // removal.
      reply.accept(Outcome.refused(Refusal.storageUnavailable()));
      return;
    }
    String code = SecretCode.make(random);
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
            reply.accept(Outcome.done(new Created(code, invitation)));
          } else {
            // The caller does not get the code, so a record that is on disk is useless.
            doubtful.add(invitation.id());
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
   * @param whenTried gets whether the removal is on disk. If not, the server tries again until it
   *     is
   * @param whenRemovedLater runs when a later attempt has succeeded
   */
  public void revoke(
      Invitation invitation, Consumer<Boolean> whenTried, Runnable whenRemovedLater) {
    forget(invitation);
    removeFromDisk(invitation.id(), whenTried, whenRemovedLater);
  }

  private void remove(Invitation invitation) {
    forget(invitation);
    removeFromDisk(invitation.id());
  }

  private void forget(Invitation invitation) {
    byId.remove(invitation.id(), invitation);
    byCode.remove(invitation.stored().getCodeHash(), invitation);
  }

  /** Removes a record, and tries again until that has succeeded. */
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
            doubtful.remove(id);
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

  /** The ticket of a code, which does not use the invitation yet; or a refusal. */
  public Outcome<Ticket> ticket(String code) {
    Invitation invitation = byCode.get(hash(code));
    if (invitation == null || !isValid(invitation)) {
      return Outcome.refused(Refusal.invitationInvalid());
    }
    if (invitation.used() >= invitation.stored().getUses()) {
      return Outcome.refused(Refusal.invitationInvalid());
    }
    StoredInvitationUse use =
        StoredInvitationUse.newBuilder()
            .setInvitationId(invitation.id())
            .setInviterId(invitation.stored().getInviterId())
            .build();
    return Outcome.done(Ticket.of(use, newcomer -> use(invitation.id(), newcomer)));
  }

  private boolean isValid(Invitation invitation) {
    if (isExpired(invitation)) {
      return false;
    }
    Identity creator = creator(invitation);
    return invitation.isOfOperator()
        || (creator != null && !sessions.isSuspended(creator.record().value()));
  }

  /** Uses an invitation for an account that is stored next, or returns the reason to refuse it. */
  private Optional<Refusal> use(String id, Identity newcomer) {
    Invitation invitation = byId.get(id);
    if (invitation == null || !isValid(invitation)) {
      return Optional.of(Refusal.invitationInvalid());
    }
    int uses = invitation.stored().getUses();
    if (!invitation.mayBeUsedBy(newcomer)) {
      if (invitation.used() >= uses) {
        return Optional.of(Refusal.invitationInvalid());
      }
      if (invitation.mayBeUsed() >= uses) {
        // A write has failed, so that it is unknown whether there is a use left.
        return Optional.of(Refusal.storageUnavailable());
      }
    }
    invitation.addUser(newcomer);
    return Optional.empty();
  }

  /**
   * Stores in the record of the invitation that an account has used it, so that the use is not lost
   * with the account. Called when the account is stored. Must be called again before the account
   * ends, or its record is removed, because the first attempt may have failed.
   *
   * @param whenDone gets whether the use is on disk; true also if nothing had to be stored
   */
  public void keepUse(Identity account, Consumer<Boolean> whenDone) {
    String id = account.record().value().getAccount().getInvitation().getInvitationId();
    Invitation invitation = find(id);
    if (invitation == null || !invitation.mayBeUsedBy(account) || !invitation.keep(account)) {
      whenDone.accept(true);
      return;
    }
    writeKept(invitation, whenDone);
  }

  private void writeKept(Invitation invitation, Consumer<Boolean> whenDone) {
    StoredInvitation changed = invitation.withKept();
    String id = invitation.id();
    write(
        changed,
        durable -> {
          if (durable) {
            invitation.stored(changed);
          }
          if (byId.get(id) != invitation) {
            // It was revoked meanwhile, and the write may have come after the removal.
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
