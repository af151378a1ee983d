package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.limit.AccountUsage;
import chat.charla.server.limit.SessionUsage;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Participant;
import chat.charla.server.storage.v1.StoredAccessToken;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredMembership;
import chat.charla.server.storage.v1.StoredSession;
import chat.charla.server.storage.v1.StoredSessionOrBuilder;
import chat.charla.v1.Presence;
import chat.charla.v1.Scope;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One identity, from its {@code Join} to its end, and its sessions. Owned by the core.
 *
 * <p>The durable state is in the {@link IdentityRecord}. Two things in this object may be newer
 * than in the record: the presence, and whether the identity holds its name. After a restart, an
 * identity whose record holds a name gets a full lease again.
 */
public final class Identity implements Participant {
  private static final String FIRST_ID = "1";

  private final IdentityRecord record;
  private final Lease lease = new Lease();
  private User user;
  private boolean holdsName;
  private Presence presence = Presence.PRESENCE_UNSPECIFIED;
  private List<Session> sessions;
  private int roomChanges;
  private @Nullable StoredAccount refusedAccount;

  /**
   * The rooms from which an event has removed the identity, if its record may still have the
   * membership, with the sequence of the event. Null if there are none, as for most identities.
   */
  private @Nullable Map<String, Long> removals;

  private @Nullable AccountUsage usage;

  /** Creates the object for an identity that is new or was read from the store. */
  public Identity(IdentityRecord record, ObservedTime observed) {
    StoredIdentity stored = record.value();
    this.record = record;
    this.user =
        User.newBuilder()
            .setId(stored.getId())
            .setName(stored.getName())
            .setKind(stored.hasAccount() ? UserKind.USER_KIND_ACCOUNT : UserKind.USER_KIND_GUEST)
            .build();
    this.sessions =
        stored.getSessionsList().stream().map(each -> new Session(each, observed)).toList();
  }

  /** The identity's durable state. */
  public IdentityRecord record() {
    return record;
  }

  Lease lease() {
    return lease;
  }

  @Override
  public User user() {
    return user;
  }

  @Override
  public boolean hasName() {
    return holdsName;
  }

  boolean holds(String name) {
    return holdsName && user.getName().equals(name);
  }

  /**
   * Gives the identity this name. The caller must have claimed the name for the identity in {@link
   * HeldNames}.
   */
  public void holdName(String name) {
    user = user.toBuilder().setName(name).build();
    holdsName = true;
  }

  /**
   * Marks the name as lost. {@link #user} still has the name, so that the identity can get it
   * again.
   */
  public void loseName() {
    holdsName = false;
  }

  @Override
  public boolean refusesPrivateMessagesOf(String userId) {
    return record.value().getAccount().getBlockedUserIdsList().contains(userId);
  }

  @Override
  public Presence presence() {
    return presence;
  }

  /** Sets the presence; UNSPECIFIED if the identity is not present. */
  public void presence(Presence changed) {
    presence = changed;
  }

  /** Whether the identity is an account, so that it lasts and owns its name. */
  public boolean isAccount() {
    StoredIdentity value = record.value();
    return value.hasAccount() && !isRefused(value.getAccount());
  }

  /** Whether this account was stored for the identity, and its registration was refused then. */
  boolean isRefused(StoredAccount account) {
    return refusedAccount != null && refusedAccount.equals(account);
  }

  /**
   * Makes the identity a guest again, because its registration was refused after this account was
   * stored.
   */
  void refuse(StoredAccount account) {
    refusedAccount = account;
  }

  /** Called when the record on disk no longer has this refused account. */
  void forgetRefused(StoredAccount account) {
    if (isRefused(account)) {
      refusedAccount = null;
    }
  }

  /** Called when the record on disk says that the identity is an account. */
  void becomeAccount() {
    user = user.toBuilder().setKind(UserKind.USER_KIND_ACCOUNT).build();
  }

  /**
   * The identity's sessions, in the order in which they began, including those that have ended
   * within the last hour.
   */
  public List<Session> sessions() {
    return sessions;
  }

