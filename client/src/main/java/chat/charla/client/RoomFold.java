package chat.charla.client;

import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GetRoomResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link RoomState} of a room up to date. The answer of {@code GetRoom} and the events of
 * the stream arrive in any order. So the fold keeps what arrives while the answer is missing, and
 * applies it to the answer.
 *
 * <p>An application calls {@link #ask} when it calls {@code GetRoom}, and then {@link #answered} or
 * {@link #failed}. It passes the events and gaps of the room to {@code take} in the order in which
 * they arrive. When {@link #needsAnswer} is true, the state is not known, for example after a gap:
 * the application calls {@code GetRoom} then, or later.
 *
 * <p>Not thread-safe: the owner is usually the client's {@link Scheduler}, on which all callbacks
 * run.
 */
public final class RoomFold {
  /**
   * How many events are kept while the answer is missing. If there are more, the answer is void.
   */
  static final int MAX_EARLY = 1_000;

  private @Nullable RoomState state;

  /** What has arrived since {@link #ask}; null if no answer is missing. */
  private @Nullable List<Function<RoomState, @Nullable RoomState>> early;

  /** Whether the missing answer may be older than events that do not arrive any more. */
  private boolean outdated;

  /** Creates a fold without a state. */
  public RoomFold() {}

  /** The state, or null if it is not known. */
  public @Nullable RoomState state() {
    return state;
  }

  /** Whether the state is not known, and no answer is missing either. */
  public boolean needsAnswer() {
    return state == null && early == null;
  }

  /** The application now calls {@code GetRoom}. */
  public void ask() {
    early = new ArrayList<>();
    outdated = false;
  }

  /**
   * The call has been answered.
   *
   * @param selfId as for {@link RoomState#of}
   */
  public void answered(GetRoomResponse response, String selfId) {
    List<Function<RoomState, @Nullable RoomState>> changes = early;
    RoomState next = RoomState.of(response, selfId);
    if (changes == null || outdated || changes.size() > MAX_EARLY) {
      failed();
      return;
    }
    early = null;
    for (Function<RoomState, @Nullable RoomState> change : changes) {
      next = next == null ? null : change.apply(next);
    }
    state = next;
  }

  /** The call has failed. */
  public void failed() {
    early = null;
  }

  /** Takes an event of the room. */
  public void take(Event event) {
    if (event.hasRoomChanged() || event.hasMemberChanged()) {
      change(known -> known.after(event));
    } else if (state != null) {
      state = state.after(event);
    }
  }

  /** Takes a gap of the room. */
  public void take(Gap gap) {
    change(known -> known.after(gap));
  }

  /**
   * Forgets the state, for example because the user has left the room. If an answer is missing, it
   * does not count: when the user enters again, the answer may lack what has happened meanwhile.
   */
  public void forget() {
    state = null;
    outdated = true;
  }

  private void change(Function<RoomState, @Nullable RoomState> change) {
    if (early != null && early.size() <= MAX_EARLY) {
      early.add(change);
    }
    if (state != null) {
      state = change.apply(state);
    }
  }
}
