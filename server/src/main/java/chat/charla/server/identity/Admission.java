package chat.charla.server.identity;

import chat.charla.name.NameFold;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.RequestId.Call;
import chat.charla.server.limit.Origin;
import chat.charla.server.name.Looks;
import chat.charla.server.name.NameRules;
import chat.charla.server.name.Verdict;
import chat.charla.server.name.Verdict.Accepted;
import chat.charla.server.name.Verdict.Refused;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.JoinRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Carries out {@code Join} and {@code Register}: creates identities, recognises repeated requests,
 * and gives identities their names. Owned by the core.
 */
public final class Admission {
  /** How many names one identity may hold while it is unknown which of them is on disk. */
  private static final int MAX_UNCERTAIN_NAMES = 4;

  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final Identities identities;
  private final HeldNames names;
  private final NewIdentities newIdentities;
  private final UnusedIdentities unused;
  private final NameRefusals refusals;
  private final Leases leases;
  private final IdentityListener listener;
  private final Scheduler core;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final JoinRates rates;

  private final RequestsInProgress inProgress = new RequestsInProgress();

  public Admission(
      IdentityServices services,
      Identities identities,
      NewIdentities newIdentities,
      UnusedIdentities unused,
      NameRefusals refusals,
      Leases leases,
      IdentityPorts ports) {
    this.identities = identities;
    this.unused = unused;
    this.names = identities.names();
    this.newIdentities = newIdentities;
    this.refusals = refusals;
    this.leases = leases;
    this.listener = ports.listener();
    this.core = services.core();
    this.clock = services.clock();
    this.random = services.random();
    this.rates = ports.rates();
  }

  /**
   * Creates a guest, or finds the guest that an earlier attempt of the same request has created.
   */
  public void join(JoinRequest request, Origin origin, Consumer<Outcome<SessionGrant>> reply) {
    RequestId.of(request.getRequestId(), Call.JOIN, random)
        .match(
            id -> {
              // Earlier releases treated request ids as case-sensitive, so a stored hash may be
              // that of an id with capital letters.
              String sent = request.getRequestId();
              Session former = identities.byRequestId(Call.JOIN.hash(sent));
              if (former != null && !id.text().equals(sent)) {
                repeat(former, sent, request.getName(), origin, reply);
              } else {
                create(
                    new IdentityRequest(request.getName(), id, "", null, AdmissionCheck.ALL),
                    origin,
                    reply);
              }
            },
            refusal -> reply.accept(Outcome.refused(refusal)));
  }

  /** Whether a call with this request id has created a session. */
  public boolean isKnown(RequestId id) {
    return identities.byRequestId(id.hash()) != null;
  }

  /**
   * Whether an earlier attempt of this request has created an identity, and it is unknown whether
   * it was stored.
   */
  public boolean isUncertain(RequestId id) {
    return newIdentities.isUncertain(id);
  }

  /**
   * Called before the password of a new account is hashed, because hashing takes long. Returns the
   * reason to refuse an account with this name. If there is none, counts the hash for the limits,
   * and returns empty.
   */
  public Optional<Refusal> refusalBeforeHash(String name, Origin origin) {
    return newIdentities.refusalBeforeHash(name, origin);
  }

  /**
   * Like {@link #refusalBeforeHash(String, Origin)}, for a guest that is to become an account. An
   * empty name means the guest's present name.
   */
  public Optional<Refusal> refusalBeforeHash(Session session, String wanted, Origin origin) {
    Identity guest = session.identity();
    Verdict verdict = verdict(guest, wanted);
    if (!(verdict instanceof Accepted accepted)) {
      return Optional.of(NameRefusals.invalid((Refused) verdict));
    }
    return !guest.holds(accepted.name()) && names.conflict(accepted.name(), guest) != null
        ? Optional.of(refusals.taken(accepted.name(), guest))
        : newIdentities.accountRefusal(origin).or(rates.attempt(origin)::countPasswordHash);
  }

  private static Verdict verdict(Identity identity, String wanted) {
    String last = identity.user().getName();
    // An identity may keep its own name even if newer rules would refuse it.
    boolean own = wanted.isEmpty() || NameRules.isSame(wanted, last);
    return own ? new Accepted(last) : NameRules.checkUserName(wanted);
  }

