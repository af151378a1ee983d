package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredSession;
import chat.charla.v1.Scope;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Opens, lists and ends the sessions of accounts, durably. Owned by the core. */
public final class Sessions {
  /**
   * The largest number of sessions of an account, without access tokens and those that have ended.
   * Also the largest number of its access tokens, and of ended sessions that its record keeps.
   */
  private static final int MAX = 50;

  /**
   * The least that the number is lowered to when all identities together have as many sessions as
   * memory is reserved for.
   */
  private static final int LEAST = 3;

  /** The number of sessions for which memory is reserved, for each identity. */
  private static final int RESERVED = 2;

  /**
   * Proof that a call has shown a right credential.
   *
   * @param holds whether it is still a credential of the account
   * @param renew changes how the account stores it
   */
  public record Proven(Predicate<StoredAccount> holds, Consumer<StoredAccount.Builder> renew) {}

  /** Why sessions are ended. */
  public enum Why {
    /** Their own client has ended them. */
    LOGGED_OUT(Refusal.sessionEnded()),
    /** Another session or the operator has revoked them. */
    REVOKED(Refusal.sessionRevoked()),
    /** The operator has suspended the account. */
    SUSPENDED(Refusal.accountSuspended());

    private final Refusal refusal;

    Why(Refusal refusal) {
      this.refusal = refusal;
    }
  }

  /**
   * What a session is opened for.
   *
   * @param requestId the id of the call that opens it
   * @param access unset unless the session is an access token
   */
  public record Opening(RequestId requestId, String label, @Nullable Access access) {}

  /**
   * What an access token is.
   *
   * @param scopes in ascending order
   */
  public record Access(List<Scope> scopes, Duration lifetime) {
    private List<Integer> numbers() {
      return scopes.stream().map(Scope::getNumber).toList();
    }
  }

  private final InstantSource clock;
  private final ObservedTime observed;
  private final RandomGenerator random;
  private final Identities identities;
  private final Leases leases;
  private final BiConsumer<Session, Refusal> endStreams;
  private final int maxIdentities;
  private final RequestsInProgress inProgress = new RequestsInProgress();

  /**
   * Connects the parts that a session needs.
   *
   * @param maxIdentities how many identities there may be
   * @param endStreams ends the streams of a session with this refusal
   */
  public Sessions(
      IdentityServices services,
      Identities identities,
      Leases leases,
      int maxIdentities,
      BiConsumer<Session, Refusal> endStreams) {
    this.clock = services.clock();
    this.observed = services.observed();
    this.random = services.random();
    this.identities = identities;
    this.leases = leases;
    this.maxIdentities = maxIdentities;
    this.endStreams = endStreams;
  }

  /**
   * How many sessions an account may have now. The fewer are left of those that memory is reserved
   * for, the fewer one account may have. So accounts with many sessions leave some to the others.
   */
  private int most() {
    long left = (long) RESERVED * maxIdentities - identities.sessions();
    return (int) Math.max(LEAST, Math.min(MAX, left * MAX / maxIdentities));
  }

  /** The sessions that have not ended. The most recently used comes first. */
  public List<Session> active(Identity identity) {
    return identity.sessions().stream()
        .filter(session -> session.end().isEmpty() && !hasExpired(session))
        .sorted(Comparator.comparingLong(Sessions::lastUsed).reversed())
        .toList();
  }

  /** Whether the session is an access token whose time is over. */
  boolean hasExpired(Session session) {
    OptionalLong expires = session.expireMillis();
    return expires.isPresent() && expires.getAsLong() <= observed.millis();
  }

  /**
   * When the session was last used, on the monotonic clock; the largest value while it has a
   * stream.
   */
  private static long lastUsed(Session session) {
    return session.stream() == null ? session.lastSeen() : Long.MAX_VALUE;
  }

  /** The time since the session was last used; zero while it has a stream. */
  public Duration silence(Session session) {
    return session.stream() == null ? leases.sinceSeen(session) : Duration.ZERO;
  }

  /**
   * Opens a session of an account, or finds the one that an earlier attempt of the same request has
   * opened. If the account has as many sessions as it may have, the one that has been silent for
   * longest is revoked; an access token is refused instead. If the credential was changed since it
   * was proven, refuses the call.
   */
  public void open(
      Identity account, Proven proven, Opening opening, Consumer<Outcome<Admitted>> reply) {
    ByteString requestIdHash = opening.requestId().hash();
    Session known = identities.byRequestId(requestIdHash);
    if (known != null) {
      reply.accept(repeated(known, account, opening));
      return;
    }
    inProgress.begin(
        requestIdHash,
        reply,
        answer -> store(account, proven, opening, answer),
        () -> open(account, proven, opening, reply));
  }

