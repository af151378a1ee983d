package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.limit.Origin;
import chat.charla.server.name.Looks;
import chat.charla.server.name.NameRules;
import chat.charla.server.name.Verdict;
import chat.charla.server.name.Verdict.Accepted;
import chat.charla.server.name.Verdict.Refused;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredSession;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Creates identities, durably. Owned by the core. */
public final class NewIdentities {
  private static final int MAX_UNCERTAIN = 1000;

  /**
   * How long the server waits for a repetition if it does not know whether an account was stored.
   * Then the server deletes the account, so that other users can use its invitation.
   */
  private static final Duration UNCERTAIN_ACCOUNT_TIME = Duration.ofMinutes(1);

  private final Identities identities;
  private final UnusedIdentities unused;
  private final NameRefusals refusals;
  private final Leases leases;
  private final IdentityLimit limit;
  private final IdentityStore store;
  private final Scheduler core;
  private final InstantSource clock;
  private final ObservedTime observed;
  private final RandomGenerator random;
  private final IdentityHome home;
  private final IdentityListener listener;
  private final JoinRates rates;

  /**
   * Identities whose first write failed, so that it is unknown whether they are on disk. The key is
   * the hash of the request id of the Join: a repetition of that Join must not create a second
   * identity.
   */
  private final Map<ByteString, Identity> uncertain = new LinkedHashMap<>();

  public NewIdentities(
      IdentityServices services,
      Identities identities,
      UnusedIdentities unused,
      NameRefusals refusals,
      Leases leases,
      IdentityLimit limit,
      IdentityPorts ports) {
    this.identities = identities;
    this.unused = unused;
    this.refusals = refusals;
    this.leases = leases;
    this.limit = limit;
    this.store = services.store();
    this.core = services.core();
    this.clock = services.clock();
    this.observed = services.observed();
    this.random = services.random();
    this.home = ports.home();
    this.listener = ports.listener();
    this.rates = ports.rates();
  }

  /**
   * Creates an identity.
   *
   * @param origin the origin of the request
   */
  void create(
      IdentityRequest identityRequest, Origin origin, Consumer<Outcome<SessionGrant>> reply) {
    // Checking a name is expensive, so count the check first. If an identity is created, the check
    // no longer counts.
    JoinRates.Attempt attempt = rates.attempt(origin);
    acceptedName(identityRequest.name(), identityRequest.account() != null, origin, attempt)
        .then(name -> allowed(name, attempt.countNewIdentity()))
        .match(
            name -> Indivisible.change(() -> make(name, identityRequest, origin, reply)),
            refusal -> reply.accept(Outcome.refused(refusal)));
  }

  /**
   * Called before the password of a new account is hashed, because hashing takes long. Returns the
   * reason to refuse an account with this name. If there is none, counts the hash for the limits,
   * and returns empty.
   */
  Optional<Refusal> refusalBeforeHash(String wanted, Origin origin) {
    JoinRates.Attempt attempt = rates.attempt(origin);
    Outcome<String> outcome =
        acceptedName(wanted, true, origin, attempt)
            .then(name -> allowed(name, attempt.countPasswordHash()));
    return outcome instanceof Outcome.Refused<String> refused
        ? Optional.of(refused.refusal())
        : Optional.empty();
  }

  /** Whether it is unknown if an earlier attempt of this request has stored an identity. */
  boolean isUncertain(RequestId id) {
    return uncertain.containsKey(id.hash());
  }

  /** The reason to refuse to make an account of a guest; empty if there is none. */
  Optional<Refusal> accountRefusal(Origin origin) {
    return limit.accounts().refusal(origin);
  }

  /**
   * Makes an account of a guest, unless the limit of accounts is reached.
   *
   * @param begin begins to store the account, and passes the outcome to the given consumer
   */
  void makeAccount(
      Identity guest,
      Origin origin,
      Consumer<Outcome<SessionGrant>> reply,
      Consumer<Consumer<Outcome<SessionGrant>>> begin) {
    AccountLimit accounts = limit.accounts();
    Optional<Refusal> full = accounts.refusal(origin);
    if (full.isPresent()) {
      reply.accept(Outcome.refused(full.get()));
      return;
    }
    accounts.begin(origin);
    begin.accept(
        outcome -> {
          accounts.completed(outcome instanceof Outcome.Done ? guest : null, origin);
          reply.accept(outcome);
        });
  }

  private static Outcome<String> allowed(String name, Optional<Refusal> excess) {
    return excess.<Outcome<String>>map(Outcome::refused).orElseGet(() -> Outcome.done(name));
  }

  /** The accepted form of the name, or the reason to refuse a new identity of this name. */
  private Outcome<String> acceptedName(
      String wanted, boolean account, Origin origin, JoinRates.Attempt attempt) {
    Optional<Refusal> excess = attempt.newIdentityRefusal().or(attempt::countNameCheck);
    if (excess.isPresent()) {
      return Outcome.refused(excess.get());
    }
    Verdict verdict = NameRules.checkUserName(wanted);
    if (!(verdict instanceof Accepted accepted)) {
      return Outcome.refused(NameRefusals.invalid((Refused) verdict));
    }
    String name = accepted.name();
    if (identities.names().conflict(name, null) != null) {
      // Search for a free name only if the client will get the suggestion.
      return Outcome.refused(
          attempt.nameTakenRefusal().orElseGet(() -> refusals.taken(name, null)));
    }
    Optional<Refusal> full = limit.refusal(origin);
    return allowed(name, account && full.isEmpty() ? limit.accounts().refusal(origin) : full);
  }

