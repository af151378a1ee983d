package chat.charla.server.identity;

import chat.charla.name.NameFold;
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
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import com.google.protobuf.ByteString;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Carries out {@code Join}: creates identities, recognises repeated requests, and gives identities
 * their names. Owned by the core.
 */
public final class Admission {
  private static final Pattern REQUEST_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final int REQUEST_ID_LENGTH = 36;

  /** How many names one identity may hold while it is unknown which of them is on disk. */
  private static final int MAX_UNCERTAIN_NAMES = 4;

  /**
   * The nil UUID and the max UUID (RFC 9562). A program sends one of them if it has not generated a
   * UUID.
   */
  private static final Set<String> PLACEHOLDER_IDS =
      Set.of("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff");

  private final Identities identities;
  private final HeldNames names;
  private final NewIdentities newIdentities;
  private final NameRefusals refusals;
  private final Leases leases;
  private final IdentityListener listener;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final JoinRates rates;

  /**
   * The hash of the request id of each Join in progress, and the repetitions that wait for that
   * Join.
   */
  private final Map<ByteString, List<Consumer<Outcome<Admitted>>>> inProgress = new HashMap<>();

  public Admission(
      IdentityServices services,
      Identities identities,
      NewIdentities newIdentities,
      NameRefusals refusals,
      Leases leases,
      IdentityPorts ports) {
    this.identities = identities;
    this.names = identities.names();
    this.newIdentities = newIdentities;
    this.refusals = refusals;
    this.leases = leases;
    this.listener = ports.listener();
    this.clock = services.clock();
    this.random = services.random();
    this.rates = ports.rates();
  }

  /**
   * Creates an identity, or finds the identity that an earlier attempt of the same request has
   * created.
   */
  public void join(JoinRequest request, Origin origin, Consumer<Outcome<Admitted>> reply) {
    if (request.getRequestId().isEmpty()) {
      newIdentities.create(
          request.getName(),
          new UUID(random.nextLong(), random.nextLong()).toString(),
          ByteString.EMPTY,
          origin,
          reply);
      return;
    }
    // Check the length first: the id may be as long as a request.
    String requestId =
        request.getRequestId().length() == REQUEST_ID_LENGTH
            ? request.getRequestId().toLowerCase(Locale.ROOT)
            : "";
    if (!REQUEST_ID.matcher(requestId).matches() || PLACEHOLDER_IDS.contains(requestId)) {
      reply.accept(
          Outcome.refused(
              Refusal.field(
                  ErrorReason.ERROR_REASON_REQUEST_ID_INVALID,
                  "request_id",
                  "must be a UUID other than the nil and the max UUID")));
      return;
    }
    // Earlier releases treated request ids as case-sensitive, so a stored hash may be that of an id
    // with capital letters.
    for (String form : List.of(requestId, request.getRequestId())) {
      Session known = identities.byRequestId(Tokens.hash(form));
      if (known != null) {
        repeat(known, form, request.getName(), origin, reply);
        return;
      }
    }
    ByteString requestIdHash = Tokens.hash(requestId);
    List<Consumer<Outcome<Admitted>>> waiting = inProgress.get(requestIdHash);
    if (waiting != null) {
      // The first Join with this id is in progress. Decide this repetition when that Join is done.
      waiting.add(outcome -> join(request, origin, reply));
      return;
    }
    inProgress.put(requestIdHash, new ArrayList<>());
    try {
      newIdentities.create(
          request.getName(),
          requestId,
          requestIdHash,
          origin,
          outcome -> {
            List<Consumer<Outcome<Admitted>>> waited = inProgress.remove(requestIdHash);
            reply.accept(outcome);
            if (waited != null) {
              waited.forEach(waiter -> waiter.accept(outcome));
            }
          });
    } catch (RuntimeException defect) {
      inProgress.remove(requestIdHash);
      throw defect;
    }
  }