  private Outcome<Admitted> repeated(Session known, Identity account, Opening opening) {
    RequestId requestId = opening.requestId();
    Access access = opening.access();
    List<Integer> scopes = access == null ? List.of() : access.numbers();
    if (known.identity() != account) {
      return Outcome.refused(RequestId.reused());
    }
    Optional<Refusal> end = known.end();
    if (end.isPresent()) {
      return Outcome.refused(end.get());
    }
    if (!known.stored().getAccessToken().getScopesList().equals(scopes)) {
      return Outcome.refused(RequestId.reused());
    }
    if (hasExpired(known)) {
      return Outcome.refused(Refusal.accessTokenExpired());
    }
    leases.renew(known);
    return Outcome.done(new Admitted(known, Tokens.derive(known.tokenKey(), requestId.text())));
  }

  private void store(
      Identity account, Proven proven, Opening opening, Consumer<Outcome<Admitted>> reply) {
    ByteString key = Tokens.newKey(random);
    String token = Tokens.derive(key, opening.requestId().text());
    StoredSession opened = stored(account, opening, key, token);
    List<Session> revoked = new ArrayList<>();
    account
        .record()
        .change(
            record -> {
              revoked.clear();
              boolean full = opened.hasAccessToken() && accessTokens(account) >= most();
              if (full || isSuspended(record) || !proven.holds().test(record.getAccount())) {
                return record;
              }
              StoredIdentity.Builder changed = record.toBuilder();
              proven.renew().accept(changed.getAccountBuilder());
              if (!opened.hasAccessToken()) {
                for (Session silent : mostSilent(account)) {
                  revoked.add(silent);
                  end(changed, silent, Why.REVOKED);
                }
              }
              return forgetOldest(changed).addSessions(opened).build();
            },
            durable -> {
              if (!durable) {
                reply.accept(Outcome.refused(Refusal.storageUnavailable()));
              } else if (!account.record().value().getSessionsList().contains(opened)) {
                reply.accept(Outcome.refused(whyNotOpened(account, proven)));
              } else {
                Session session = account.add(opened, observed);
                identities.add(session);
                revoked.forEach(each -> ended(each, Refusal.sessionRevoked()));
                forgetDropped(account);
                leases.start(account);
                reply.accept(Outcome.done(new Admitted(session, token)));
              }
            });
  }

  /**
   * Whether the operator has suspended the account of this record, and the suspension has not
   * ended.
   */
  public boolean isSuspended(StoredIdentity record) {
    long until = record.getAccount().getSuspendedUntilMillis();
    return record.getAccount().getSuspendedMillis() != 0 && (until == 0 || clock.millis() < until);
  }

  private StoredSession stored(Identity account, Opening opening, ByteString key, String token) {
    StoredSession.Builder session =
        StoredSession.newBuilder()
            .setId(newId(account))
            .setTokenHash(Tokens.hash(token))
            .setTokenKey(key)
            .setRequestIdHash(opening.requestId().hash())
            .setJoinedAs(account.user().getName())
            .setLabel(opening.label())
            .setCreateMillis(clock.millis())
            .setSeenMillis(observed.millis());
    Access access = opening.access();
    if (access != null) {
      session
          .getAccessTokenBuilder()
          .addAllScopes(access.numbers())
          .setExpireMillis(observed.millis() + access.lifetime().toMillis());
    }
    return session.build();
  }

  private long accessTokens(Identity account) {
    return active(account).stream().filter(Session::isAccessToken).count();
  }

  /** The sessions that must end before the account can have another one. */
  private List<Session> mostSilent(Identity account) {
    List<Session> sessions =
        active(account).stream().filter(session -> !session.isAccessToken()).toList();
    return sessions.subList(Math.min(sessions.size(), most() - 1), sessions.size());
  }

  private Refusal whyNotOpened(Identity account, Proven proven) {
    StoredIdentity record = account.record().value();
    if (isSuspended(record)) {
      return Refusal.accountSuspended();
    }
    // Otherwise the account was deleted, or got another password.
    return proven.holds().test(record.getAccount())
        ? Refusal.tooManyAccessTokens(most())
        : Refusal.loginRefused();
  }

