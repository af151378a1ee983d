package chat.charla.client;

import chat.charla.v1.User;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who the client is, or is about to be.
 *
 * <p>Owned by the client's {@link Scheduler}.
 */
final class Identity {
  private @Nullable String token;
  private String userId = "";
  private @Nullable String name;

  /**
   * The name to take once it is known what has become of the {@code Join} for the present one. With
   * another id before that, the first {@code Join} could have made an identity that is never used.
   */
  private @Nullable String nextName;

  /**
   * The id of the {@code Join} for each name that was wanted since there is no identity. A name
   * that is wanted once more has to be asked for with the same id: an answer may have been lost.
   */
  private final Map<String, String> joinRequestIds = new HashMap<>();

  /** The names whose {@code Join} the server may have carried out, though no answer says so. */
  private final Set<String> possibleJoins = new HashSet<>();

  private long lastStreamNumber;
  private boolean leaving;
  private boolean over;

  /** An identity that does not exist yet; the client will ask for this name. */
  Identity(@Nullable String name) {
    this.name = name;
  }

  /** Takes over what an earlier process has saved. */
  void restore(SavedSession saved) {
    lastStreamNumber = saved.lastStreamNumber();
    leaving = saved.isLeaving();
    String wantedNow = name;
    String savedName = saved.name();
    if (saved.token() != null) {
      token = saved.token();
      userId = saved.userId();
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

  /** The name held last, or wanted. */
  @Nullable String name() {
    return name;
  }

  /** The id of the {@code Join} for the present name, or null if there was none yet. */
  @Nullable String joinRequestId() {
    return name == null ? null : joinRequestIds.get(name);
  }

  /** Whether the server may have carried out the {@code Join} for the present name. */
  boolean mayHaveJoined() {
    return name != null && possibleJoins.contains(name);
  }

  /**
   * Notes whether the server may have carried out the {@code Join} for this name.
   *
   * @return whether that is new
   */
  boolean setMayHaveJoined(String wanted, boolean possible) {
    return possible ? possibleJoins.add(wanted) : possibleJoins.remove(wanted);
  }

  /** Whether a {@code Leave} is wanted that has no answer yet. */
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

  /** Wants a name, another one or the same. */
  void want(String wanted) {
    name = wanted;
    nextName = null;
  }

  /** Wants a name, but first what the present one has led to. */
  void wantNext(String wanted) {
    nextName = wanted.equals(name) ? null : wanted;
  }

  /** The name that is to be taken next, which is so once; or null. */
  @Nullable String takeNextName() {
    String next = nextName;
    nextName = null;
    return next;
  }

  /** Makes the id of the {@code Join} for this name. */
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

  /** Returns whether anything is new. */
  boolean update(User self) {
    boolean changed = !userId.equals(self.getId()) || !self.getName().equals(name);
    userId = self.getId();
    if (!self.getName().isEmpty()) {
      name = self.getName();
    }
    return changed;
  }

  /** The identity has ended. The next identity will ask for the same name. */
  void forget() {
    token = null;
    userId = "";
    forgetJoins();
  }

  /** The identity has ended for good. */
  void end() {
    forget();
    leaving = false;
    over = true;
  }

  /**
   * A number above those of all streams before, of this process and, by the clock, of earlier ones
   * that could not save theirs: the server may still hold a stream of theirs for open, and of two
   * streams it keeps the one with the larger number.
   */
  long nextStreamNumber(LongSupplier wallClock) {
    lastStreamNumber = Math.max(lastStreamNumber + 1, wallClock.getAsLong());
    return lastStreamNumber;
  }

  void saveTo(SavedSession.Builder saved) {
    saved
        .identity(token, userId)
        .name(name)
        .joinRequestId(mayHaveJoined() ? joinRequestId() : null)
        .lastStreamNumber(lastStreamNumber)
        .leaving(leaving);
  }

  /** No {@code Join} of before may be repeated: the next one has an id of its own. */
  void forgetJoins() {
    joinRequestIds.clear();
    possibleJoins.clear();
  }
}
