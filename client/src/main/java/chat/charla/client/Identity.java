package chat.charla.client;

import chat.charla.v1.User;
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
  private @Nullable String joinRequestId;
  private long lastStreamNumber;
  private boolean over;

  /** Nobody yet, who wants this name. */
  Identity(@Nullable String name) {
    this.name = name;
  }

  /** Takes over what an earlier process has saved. */
  void restore(SavedSession saved) {
    lastStreamNumber = saved.lastStreamNumber();
    String wantedNow = name;
    String savedName = saved.name();
    if (saved.token() != null) {
      token = saved.token();
      userId = saved.userId();
      name = savedName != null ? savedName : wantedNow;
    } else if (wantedNow == null || wantedNow.equals(savedName)) {
      // Only with the same name is it a repetition of the same Join.
      name = savedName;
      joinRequestId = saved.joinRequestId();
    }
  }

  @Nullable String token() {
    return token;
  }

  /** The name held last, or wanted. */
  @Nullable String name() {
    return name;
  }

  @Nullable String joinRequestId() {
    return joinRequestId;
  }

  /** Whether the identity has ended by {@code Leave}, so that nobody is left to come back. */
  boolean isOver() {
    return over;
  }

  /** Wants another name. A repetition of a {@code Join} has to have the same one, so none is. */
  void want(String otherName) {
    name = otherName;
    joinRequestId = null;
  }

  String newJoinRequestId(Supplier<String> ids) {
    String made = ids.get();
    joinRequestId = made;
    return made;
  }

  void joined(String sessionToken, User self) {
    token = sessionToken;
    joinRequestId = null;
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

  /** The identity is no more; its name is what somebody new will want. */
  void forget() {
    token = null;
    userId = "";
    joinRequestId = null;
  }

  /** The identity has ended for good. */
  void end() {
    forget();
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
        .joinRequestId(joinRequestId)
        .lastStreamNumber(lastStreamNumber);
  }
}
