package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredIdentityOrBuilder;
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
   * The largest number of sessions of an account, not counting access tokens and ended sessions.
   * Also the largest number of its access tokens, and the largest number of ended sessions in its
   * record.
   */
  private static final int MAX_PER_ACCOUNT = 50;

  /**
   * An account may always have this number of sessions, even when all identities together have more
   * sessions than memory is reserved for.
   */
  private static final int MIN_PER_ACCOUNT = 3;

  /** The number of sessions for which memory is reserved, for each identity. */
  private static final int RESERVED_PER_IDENTITY = 2;

  /**
   * A credential that a call has proven to have.
   *
   * @param isCurrent whether the account still has this credential
   * @param renew changes the stored credential, for example the time of its last use
   */
  public record ProvenCredential(
      Predicate<StoredAccount> isCurrent, Consumer<StoredAccount.Builder> renew) {}

  /** The reason for which sessions end. */
  public enum EndReason {
    /** The sessions' own client has ended them. */
    LOGGED_OUT(Refusal.sessionEnded()),
    /** Another session or the operator has revoked the sessions. */
    REVOKED(Refusal.sessionRevoked()),
    /** The operator has suspended the account. */
    SUSPENDED(Refusal.accountSuspended());

    private final Refusal refusal;

    EndReason(Refusal refusal) {
      this.refusal = refusal;
    }
  }

  /**
   * The properties of a session to open.
   *
   * @param requestId the id of the call that opens the session
   * @param terms the properties of an access token; null for any other session
   */
  public record NewSession(RequestId requestId, String label, @Nullable AccessTokenTerms terms) {}

  /**
   * The properties of an access token.
   *
   * @param scopes in ascending order
   */
  public record AccessTokenTerms(List<Scope> scopes, Duration lifetime) {
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
   * How many sessions an account may have now. This number falls as the sessions of all identities
   * fill the reserved memory. So accounts with many sessions leave memory to other accounts.
   */
  private int maxNow() {
    long left = (long) RESERVED_PER_IDENTITY * maxIdentities - identities.sessions();
    return (int)
        Math.max(
            MIN_PER_ACCOUNT, Math.min(MAX_PER_ACCOUNT, left * MAX_PER_ACCOUNT / maxIdentities));
  }

  /** The sessions that have not ended, the most recently used first. */
  public List<Session> active(Identity identity) {
    return identity.sessions().stream()
        .filter(session -> session.end().isEmpty() && !hasExpired(session))
        .sorted(Comparator.comparingLong(Sessions::lastUsed).reversed())
        .toList();
  }

  /** Whether the session is an access token that has expired. */
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
   * Opens a session of an account, or finds the session that an earlier attempt of the same request
   * has opened. If the account has the largest number of sessions already, this method revokes the
   * session that has been silent for longest; if the new session is an access token, it refuses the
   * call instead. Also refuses the call if the account's credential was changed since the call has
   * proven it.
   */
  public void open(
      Identity account,
      ProvenCredential proven,
      NewSession newSession,
      Consumer<Outcome<SessionGrant>> reply) {
    ByteString requestIdHash = newSession.requestId().hash();
    Session known = identities.byRequestId(requestIdHash);
    if (known != null) {
      reply.accept(repeated(known, account, newSession));
      return;
    }
    inProgress.begin(
        requestIdHash,
        reply,
        answer -> store(account, proven, newSession, answer),
        () -> open(account, proven, newSession, reply));
  }

  private Outcome<SessionGrant> repeated(Session known, Identity account, NewSession newSession) {
    RequestId requestId = newSession.requestId();
    AccessTokenTerms terms = newSession.terms();
    List<Integer> scopes = terms == null ? List.of() : terms.numbers();
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
    return Outcome.done(new SessionGrant(known, Tokens.derive(known.tokenKey(), requestId.text())));
  }

  private void store(
      Identity account,
      ProvenCredential proven,
      NewSession newSession,
      Consumer<Outcome<SessionGrant>> reply) {
    ByteString key = Tokens.newKey(random);
    String token = Tokens.derive(key, newSession.requestId().text());
    StoredSession opened = stored(account, newSession, key, token);
    List<Session> revoked = new ArrayList<>();
    account
        .record()
        .change(
            record -> {
              revoked.clear();
              boolean full = opened.hasAccessToken() && accessTokens(account) >= maxNow();
              if (full || isSuspended(record) || !proven.isCurrent().test(record.getAccount())) {
                return record;
              }
              StoredIdentity.Builder changed = record.toBuilder();
              proven.renew().accept(changed.getAccountBuilder());
              if (!opened.hasAccessToken()) {
                for (Session silent : mostSilent(account)) {
                  revoked.add(silent);
                  end(changed, silent, EndReason.REVOKED);
                }
              }
              return removeOldestEnded(changed).addSessions(opened).build();
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
                removeDropped(account);
                leases.start(account);
                reply.accept(Outcome.done(new SessionGrant(session, token)));
              }
            });
  }

  /**
   * Whether the operator has suspended the account of this record, and the suspension has not
   * ended.
   */
  public boolean isSuspended(StoredIdentityOrBuilder record) {
    long until = record.getAccount().getSuspendedUntilMillis();
    return record.getAccount().getSuspendedMillis() != 0 && (until == 0 || clock.millis() < until);
  }

  private StoredSession stored(
      Identity account, NewSession newSession, ByteString key, String token) {
    StoredSession.Builder session =
        StoredSession.newBuilder()
            .setId(newId(account))
            .setTokenHash(Tokens.hash(token))
            .setTokenKey(key)
            .setRequestIdHash(newSession.requestId().hash())
            .setJoinedAs(account.user().getName())
            .setLabel(newSession.label())
            .setCreateMillis(clock.millis())
            .setSeenMillis(observed.millis());
    AccessTokenTerms terms = newSession.terms();
    if (terms != null) {
      session
          .getAccessTokenBuilder()
          .addAllScopes(terms.numbers())
          .setExpireMillis(observed.millis() + terms.lifetime().toMillis());
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
    return sessions.subList(Math.min(sessions.size(), maxNow() - 1), sessions.size());
  }

  private Refusal whyNotOpened(Identity account, ProvenCredential proven) {
    StoredIdentity record = account.record().value();
    if (isSuspended(record)) {
      return Refusal.accountSuspended();
    }
    // If the credential is not valid any more, the account was deleted or its credential was
    // changed.
    return proven.isCurrent().test(record.getAccount())
        ? Refusal.tooManyAccessTokens(maxNow())
        : Refusal.loginRefused();
  }

  /**
   * Ends sessions of an account, unless the caller's session has ended already.
   *
   * @param caller the session of the calling client
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
    EndReason why = revoked ? EndReason.REVOKED : EndReason.LOGGED_OUT;
    end(caller.identity(), caller::end, which, why, change, reply);
  }

  /**
   * Ends sessions of an account.
   *
   * @param refusal returns the reason to refuse the call; called when all earlier changes of the
   *     record are stored
   * @param which the sessions to end
   * @param change another change of the record that is stored at the same time
   * @param reply gets the number of sessions that were ended
   */
  public void end(
      Identity account,
      Supplier<Optional<Refusal>> refusal,
      Predicate<Session> which,
      EndReason why,
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
              refusal.get().ifPresent(refusals::add);
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
              return removeOldestEnded(changed).build();
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
              removeDropped(account);
              reply.accept(Outcome.done(ended.size()));
            });
  }

  /**
   * Ends a session. The record keeps only what is needed to refuse the session's token, and
   * repetitions of the call that opened it.
   */
  private void end(StoredIdentity.Builder record, Session session, EndReason why) {
    session.change(
        record,
        stored ->
            stored
                .setEndedMillis(observed.millis())
                .setRevoked(why == EndReason.REVOKED)
                .setSuspended(why == EndReason.SUSPENDED)
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
              removeDropped(account);
              done.run();
            });
  }

  /** Removes the oldest ended sessions beyond {@link #maxNow}. */
  private StoredIdentity.Builder removeOldestEnded(StoredIdentity.Builder record) {
    List<StoredSession> ended =
        record.getSessionsList().stream()
            .filter(session -> session.getEndedMillis() != 0)
            .sorted(Comparator.comparing(StoredSession::getEndedMillis).reversed())
            .toList();
    List<StoredSession> oldest = ended.subList(Math.min(ended.size(), maxNow()), ended.size());
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

  /** Removes sessions from memory that are no longer in the record. */
  private void removeDropped(Identity account) {
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