  /**
   * Ends sessions of an account, unless the caller's session has ended already.
   *
   * @param caller the session whose client asks for this
   * @param which the sessions to end
   * @param revoked true if the sessions are revoked; false if their own client ends them
   * @param change another change of the record that is stored at the same time
   * @param reply gets the number of sessions that were ended
   */
  public void end(
      Session caller,
      Predicate<Session> which,
      boolean revoked,
      Consumer<StoredIdentity.Builder> change,
      Consumer<Outcome<Integer>> reply) {
    Why why = revoked ? Why.REVOKED : Why.LOGGED_OUT;
    end(caller.identity(), caller::end, which, why, change, reply);
  }

  /**
   * Ends sessions of an account.
   *
   * @param objection returns the reason to refuse the call; called when all earlier changes of the
   *     record are stored
   * @param which the sessions to end
   * @param change another change of the record that is stored at the same time
   * @param reply gets the number of sessions that were ended
   */
  public void end(
      Identity account,
      Supplier<Optional<Refusal>> objection,
      Predicate<Session> which,
      Why why,
      Consumer<StoredIdentity.Builder> change,
      Consumer<Outcome<Integer>> reply) {
    List<Session> ended = new ArrayList<>();
    List<Refusal> refusals = new ArrayList<>(0);
    account
        .record()
        .change(
            record -> {
              ended.clear();
              refusals.clear();
              objection.get().ifPresent(refusals::add);
              if (!refusals.isEmpty()) {
                return record;
              }
              StoredIdentity.Builder changed = record.toBuilder();
              for (Session session : active(account)) {
                if (which.test(session)) {
                  ended.add(session);
                  end(changed, session, why);
                }
              }
              change.accept(changed);
              return forgetOldest(changed).build();
            },
            durable -> {
              if (!durable) {
                reply.accept(Outcome.refused(Refusal.storageUnavailable()));
                return;
              }
              if (!refusals.isEmpty()) {
                reply.accept(Outcome.refused(refusals.get(0)));
                return;
              }
              ended.forEach(session -> ended(session, why.refusal));
              forgetDropped(account);
              reply.accept(Outcome.done(ended.size()));
            });
  }

  /** Keeps of the session only what is needed to refuse its token and its request. */
  private void end(StoredIdentity.Builder record, Session session, Why why) {
    session.change(
        record,
        stored ->
            stored
                .setEndedMillis(observed.millis())
                .setRevoked(why == Why.REVOKED)
                .setSuspended(why == Why.SUSPENDED)
                .clearPresent()
                .clearTokenKey()
                .clearJoinedAs()
                .clearAccessToken()
                .clearLabel()
                .clearCreateMillis());
  }

  private void ended(Session session, Refusal why) {
    endStreams.accept(session, why);
    session.forgetUsage();
  }

  /** Removes the sessions of an account for which the condition holds. */
  void forget(Identity account, Predicate<Session> which, Runnable done) {
    account
        .record()
        .change(
            record -> {
              List<ByteString> forgotten =
                  account.sessions().stream().filter(which).map(Session::tokenHash).toList();
              return keeping(
                      record.toBuilder(), stored -> !forgotten.contains(stored.getTokenHash()))
                  .build();
            },
            durable -> {
              forgetDropped(account);
              done.run();
            });
  }

  /** Removes the oldest ended sessions beyond {@link #most}. */
  private StoredIdentity.Builder forgetOldest(StoredIdentity.Builder record) {
    List<StoredSession> ended =
        record.getSessionsList().stream()
            .filter(session -> session.getEndedMillis() != 0)
            .sorted(Comparator.comparing(StoredSession::getEndedMillis).reversed())
            .toList();
    List<StoredSession> oldest = ended.subList(Math.min(ended.size(), most()), ended.size());
    if (oldest.isEmpty()) {
      return record;
    }
    return keeping(record, session -> !oldest.contains(session));
  }

  private static StoredIdentity.Builder keeping(
      StoredIdentity.Builder record, Predicate<StoredSession> which) {
    List<StoredSession> kept = record.getSessionsList().stream().filter(which).toList();
    return record.clearSessions().addAllSessions(kept);
  }

  /** Removes from memory the sessions that are no longer in the record. */
  private void forgetDropped(Identity account) {
    List<ByteString> kept =
        account.record().value().getSessionsList().stream()
            .map(StoredSession::getTokenHash)
            .toList();
    for (Session session : account.sessions()) {
      if (!kept.contains(session.tokenHash())) {
        account.remove(session);
        identities.remove(session);
        endStreams.accept(session, Refusal.sessionExpired());
      }
    }
  }

  private String newId(Identity account) {
    String id;
    do {
      id = Ids.random(random);
    } while (isTaken(account, id));
    return id;
  }

  private static boolean isTaken(Identity account, String id) {
    return account.sessions().stream().anyMatch(session -> session.id().equals(id));
  }
}