  /** Adds a session, which the record on disk has. */
  Session add(StoredSession stored, ObservedTime observed) {
    Session session = new Session(stored, observed);
    List<Session> more = new ArrayList<>(sessions);
    more.add(session);
    sessions = List.copyOf(more);
    return session;
  }

  /** Removes a session that the record on disk no longer has. */
  void remove(Session session) {
    sessions = sessions.stream().filter(each -> each != session).toList();
  }

  /** The open streams of the identity's sessions. */
  public List<SessionStream> streams() {
    List<SessionStream> streams = new ArrayList<>(sessions.size());
    for (Session session : sessions) {
      SessionStream stream = session.stream();
      if (stream != null) {
        streams.add(stream);
      }
    }
    return streams;
  }

  /** Whether a session of the identity has an open stream. */
  public boolean hasStream() {
    return sessions.stream().anyMatch(session -> session.stream() != null);
  }

  /**
   * How much the sessions have used of the rate limits that they share; null if this is not counted
   * yet.
   */
  public @Nullable AccountUsage usage() {
    return usage;
  }

  /** Begins to count how much the sessions use of the rate limits that they share. */
  public void setUsage(AccountUsage begun) {
    usage = begun;
  }

  @Override
  public boolean ended() {
    return record.value().getEndedMillis() != 0;
  }

  /**
   * Must be called before a change of the identity's rooms is stored. The caller must call {@link
   * #roomChangeEnds} afterwards.
   */
  public void roomChangeBegins() {
    roomChanges++;
  }

  /** Must be called when the change of the identity's rooms is durable, or has failed. */
  public void roomChangeEnds() {
    roomChanges--;
    if (roomChanges == 0) {
      streams().forEach(SessionStream::roomsChanged);
    }
  }

  /** Stores the known rooms of the identity again. */
  public void confirmRooms() {
    roomChangeBegins();
    record.change(UnaryOperator.identity(), durable -> roomChangeEnds());
  }

  /** Whether a change of the identity's rooms is being stored. */
  public boolean isChangingRooms() {
    return roomChanges > 0;
  }

  /**
   * Called when an event has removed the identity from a room. A membership in the record that
   * began before the event no longer counts.
   */
  public void removedFrom(String room, long sequence) {
    if (removals == null) {
      removals = new HashMap<>();
    }
    removals.put(room, sequence);
  }

  /** Called when the record on disk has no membership that began before this removal. */
  public void removalStored(String room, long sequence) {
    if (removals != null && removals.remove(room, sequence) && removals.isEmpty()) {
      removals = null;
    }
  }

  private boolean holds(StoredMembership membership) {
    return removals == null
        || membership.getSince() >= removals.getOrDefault(membership.getRoom(), 0L);
  }

  /** The room's head when this identity entered it; empty if the identity is not a member. */
  public OptionalLong memberSince(String room) {
    return record.value().getMembershipsList().stream()
        .filter(membership -> membership.getRoom().equals(room))
        .filter(this::holds)
        .mapToLong(StoredMembership::getSince)
        .findFirst();
  }

  /** The names of the rooms that the identity is a member of, sorted. */
  public Iterable<String> rooms() {
    return record.value().getMembershipsList().stream()
        .filter(this::holds)
        .map(StoredMembership::getRoom)
        .sorted()
        .toList();
  }

  /**
   * One signed-in client of the identity: its token, its open stream, and how much of its rate
   * limits it has used. Owned by the core.
   */
  public final class Session {
    private final ByteString tokenHash;
    private final ByteString requestIdHash;
    private final @Nullable StoredAccessToken accessToken;
    private @Nullable SessionStream stream;
    private @Nullable SessionUsage usage;
    private long lastSeen;
    private boolean storesLastSeen;

    private Session(StoredSession stored, ObservedTime observed) {
      this.tokenHash = stored.getTokenHash();
      this.requestIdHash = stored.getRequestIdHash();
      this.accessToken = stored.hasAccessToken() ? stored.getAccessToken() : null;
      this.lastSeen = observed.nanoTimeAt(stored.getSeenMillis());
    }