  /**
   * Gives a known identity the name {@code wanted}; an empty name means the name that the identity
   * had last.
   */
  public void rejoin(
      Identity identity, String token, String wanted, Consumer<Outcome<Admitted>> reply) {
    String last = identity.user().getName();
    // An identity may keep its own name even if newer rules would refuse it.
    boolean own = wanted.isEmpty() || NameRules.isSame(wanted, last);
    Verdict verdict = own ? new Accepted(last) : NameRules.judgeUser(wanted);
    if (verdict instanceof Refused refused) {
      reply.accept(Outcome.refused(NameRefusals.invalid(refused)));
    } else if (verdict instanceof Accepted accepted) {
      rename(identity, token, accepted.name(), reply);
    }
  }

  /**
   * Stores the name even if the identity holds it already, because an earlier change of the
   * identity's name may be in progress, or may be on disk although storing it has failed.
   */
  private void rename(
      Identity identity, String token, String name, Consumer<Outcome<Admitted>> reply) {
    Set<String> uncertain = names.uncertain(identity);
    if (!uncertain.contains(name) && uncertain.size() >= MAX_UNCERTAIN_NAMES) {
      // The storage fails or does not answer, and each further uncertain name would be unavailable
      // to all other identities.
      reply.accept(Outcome.refused(Refusal.storageUnavailable()));
      return;
    }
    if (!identity.holds(name) && !names.claim(name, identity)) {
      reply.accept(Outcome.refused(refusals.taken(name, identity)));
      return;
    }
    Indivisible.change(() -> store(identity, token, name, reply));
  }

  private void store(
      Identity identity, String token, String name, Consumer<Outcome<Admitted>> reply) {
    long taken = names.timeOfTaking(clock.millis());
    identity
        .record()
        .change(
            record -> named(record, name, taken),
            durable -> {
              if (identity.ended()) {
                reply.accept(Outcome.refused(Refusal.sessionEnded()));
              } else if (durable && !identity.holds(name) && !names.claim(name, identity)) {
                // The identity's lease ran out while the name was being stored, and another
                // identity took the name.
                reply.accept(Outcome.refused(refusals.taken(name, identity)));
              } else if (durable) {
                renamed(identity, name);
                reply.accept(Outcome.done(new Admitted(identity, token)));
              } else {
                reply.accept(Outcome.refused(Refusal.storageUnavailable()));
              }
            });
    names.releaseWhenSettled(name, identity);
  }

  private static StoredIdentity named(StoredIdentity record, String name, long taken) {
    boolean named = record.getHoldsName() && record.getName().equals(name);
    if (named || record.getEndedMillis() != 0) {
      return record;
    }
    return record.toBuilder()
        .setName(name)
        .setHoldsName(true)
        .setNameTakenMillis(taken)
        .setNameEdition(Looks.EDITION)
        .build();
  }

  private void repeat(
      Session known,
      String requestId,
      String name,
      Origin origin,
      Consumer<Outcome<Admitted>> reply) {
    Identity identity = known.identity();
    if (identity.ended()) {
      reply.accept(Outcome.refused(Refusal.sessionEnded()));
      return;
    }
    JoinRates.Attempt attempt = rates.attempt(origin);
    Optional<Refusal> tooMany = attempt.takeName();
    if (tooMany.isPresent()) {
      reply.accept(Outcome.refused(tooMany.get()));
      return;
    }
    String joinedAs = known.stored().getJoinedAs();
    if (!NameFold.fold(name).equals(NameFold.fold(joinedAs))) {
      reply.accept(
          Outcome.refused(
              Refusal.field(
                  ErrorReason.ERROR_REASON_REQUEST_ID_REUSED,
                  "request_id",
                  "this id has been used to join under another name")));
      return;
    }
    Optional<Refusal> excess = attempt.takeRepeated(known);
    if (excess.isPresent()) {
      reply.accept(Outcome.refused(excess.get()));
      return;
    }
    String token = Tokens.derive(known.tokenKey(), requestId);
    leases.renew(known);
    rejoin(identity, token, "", reply);
  }

  private void renamed(Identity identity, String name) {
    String previous = identity.user().getName();
    identity.holdName(name);
    names.releaseWhenSettled(previous, identity);
    leases.start(identity);
    if (!previous.equals(name)) {
      listener.renamed(identity, previous);
    }
  }
}
