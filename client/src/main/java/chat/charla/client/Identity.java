package chat.charla.client;

import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The identity of the client, which may not exist yet: then the client will create it by {@code
 * Join}.
 *
 * <p>The client's {@link Scheduler} owns this object.
 */
final class Identity {
  private @Nullable String token;
  private String userId = "";
  private boolean account;
  private @Nullable String name;

  /**
   * The name to take once the outcome of the {@code Join} for the current name is known. If the
   * client joined with this name at once, it would need another request id, and could leave behind
   * an unused identity of the current name.
   */
  private @Nullable String nextName;

  /**
   * While there is no identity: the request id of the {@code Join} for each requested name. If a
   * name is requested again, its {@code Join} must use the same id, since an answer may have been
   * lost.
   */
  private final Map<String, String> joinRequestIds = new HashMap<>();

  /**
   * The names for which the server may have carried out a {@code Join} whose answer did not arrive.
   */
  private final Set<String> possibleJoins = new HashSet<>();

  private long lastStreamNumber;
  private boolean leaving;
  private boolean over;

  /** An identity that does not exist yet; the client will join with this name. */
  Identity(@Nullable String name) {
    this.name = name;
  }

  /** Restores the state that an earlier process has saved. */
  void restore(SavedSession saved) {
    lastStreamNumber = saved.lastStreamNumber();
    leaving = saved.isLeaving();
    String wantedNow = name;
    String savedName = saved.name();
    if (saved.token() != null) {
      token = saved.token();
      userId = saved.userId();
      account = saved.isAccount();
      name = savedName != null ? savedName : wantedNow;
    } else {
      String requestId = saved.joinRequestId();
      if (savedName != null && requestId != null) {
        joinRequestIds.put(savedName, requestId);
        possibleJoins.add(savedName);
        name = savedName;
        nextName = wantedNow == null || wantedNow.equals(savedName) ? null : wantedNow;
      } else {
        name = wantedNow != null ? wantedNow : savedName;
      }
    }
  }

  @Nullable String token() {
    return token;
  }

  /** Whether the identity is an account, so that it may outlive its session. */
  boolean isAccount() {
    return account;
  }

  /**
   * The name that the identity held last, or the requested name if there is no identity; null if
   * there is no name.
   */
  @Nullable String name() {
    return name;
  }

  /** The request id of the {@code Join} for the current name, or null if there was none yet. */
  @Nullable String joinRequestId() {
    return name == null ? null : joinRequestIds.get(name);
  }

  /** Whether the server may have carried out the {@code Join} for the current name. */
  boolean mayHaveJoined() {
    return name != null && possibleJoins.contains(name);
  }

  /**
   * Records whether the server may have carried out the {@code Join} for this name.
   *
   * @return whether this is a change
   */
  boolean setMayHaveJoined(String wanted, boolean possible) {
    return possible ? possibleJoins.add(wanted) : possibleJoins.remove(wanted);
  }

  /** Whether the application has asked to leave and {@code Leave} has no answer yet. */
  boolean isLeaving() {
    return leaving;
  }

  void setLeaving(boolean leaving) {
    this.leaving = leaving;
  }

  /** Whether the identity has ended by {@code Leave}, so that this client cannot connect again. */
  boolean isOver() {
    return over;
  }

  /** Sets the name to join with, which may be the current one. */
  void setName(String wanted) {
    name = wanted;
    nextName = null;
  }

  /** Sets the name to take after the outcome of the {@code Join} for the current one. */
  void setNextName(String wanted) {
    nextName = wanted.equals(name) ? null : wanted;
  }

  /** Returns the name to take next and clears it; null if there is none. */
  @Nullable String takeNextName() {
    String next = nextName;
    nextName = null;
    return next;
  }

  /** Generates the request id of the {@code Join} for this name. */
  String newJoinRequestId(String wanted, Supplier<String> ids) {
    String made = ids.get();
    joinRequestIds.put(wanted, made);
    return made;
  }

  void joined(String sessionToken, User self) {
    token = sessionToken;
    forgetJoins();
    update(self);
  }

  /**
   * Takes over the session that the server has opened for a log-in or a registration, and its
   * identity.
   */
  void signedIn(String sessionToken, User self) {
    nextName = null;
    leaving = false;
    joined(sessionToken, self);
  }

  /** Whether there is an identity. The session of an account may have ended meanwhile. */
  boolean exists() {
    return token != null || !userId.isEmpty();
  }

  /** Whether the identity is this user. */
  boolean isUser(User user) {
    return userId.equals(user.getId());
  }

  /** Returns whether the id, the kind or the name has changed. */
  boolean update(User self) {
    boolean sameUser = userId.equals(self.getId());
    // An older server does not send the kind: keep the known one.
    boolean isAccount =
        self.getKind() == UserKind.USER_KIND_ACCOUNT
            || (account && sameUser && self.getKind() == UserKind.USER_KIND_UNSPECIFIED);
    boolean changed = !sameUser || account != isAccount || !self.getName().equals(name);
    userId = self.getId();
    account = isAccount;
    if (!self.getName().isEmpty()) {
      name = self.getName();
    }
    return changed;
  }

  /** The identity has ended. The next identity will join with the same name. */
  void forget() {
    token = null;
    userId = "";
    account = false;
    forgetJoins();
  }

  /** The identity has ended, and the client will not join again. */
  void end() {
    forget();
    leaving = false;
    over = true;
  }

  /**
   * Returns a number above the numbers of all earlier streams. Because the clock is used, this
   * includes the streams of earlier processes that could not save their last number. The server may
   * still consider a stream of such a process open, and of two streams it keeps the one with the
   * larger number.
   */
  long nextStreamNumber(LongSupplier wallClock) {
    lastStreamNumber = Math.max(lastStreamNumber + 1, wallClock.getAsLong());
    return lastStreamNumber;
  }

  void saveTo(SavedSession.Builder saved) {
    saved
        .identity(token, userId)
        .account(account)
        .name(name)
        .joinRequestId(mayHaveJoined() ? joinRequestId() : null)
        .lastStreamNumber(lastStreamNumber)
        .leaving(leaving);
  }

  /** Discards all request ids: the next {@code Join} gets a new one. */
  void forgetJoins() {
    joinRequestIds.clear();
    possibleJoins.clear();
  }
}