  private void make(
      String name,
      IdentityRequest identityRequest,
      Origin origin,
      Consumer<Outcome<SessionGrant>> reply) {
    Identity known = uncertain.remove(identityRequest.requestId().hash());
    if (known != null && !known.user().getName().equals(name)) {
      discard(known);
      known = null;
    }
    Identity identity = known == null ? newIdentity(name, identityRequest) : known;
    Optional<Refusal> refusal =
        known == null ? identityRequest.check().admit(identity) : Optional.empty();
    if (refusal.isPresent()) {
      reply.accept(Outcome.refused(refusal.get()));
      return;
    }
    identities.names().claim(name, identity);
    String token = Tokens.derive(session(identity).tokenKey(), identityRequest.requestId().text());
    boolean account = identity.isAccount();
    limit.begin(origin, home::expire);
    if (account) {
      limit.accounts().begin(origin);
    }
    store(
        identity,
        durable -> {
          completeCreation(identity, token, durable, reply);
          if (account) {
            limit.accounts().completed(durable ? identity : null, origin);
          }
          limit.completed(durable ? identity : null, origin, home::expire);
        });
  }

  private Identity newIdentity(String name, IdentityRequest identityRequest) {
    ByteString key = Tokens.newKey(random);
    RequestId requestId = identityRequest.requestId();
    String token = Tokens.derive(key, requestId.text());
    StoredIdentity.Builder stored =
        StoredIdentity.newBuilder()
            .setId(newId())
            .setName(name)
            .setHoldsName(true)
            .setNameEdition(Looks.EDITION)
            .setUnused(identityRequest.account() == null)
            .addAllMemberships(home.initialMemberships())
            .addSessions(
                StoredSession.newBuilder()
                    .setTokenHash(Tokens.hash(token))
                    .setTokenKey(key)
                    .setRequestIdHash(requestId.hash())
                    .setJoinedAs(name)
                    .setLabel(identityRequest.label())
                    .setCreateMillis(clock.millis())
                    .setSeenMillis(observed.millis()));
    if (identityRequest.account() != null) {
      stored.setAccount(identityRequest.account());
    }
    return new Identity(new IdentityRecord(store, core, stored.build(), 0), observed);
  }

  /** The only session of a new identity. */
  private static Session session(Identity identity) {
    return identity.sessions().get(0);
  }

  /**
   * Stores the home and then the identity. A home without an identity is deleted when the server
   * starts again, but an identity without a home could not be used.
   */
  private void store(Identity identity, Consumer<Boolean> whenDone) {
    // An identity that is stored again gets a new time, because another identity may have held the
    // name meanwhile.
    long taken = identities.names().timeOfTaking(clock.millis());
    home.open(
        identity.id(),
        opened -> {
          if (opened) {
            identity
                .record()
                .change(record -> record.toBuilder().setNameTakenMillis(taken).build(), whenDone);
          } else {
            whenDone.accept(false);
          }
        });
  }

  private void completeCreation(
      Identity identity, String token, boolean durable, Consumer<Outcome<SessionGrant>> reply) {
    String name = identity.user().getName();
    if (!durable) {
      identities.names().release(name, identity);
      keepUncertain(identity);
      reply.accept(Outcome.refused(Refusal.storageUnavailable()));
      return;
    }
    identity.holdName(name);
    identities.add(identity);
    if (!identity.isAccount()) {
      unused.add(identity);
    }
    listener.joined(identity);
    leases.start(identity);
    reply.accept(Outcome.done(new SessionGrant(session(identity), token)));
  }

  private void keepUncertain(Identity identity) {
    ByteString requestIdHash = session(identity).requestIdHash();
    if (requestIdHash.isEmpty()) {
      discard(identity);
      return;
    }
    uncertain.put(requestIdHash, identity);
    if (identity.isAccount()) {
      core.schedule(UNCERTAIN_ACCOUNT_TIME, () -> discardIfUncertain(requestIdHash, identity));
    }
    if (uncertain.size() > MAX_UNCERTAIN) {
      ByteString oldest = uncertain.keySet().iterator().next();
      discard(Objects.requireNonNull(uncertain.remove(oldest)));
    }
  }

  private void discardIfUncertain(ByteString requestIdHash, Identity identity) {
    if (uncertain.remove(requestIdHash, identity)) {
      discard(identity);
    }
  }

  /**
   * Removes the record and the home of an identity whose creation has failed, if they are on disk.
   * Removes the record first, because a server that starts would treat an identity without a home
   * as damaged.
   */
  private void discard(Identity identity) {
    identity.record().remove(() -> home.remove(identity.id()));
  }

  private String newId() {
    String id;
    do {
      id = Ids.random(random);
    } while (identities.byId(id) != null || home.exists(id));
    return id;
  }
}
