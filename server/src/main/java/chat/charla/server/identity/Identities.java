package chat.charla.server.identity;

import chat.charla.name.NameFold;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Directory;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.UserKind;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds a session by its token or request id, and an identity by its id or the name that it holds.
 * Owned by the core.
 *
 * <p>An identity that has left by {@code Leave} keeps its sessions here for some time, so that
 * their clients are refused with SESSION_ENDED.
 */
public final class Identities implements Directory {
  private final Map<ByteString, Session> byTokenHash = new HashMap<>();
  private final Map<ByteString, Session> byRequestIdHash = new HashMap<>();
  private final Map<String, Identity> active = new HashMap<>();

  /** The identities that have left. */
  private final Set<Identity> ended = new HashSet<>();

  /** The accounts, by the {@indexCredentials CredentialKeys} of their credentials. */
  private final Map<ByteString, Identity> byCredential = new HashMap<>();

  /** The ids of identities that the server left out when it started. */
  private Set<String> damaged = Set.of();

  private final HeldNames names = new HeldNames();

  /** The number of identities, for threads other than the core. */
  private volatile int count;

  /** The number of sessions. Only the core writes it. */
  private volatile int sessions;

  /** The number of accounts that have not ended. Only the core writes it. */
  private volatile int accounts;

  /** Adds an identity, which may have left, and its sessions. */
  public void add(Identity identity) {
    if (identity.ended()) {
      ended.add(identity);
    } else {
      active.put(identity.id(), identity);
      countAccounts(identity, 1);
      indexCredentials(identity);
    }
    count = size();
    identity.sessions().forEach(this::add);
  }

  /** Adds the credentials of an account to the index {@indexCredentials #byCredential}. */
  private void indexCredentials(Identity account) {
    CredentialKeys.of(account.record().value().getAccount())
        .forEach(key -> byCredential.putIfAbsent(key, account));
  }

  /**
   * Called when the record on disk has other credentials.
   *
   * @param before the account as it was
   */
  public void credentialsChanged(Identity account, StoredAccount before) {
    CredentialKeys.of(before).forEach(key -> byCredential.remove(key, account));
    if (!account.ended()) {
      indexCredentials(account);
    }
  }

  /** Adds a session of a known identity. */
  void add(Session session) {
    byTokenHash.put(session.tokenHash(), session);
    sessions = byTokenHash.size();
    if (!session.requestIdHash().isEmpty()) {
      byRequestIdHash.put(session.requestIdHash(), session);
    }
  }

  /**
   * Called when the record on disk is that of an account. Until now, the identity may have been a
   * guest.
   */
  void becomeAccount(Identity identity) {
    if (identity.user().getKind() != UserKind.USER_KIND_ACCOUNT) {
      identity.becomeAccount();
      countAccounts(identity, 1);
      indexCredentials(identity);
    }
  }

  private void countAccounts(Identity identity, int change) {
    if (identity.user().getKind() == UserKind.USER_KIND_ACCOUNT) {
      accounts = accounts + change;
    }
  }

  /** Ends an identity: it can no longer be found by id or name, and its name is free. */
  public void end(Identity identity) {
    if (active.remove(identity.id(), identity)) {
      ended.add(identity);
      countAccounts(identity, -1);
    }
    // The record of a deleted account no longer has its credentials, so search for the account.
    if (identity.user().getKind() == UserKind.USER_KIND_ACCOUNT) {
      byCredential.values().removeIf(account -> account == identity);
    }
    names.release(identity.user().getName(), identity);
  }

  /** Removes an identity and its sessions. */
  public void remove(Identity identity) {
    end(identity);
    ended.remove(identity);
    count = size();
    identity.sessions().forEach(this::remove);
  }

  /** Removes a session. Its identity stays. */
  void remove(Session session) {
    byTokenHash.remove(session.tokenHash(), session);
    sessions = byTokenHash.size();
    byRequestIdHash.remove(session.requestIdHash(), session);
  }

  /** The session with this token, or a refusal. */
  public Outcome<Session> authenticate(String token) {
    if (token.isEmpty()) {
      return Outcome.refused(
          Refusal.of(
              ErrorReason.ERROR_REASON_SESSION_MISSING,
              "the header 'authorization: Bearer TOKEN' is missing"));
    }
    // Do not hash a token that is too long, because this takes time.
    Session session = token.length() > Tokens.LENGTH ? null : byToken(token);
    if (session == null) {
      return Outcome.refused(
          Refusal.of(ErrorReason.ERROR_REASON_SESSION_EXPIRED, "the token is unknown"));
    }
    return session
        .end()
        .<Outcome<Session>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(session));
  }

  private @Nullable Session byToken(String token) {
    ByteString hash = Tokens.hash(token);
    Session session = byTokenHash.get(hash);
    return session != null && Tokens.areEqual(session.tokenHash(), hash) ? session : null;
  }

  @Nullable Session byRequestId(ByteString requestIdHash) {
    return byRequestIdHash.get(requestIdHash);
  }

  @Override
  public @Nullable Identity byId(String id) {
    return active.get(id);
  }

  /**
   * Sets the ids of the identities that the server has left out when it started, because their
   * records are damaged. A repair may restore these identities. So the server keeps what other
   * identities have stored about them.
   */
  public void setDamaged(Set<String> ids) {
    damaged = Set.copyOf(ids);
  }

  /** Whether the server has left out an identity with this id, because its record is damaged. */
  public boolean isDamaged(String id) {
    return damaged.contains(id);
  }

  @Override
  public @Nullable Identity byName(String name) {
    Identity holder = names.holder(name);
    if (holder == null || !holder.hasName()) {
      // A name is claimed before its owner is stored. Until then, the owner cannot receive
      // messages.
      return null;
    }
    boolean same = NameFold.fold(holder.user().getName()).equals(NameFold.fold(name));
    return same ? byId(holder.id()) : null;
  }

  /** The account that has the credential with this {@linkplain CredentialKeys key}, or null. */
  public @Nullable Identity byCredential(ByteString key) {
    return byCredential.get(key);
  }

  /** The account that owns this name in any spelling, or null. */
  public @Nullable Identity accountByName(String name) {
    Identity holder = byName(name);
    return holder != null && holder.isAccount() ? holder : null;
  }

  /**
   * The first identities whose ids are greater than {@code after}, in the order of their ids.
   *
   * @param wanted which identities to include
   */
  public List<Identity> list(String after, Predicate<Identity> wanted, int limit) {
    return active.values().stream()
        .filter(wanted)
        .filter(identity -> identity.id().compareTo(after) > 0)
        .sorted(Comparator.comparing(Identity::id))
        .limit(limit)
        .toList();
  }

  /** The names that identities hold, including those of identities that are still being stored. */
  public HeldNames names() {
    return names;
  }

  /** The number of identities, including those that have left. Any thread may call this method. */
  public int count() {
    return count;
  }

  /** The number of accounts that have not ended. Any thread may call this method. */
  public int accounts() {
    return accounts;
  }

  /**
   * The number of sessions, including those that have ended and can still be recognised. Any thread
   * may call this method.
   */
  public int sessions() {
    return sessions;
  }

  /** The number of identities, including those that have left. */
  int size() {
    return active.size() + ended.size();
  }

  List<Identity> all() {
    List<Identity> all = new ArrayList<>(size());
    all.addAll(active.values());
    all.addAll(ended);
    return all;
  }
}