  /**
   * Creates an identity, or finds the identity that an earlier attempt of the same request has
   * created.
   */
  public void create(
      IdentityRequest identityRequest, Origin origin, Consumer<Outcome<SessionGrant>> reply) {
    RequestId requestId = identityRequest.requestId();
    Session known = identities.byRequestId(requestId.hash());
    if (known != null) {
      repeat(known, requestId.text(), identityRequest.name(), origin, reply);
    } else {
      inProgress.begin(
          requestId.hash(),
          reply,
          answer -> newIdentities.create(identityRequest, origin, answer),
          () -> create(identityRequest, origin, reply));
    }
  }

  /**
   * Gives a known identity the name {@code wanted}; an empty name means the name that the identity
   * had last.
   */
  public void rejoin(
      Session session, String token, String wanted, Consumer<Outcome<SessionGrant>> reply) {
    rejoin(session, token, wanted, record -> {}, reply);
  }

  /**
   * Gives a guest the name {@code wanted}, as {@link #rejoin} does, and makes the guest an account
   * at the same time.
   *
   * @param label the text by which the user recognises the session; empty to keep the present one
   * @param check decides whether the account may be stored
   */
  public void register(
      Session session,
      String token,
      String wanted,
      StoredAccount account,
      String label,
      AdmissionCheck check,
      Origin origin,
      Consumer<Outcome<SessionGrant>> reply) {
    Optional<Refusal> refusal = check.admit(session.identity());
    if (refusal.isPresent()) {
      reply.accept(Outcome.refused(refusal.get()));
      return;
    }
    Consumer<StoredIdentity.Builder> change =
        record -> {
          if (!record.hasAccount() || session.identity().isRefused(record.getAccount())) {
            record.setAccount(account).clearUnused();
            if (!label.isEmpty()) {
              session.change(record, stored -> stored.setLabel(label));
            }
          }
        };
    newIdentities.makeAccount(
        session.identity(),
        origin,
        reply,
        answer ->
            rejoin(
                session,
                token,
                wanted,
                change,
                outcome ->
                    answer.accept(registrationOutcome(session.identity(), account, outcome))));
  }

  private Outcome<SessionGrant> registrationOutcome(
      Identity identity, StoredAccount account, Outcome<SessionGrant> outcome) {
    boolean stored = identity.record().value().getAccount().equals(account);
    if (outcome instanceof Outcome.Refused && stored) {
      // Another identity has taken the name while the account was being stored.
      identity.refuse(account);
      clearAccount(identity, account);
      return outcome;
    }
    // Another call may have made the guest an account meanwhile.
    return stored ? outcome : outcome.then(grant -> Outcome.refused(Refusal.alreadyRegistered()));
  }

  /** Makes an account a guest again, because its registration was refused. */
  private void clearAccount(Identity identity, StoredAccount refused) {
    identity
        .record()
        .change(
            record ->
                record.getAccount().equals(refused)
                    ? record.toBuilder().clearAccount().build()
                    : record,
            durable -> {
              if (!durable && identities.byId(identity.id()) == identity) {
                core.schedule(RETRY_DELAY, () -> clearAccount(identity, refused));
              } else {
                identity.forgetRefused(refused);
              }
            });
  }

  private void rejoin(
      Session session,
      String token,
      String wanted,
      Consumer<StoredIdentity.Builder> change,
      Consumer<Outcome<SessionGrant>> reply) {
    Identity identity = session.identity();
    rename(
        identity,
        verdict(identity, wanted),
        change,
        outcome -> reply.accept(outcome.map(previous -> new SessionGrant(session, token))));
  }

  /**
   * Gives an identity this name for the operator.
   *
   * @param reply gets the name that the identity had before
   */
  public void rename(Identity identity, String name, Consumer<Outcome<String>> reply) {
    // For verdict(), an empty name would mean the present name.
    Verdict verdict = name.isEmpty() ? NameRules.checkUserName(name) : verdict(identity, name);
    rename(identity, verdict, record -> {}, reply);
  }

  private void rename(
      Identity identity,
      Verdict verdict,
      Consumer<StoredIdentity.Builder> change,
      Consumer<Outcome<String>> reply) {
    if (verdict instanceof Refused refused) {
      reply.accept(Outcome.refused(NameRefusals.invalid(refused)));
    } else if (verdict instanceof Accepted accepted) {
      rename(identity, accepted.name(), change, reply);
    }
  }