    /** The identity whose session this is. */
    public Identity identity() {
      return Identity.this;
    }

    /** The session's id among those of the identity. */
    public String id() {
      String id = stored().getId();
      return id.isEmpty() ? FIRST_ID : id;
    }

    /** Why the session's token is refused; empty if the session has not ended. */
    public Optional<Refusal> end() {
      if (ended()) {
        return Optional.of(Refusal.sessionEnded());
      }
      Optional<StoredSession> kept = find();
      if (kept.isEmpty()) {
        return Optional.of(Refusal.sessionExpired());
      }
      StoredSession stored = kept.get();
      if (stored.getEndedMillis() == 0) {
        return Optional.empty();
      }
      if (stored.getSuspended()) {
        return Optional.of(Refusal.accountSuspended());
      }
      return Optional.of(stored.getRevoked() ? Refusal.sessionRevoked() : Refusal.sessionEnded());
    }

    /** Whether the session is an access token. */
    public boolean isAccessToken() {
      return accessToken != null;
    }

    /**
     * When the access token expires, in milliseconds of observed time; empty if the session is not
     * an access token.
     */
    public OptionalLong expireMillis() {
      return accessToken == null
          ? OptionalLong.empty()
          : OptionalLong.of(accessToken.getExpireMillis());
    }

    /** The first of these scopes that the session lacks; empty if it has all of them. */
    public Optional<Scope> missing(Collection<Scope> needed) {
      return accessToken == null
          ? Optional.empty()
          : needed.stream()
              .filter(scope -> !accessToken.getScopesList().contains(scope.getNumber()))
              .findFirst();
    }

    /** The session's part of the identity's record, which must still have the session. */
    public StoredSession stored() {
      return find().orElseThrow();
    }

    private Optional<StoredSession> find() {
      return record.value().getSessionsList().stream().filter(this::is).findFirst();
    }

    /** Changes the session's part of a record of the identity, if the record has the session. */
    public void change(StoredIdentity.Builder identity, Consumer<StoredSession.Builder> change) {
      identity.getSessionsBuilderList().stream().filter(this::is).forEach(change);
    }

    /** Changes the session's part of the identity's record on disk. */
    void store(Consumer<StoredSession.Builder> change, Consumer<Boolean> whenDone) {
      record.change(
          value -> {
            StoredIdentity.Builder identity = value.toBuilder();
            change(identity, change);
            return identity.build();
          },
          whenDone);
    }

    private boolean is(StoredSessionOrBuilder stored) {
      return stored.getTokenHash().equals(tokenHash);
    }

    ByteString tokenHash() {
      return tokenHash;
    }

    /**
     * The key with which the token is derived from the request id of the Join. Empty if the session
     * of an account has ended.
     */
    public ByteString tokenKey() {
      return stored().getTokenKey();
    }

    /** The hash of the request id of the Join; empty if the Join cannot be repeated. */
    ByteString requestIdHash() {
      return requestIdHash;
    }

    /** The session's open stream, or null. */
    public @Nullable SessionStream stream() {
      return stream;
    }

    /** Sets the session's open stream; null if it has none. */
    public void stream(@Nullable SessionStream changed) {
      stream = changed;
    }

    /** How much of its rate limits the session has used; null if this is not counted yet. */
    public @Nullable SessionUsage usage() {
      return usage;
    }

    /** Begins to count how much of its rate limits the session uses. */
    public void setUsage(SessionUsage begun) {
      usage = begun;
    }

    /** Called when the session has ended, so that its rates are not needed any more. */
    void forgetUsage() {
      usage = null;
    }

    /**
     * When the session was last seen, on the monotonic clock. The wall clock is not used, because
     * it may be changed.
     */
    long lastSeen() {
      return lastSeen;
    }

    void lastSeen(long nanoTime) {
      lastSeen = nanoTime;
    }

    /** Whether the time at which the session was last seen is being stored. */
    boolean storesLastSeen() {
      return storesLastSeen;
    }

    void storesLastSeen(boolean begun) {
      storesLastSeen = begun;
    }
  }
}
