package chat.charla.server.session;

import chat.charla.server.delivery.Timeline;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.NameRules;
import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredMembership;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.Presence;
import com.google.protobuf.ByteString;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Makes identities and gives them names: what {@code Join} does. Owned by the core. */
final class Admission {
  private static final Pattern REQUEST_ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final String ID_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int ID_LENGTH = 10;
  private static final int MAX_DOUBTFUL = 1000;

  private final SessionSettings settings;
  private final Identities identities;
  private final Leases leases;
  private final Rooms rooms;
  private final Inboxes inboxes;
  private final SessionStore store;
  private final Scheduler core;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Activity activity;

  /** Joins with a request id that are under way, and who waits for their session. */
  private final Map<ByteString, List<Consumer<Outcome<Admitted>>>> underWay = new HashMap<>();

  /** Identities that are being stored. */
  private int creating;

  /**
   * Identities whose first write failed, so that nobody knows whether they are on disk, by the
   * request id of their Join: if that is repeated it must not make a second one.
   */
  private final Map<ByteString, Identity> doubtful = new LinkedHashMap<>();

  /** An identity and the token that proves it. */
  record Admitted(Identity identity, String token) {}

  Admission(
      SessionSettings settings,
      Identities identities,
      Leases leases,
      Rooms rooms,
      Inboxes inboxes,
      SessionStore store,
      Scheduler core,
      InstantSource clock,
      RandomGenerator random,
      Activity activity) {
    this.settings = settings;
    this.identities = identities;
    this.leases = leases;
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.store = store;
    this.core = core;
    this.clock = clock;
    this.random = random;
    this.activity = activity;
  }

  /** Makes an identity, or finds the one that this very request has made before. */
  void join(JoinRequest request, Consumer<Outcome<Admitted>> reply) {
    if (request.getRequestId().isEmpty()) {
      create(
          request.getName(),
          new UUID(random.nextLong(), random.nextLong()).toString(),
          ByteString.EMPTY,
          reply);
      return;
    }
    if (!REQUEST_ID.matcher(request.getRequestId()).matches()) {
      reply.accept(
          Outcome.refused(
              Rejection.field(
                  ErrorReason.ERROR_REASON_REQUEST_ID_INVALID, "request_id", "not a UUID")));
      return;
    }
    ByteString requestIdHash = Tokens.hash(request.getRequestId());
    Identity known = identities.byRequestId(requestIdHash);
    if (known != null) {
      repeat(known, request, reply);
      return;
    }
    List<Consumer<Outcome<Admitted>>> waiting = underWay.get(requestIdHash);
    if (waiting != null) {
      // The same request again, before the first is durable: decided anew when that is.
      waiting.add(outcome -> join(request, reply));
      return;
    }
    underWay.put(requestIdHash, new ArrayList<>());
    create(
        request.getName(),
        request.getRequestId(),
        requestIdHash,
        outcome -> {
          List<Consumer<Outcome<Admitted>>> waited = underWay.remove(requestIdHash);
          reply.accept(outcome);
          if (waited != null) {
            waited.forEach(waiter -> waiter.accept(outcome));
          }
        });
  }

  /** Gives a known identity the name it asks for; an empty one stands for its last. */
  void rejoin(Identity identity, String token, String wanted, Consumer<Outcome<Admitted>> reply) {
    String last = identity.user().getName();
    Optional<String> accepted = NameRules.accept(wanted.isEmpty() ? last : wanted);
    if (accepted.isEmpty()) {
      reply.accept(Outcome.refused(nameInvalid()));
      return;
    }
    String name = accepted.get();
    if (!identities.claim(name, identity)) {
      reply.accept(Outcome.refused(nameTaken(name)));
      return;
    }
    if (identity.hasName() && name.equals(last)) {
      leases.start(identity);
      reply.accept(Outcome.done(new Admitted(identity, token)));
      return;
    }
    long now = clock.millis();
    identity
        .record()
        .change(
            record ->
                record.getEndedMillis() != 0
                    ? record
                    : record.toBuilder()
                        .setName(name)
                        .setHoldsName(true)
                        .setNameTakenMillis(now)
                        .build(),
            durable -> {
              if (identity.ended()) {
                identities.release(name, identity);
                reply.accept(Outcome.refused(Rejection.sessionEnded()));
              } else if (durable) {
                rename(identity, name);
                reply.accept(Outcome.done(new Admitted(identity, token)));
              } else {
                releaseUnlessHeld(name, identity);
                reply.accept(Outcome.refused(Rejection.storageUnavailable()));
              }
            });
  }

  private void repeat(Identity known, JoinRequest request, Consumer<Outcome<Admitted>> reply) {
    if (known.ended()) {
      reply.accept(Outcome.refused(Rejection.sessionEnded()));
      return;
    }
    String joinedAs = known.record().value().getJoinedAs();
    if (!NameRules.fold(request.getName()).equals(NameRules.fold(joinedAs))) {
      reply.accept(
          Outcome.refused(
              Rejection.field(
                  ErrorReason.ERROR_REASON_REQUEST_ID_REUSED,
                  "request_id",
                  "this id has made a session under another name")));
      return;
    }
    String token = Tokens.derive(known.record().value().getTokenKey(), request.getRequestId());
    leases.renew(known);
    rejoin(known, token, "", reply);
  }