  /**
   * Stores the name even if the identity holds the name already. The reason: an earlier change of
   * the identity's name may be in progress, or may be on disk although storing it has failed.
   */
  private void rename(
      Identity identity,
      String name,
      Consumer<StoredIdentity.Builder> change,
      Consumer<Outcome<String>> reply) {
    Set<String> uncertain = names.uncertain(identity);
    if (!uncertain.contains(name) && uncertain.size() >= MAX_UNCERTAIN_NAMES) {
      // The storage fails or does not answer. Each further uncertain name of this identity would be
      // unavailable to all other identities.
      reply.accept(Outcome.refused(Refusal.storageUnavailable()));
      return;
    }
    if (!identity.holds(name) && !names.claim(name, identity)) {
      reply.accept(Outcome.refused(refusals.taken(name, identity)));
      return;
    }
    Indivisible.change(() -> store(identity, name, change, reply));
  }

  private void store(
      Identity identity,
      String name,
      Consumer<StoredIdentity.Builder> change,
      Consumer<Outcome<String>> reply) {
    long taken = names.timeOfTaking(clock.millis());
    identity
        .record()
        .change(
            record -> withName(record, name, taken, change),
            durable -> {
              if (identity.ended()) {
                reply.accept(Outcome.refused(Refusal.sessionEnded()));
              } else if (durable && !identity.holds(name) && !names.claim(name, identity)) {
                // The identity's lease ran out while the name was being stored, and another
                // identity took the name.
                replaceRefusedName(identity, name);
                reply.accept(Outcome.refused(refusals.taken(name, identity)));
              } else if (durable) {
                reply.accept(Outcome.done(completeRename(identity, name)));
              } else {
                reply.accept(Outcome.refused(Refusal.storageUnavailable()));
              }
            });
    names.releaseWhenSettled(name, identity);
  }

  /**
   * Called if the identity cannot hold a name that is already stored for it. Replaces the stored
   * name by the name that the identity has. Otherwise the identity would have the refused name
   * after a restart.
   */
  private void replaceRefusedName(Identity identity, String refused) {
    long taken = names.timeOfTaking(clock.millis());
    identity
        .record()
        .change(
            record ->
                record.getEndedMillis() != 0
                        || !record.getName().equals(refused)
                        || identity.holds(refused)
                    ? record
                    : record.toBuilder()
                        .setName(identity.user().getName())
                        .setHoldsName(identity.hasName())
                        .setNameTakenMillis(taken)
                        .setNameEdition(Looks.EDITION)
                        .build(),
            durable -> {
              if (!durable && identities.byId(identity.id()) == identity) {
                core.schedule(RETRY_DELAY, () -> replaceRefusedName(identity, refused));
              }
            });
  }

  private static StoredIdentity withName(
      StoredIdentity record, String name, long taken, Consumer<StoredIdentity.Builder> change) {
    if (record.getEndedMillis() != 0) {
      return record;
    }
    StoredIdentity.Builder changed = record.toBuilder();
    if (!record.getHoldsName() || !record.getName().equals(name)) {
      changed
          .setName(name)
          .setHoldsName(true)
          .setNameTakenMillis(taken)
          .setNameEdition(Looks.EDITION);
    }
    change.accept(changed);
    return changed.build();
  }

  private void repeat(
      Session known,
      String requestId,
      String name,
      Origin origin,
      Consumer<Outcome<SessionGrant>> reply) {
    Optional<Refusal> end = known.end();
    if (end.isPresent()) {
      reply.accept(Outcome.refused(end.get()));
      return;
    }
    JoinRates.Attempt attempt = rates.attempt(origin);
    Optional<Refusal> tooMany = attempt.countNameCheck();
    if (tooMany.isPresent()) {
      reply.accept(Outcome.refused(tooMany.get()));
      return;
    }
    String joinedAs = known.stored().getJoinedAs();
    if (!NameFold.fold(name).equals(NameFold.fold(joinedAs))) {
      reply.accept(Outcome.refused(RequestId.reused()));
      return;
    }
    Optional<Refusal> excess = attempt.countRepetition(known);
    if (excess.isPresent()) {
      reply.accept(Outcome.refused(excess.get()));
      return;
    }
    String token = Tokens.derive(known.tokenKey(), requestId);
    leases.renew(known);
    rejoin(known, token, "", reply);
  }

  /** Returns the name that the identity had before. */
  private String completeRename(Identity identity, String name) {
    String previous = identity.user().getName();
    identity.holdName(name);
    if (identity.isAccount()) {
      identities.becomeAccount(identity);
      unused.remove(identity);
    }
    names.releaseWhenSettled(previous, identity);
    leases.start(identity);
    if (!previous.equals(name)) {
      listener.renamed(identity, previous);
    }
    return previous;
  }
}