  private void create(
      String wanted,
      String requestId,
      ByteString requestIdHash,
      Consumer<Outcome<Admitted>> reply) {
    Optional<String> accepted = NameRules.accept(wanted);
    if (accepted.isEmpty()) {
      reply.accept(Outcome.refused(nameInvalid()));
      return;
    }
    String name = accepted.get();
    if (identities.holder(name) != null) {
      reply.accept(Outcome.refused(nameTaken(name)));
      return;
    }
    if (identities.size() + creating >= settings.maxIdentities()) {
      reply.accept(Outcome.refused(Rejection.serverFull("users")));
      return;
    }
    Identity known = doubtful.remove(requestIdHash);
    if (known != null && !known.user().getName().equals(name)) {
      giveUp(known);
      known = null;
    }
    Identity identity = known == null ? newIdentity(name, requestId, requestIdHash) : known;
    identities.claim(name, identity);
    String token = Tokens.derive(identity.record().value().getTokenKey(), requestId);
    creating++;
    store(
        identity,
        durable -> {
          creating--;
          created(identity, token, durable, reply);
        });
  }

  private Identity newIdentity(String name, String requestId, ByteString requestIdHash) {
    Room lobby = rooms.get(Rooms.LOBBY);
    ByteString key = Tokens.newKey(random);
    String token = Tokens.derive(key, requestId);
    long now = clock.millis();
    StoredIdentity stored =
        StoredIdentity.newBuilder()
            .setId(newId())
            .setTokenHash(Tokens.hash(token))
            .setTokenKey(key)
            .setRequestIdHash(requestIdHash)
            .setJoinedAs(name)
            .setName(name)
            .setHoldsName(true)
            .setNameTakenMillis(now)
            .setLastSeenMillis(now)
            .addMemberships(
                StoredMembership.newBuilder()
                    .setRoom(Rooms.LOBBY)
                    .setSince(lobby.timeline().tail().head()))
            .build();
    return new Identity(new IdentityRecord(store, core, stored, 0));
  }

  /**
   * The inbox first: an identity without one would be of no use, the other way round is swept up.
   */
  private void store(Identity identity, Consumer<Boolean> whenDone) {
    inboxes.open(
        identity.id(),
        opened -> {
          if (opened instanceof Outcome.Done<Timeline>) {
            identity.record().change(record -> record, whenDone);
          } else {
            whenDone.accept(false);
          }
        });
  }

  private void created(
      Identity identity, String token, boolean durable, Consumer<Outcome<Admitted>> reply) {
    String name = identity.user().getName();
    if (!durable) {
      identities.release(name, identity);
      doubt(identity);
      reply.accept(Outcome.refused(Rejection.storageUnavailable()));
      return;
    }
    identity.holdName(name);
    identities.add(identity);
    rooms.get(Rooms.LOBBY).enter(identity);
    leases.start(identity);
    activity.joined(identity.user());
    reply.accept(Outcome.done(new Admitted(identity, token)));
  }

  private void doubt(Identity identity) {
    ByteString requestIdHash = identity.record().value().getRequestIdHash();
    if (requestIdHash.isEmpty()) {
      giveUp(identity);
      return;
    }
    doubtful.put(requestIdHash, identity);
    if (doubtful.size() > MAX_DOUBTFUL) {
      ByteString oldest = doubtful.keySet().iterator().next();
      giveUp(Objects.requireNonNull(doubtful.remove(oldest)));
    }
  }

  /** Removes what may have been written of an identity that nobody got. */
  private void giveUp(Identity identity) {
    inboxes.forget(identity.id());
    identity.record().remove();
  }

  private void rename(Identity identity, String name) {
    String previous = identity.user().getName();
    if (!NameRules.fold(previous).equals(NameRules.fold(name))) {
      identities.release(previous, identity);
    }
    identity.holdName(name);
    leases.start(identity);
    if (identity.present() && !previous.equals(name)) {
      for (String room : identity.rooms()) {
        rooms.get(room).renamed(identity, previous);
      }
    }
  }

  private void releaseUnlessHeld(String name, Identity identity) {
    boolean held =
        identity.hasName()
            && NameRules.fold(identity.user().getName()).equals(NameRules.fold(name));
    if (!held) {
      identities.release(name, identity);
    }
  }

  private static Rejection nameInvalid() {
    return Rejection.field(
        ErrorReason.ERROR_REASON_NAME_INVALID,
        "name",
        "a name is 1-32 letters, digits, '_', '.' or '-'");
  }

  private Rejection nameTaken(String name) {
    Rejection taken =
        Rejection.field(ErrorReason.ERROR_REASON_NAME_TAKEN, "name", "this name is in use")
            .with("suggested_name", freeNameLike(name));
    Identity holder = identities.holder(name);
    if (holder != null && holder.presence() == Presence.PRESENCE_RECONNECTING) {
      return taken.retryAfter(leases.remaining(holder));
    }
    return taken;
  }

  private String freeNameLike(String name) {
    for (int number = 2; ; number++) {
      String suffix = "-" + number;
      int room = NameRules.MAX_CODE_POINTS - suffix.length();
      int length = Math.min(room, name.codePointCount(0, name.length()));
      String candidate = name.substring(0, name.offsetByCodePoints(0, length)) + suffix;
      if (identities.holder(candidate) == null) {
        return candidate;
      }
    }
  }

  private String newId() {
    String id;
    do {
      StringBuilder letters = new StringBuilder();
      for (int i = 0; i < ID_LENGTH; i++) {
        letters.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
      }
      id = letters.toString();
    } while (identities.byId(id) != null || inboxes.has(id));
    return id;
  }
}
