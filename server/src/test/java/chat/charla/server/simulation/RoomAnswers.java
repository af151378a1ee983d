package chat.charla.server.simulation;

import static chat.charla.server.simulation.Truth.require;

import chat.charla.server.simulation.RoomHistory.State;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.RoomSettings;
import com.google.protobuf.Timestamp;
import org.jspecify.annotations.Nullable;

/** Compares what users of a moderated room are told with its {@link RoomHistory}. */
final class RoomAnswers {
  private final RoomHistory history;
  private final RoomRules rules;
  private final boolean defective;

  /**
   * Creates checks that compare answers with this history.
   *
   * @param defective whether the server may answer INTERNAL
   */
  RoomAnswers(RoomHistory history, RoomRules rules, boolean defective) {
    this.history = history;
    this.rules = rules;
    this.defective = defective;
  }

  /**
   * Requires that the state in an answer is the one that the history has at {@code as_of_sequence}.
   *
   * @param known the sequence of the newest change that the user knew when it asked
   */
  void requireStateOfHistory(GetRoomResponse response, String userId, long known) {
    history.observe();
    require(
        response.getAsOfSequence() >= known, "%s knew %s and is told %s", userId, known, response);
    require(
        response.getEpoch().equals(history.epoch()), "not in %s: %s", history.epoch(), response);
    if (history.isComplete()) {
      State state = history.after(response.getAsOfSequence());
      require(state != null, "no change is as of %s", response);
      if (state != null) {
        requireSame(response.getSettings(), state.settings());
        requireSame(response.getSelf(), state, userId);
      }
    }
  }

  void requireSame(RoomSettings told, RoomSettings known) {
    if (history.isComplete()) {
      require(told.equals(known), "the settings are told as %s and are %s", told, known);
    }
  }

  /**
   * Requires that the state of a user, as the user was told or has folded it, is right. It always
   * has a role; in {@code state}, a user with the default role has none.
   */
  void requireSame(MemberState told, State state, String userId) {
    if (history.isComplete()) {
      require(isSame(told, state, userId), "%s is told as %s and is %s", userId, told, state);
    }
  }

  /**
   * Requires that a client has folded the state of a user correctly. Null, if the client has no
   * state of this user, is accepted.
   */
  void requireKnown(@Nullable MemberState folded, State state, String userId) {
    if (history.isComplete() && folded != null) {
      MemberState own = state.of(userId);
      MemberState given = own.toBuilder().setRole(folded.getRole()).build();
      boolean byDefault =
          own.getRole() == Role.ROLE_UNSPECIFIED && folded.getRole() == rules.role(state, userId);
      require(
          folded.equals(own) || (byDefault && folded.equals(given)),
          "%s is folded as %s and is %s",
          userId,
          folded,
          state);
    }
  }

  /** Whether this is the state of the user. A restriction that has ended may be missing. */
  boolean isSame(MemberState told, State state, String userId) {
    MemberState own = state.of(userId);
    return told.getRole() == rules.role(state, userId)
        && isSame(told.hasMutedUntil(), told.getMutedUntil(), own.getMutedUntil())
        && isSame(told.hasBannedUntil(), told.getBannedUntil(), own.getBannedUntil());
  }

  private boolean isSame(boolean told, Timestamp toldUntil, Timestamp until) {
    return toldUntil.equals(until) || (!told && !rules.holds(true, until, 0));
  }

  /** Requires that a refusal to enter is right: its reason has held in some state of the room. */
  void requireMayNotEnter(ErrorReason reason, String userId, boolean account) {
    history.observe();
    boolean right =
        switch (reason) {
          case ERROR_REASON_BANNED ->
              history.hasHeldAtOrAfter(0, state -> state.of(userId).hasBannedUntil());
          case ERROR_REASON_ACCOUNT_REQUIRED ->
              !account
                  && history.hasHeldAtOrAfter(
                      0, state -> state.settings().getAccess() == RoomAccess.ROOM_ACCESS_ACCOUNTS);
          case ERROR_REASON_INTERNAL -> defective;
          default -> false;
        };
    require(right || !history.isComplete(), "%s may not enter: %s", userId, reason);
  }

  /**
   * Requires that a refusal of a message is right: its reason held when the message was sent, or
   * later.
   *
   * @param head the head of the room when the message was sent
   */
  void requireMayNotPost(ErrorReason reason, String userId, long head) {
    history.observe();
    boolean right =
        switch (reason) {
          case ERROR_REASON_MUTED ->
              history.hasHeldAtOrAfter(head, state -> state.of(userId).hasMutedUntil());
          case ERROR_REASON_ROLE_TOO_LOW ->
              history.hasHeldAtOrAfter(head, state -> !mayPost(state, userId));
          case ERROR_REASON_NOT_A_MEMBER, ERROR_REASON_ROOM_NOT_FOUND -> true;
          case ERROR_REASON_INTERNAL -> defective;
          default -> false;
        };
    require(right || !history.isComplete(), "a message of %s is refused: %s", userId, reason);
  }

  private boolean mayPost(State state, String userId) {
    Role role = rules.role(state, userId);
    return role != Role.ROLE_READER && role.compareTo(state.settings().getPostRole()) >= 0;
  }

  /**
   * Requires that a user who is told that it is in the room has entered it after its last removal.
   *
   * @param entered the head of the room at the last answer to the user's request to enter
   * @param head the head of the room that the user is told
   */
  void requireIn(String userId, long entered, long head) {
    long removed = rules.lastRemoval(userId, head);
    require(
        entered >= removed, "%s was removed by %s, and is still in at %s", userId, removed, head);
  }

  /**
   * Requires that a user who is told that it has left the room was removed by the event at {@code
   * last_sequence}.
   */
  void requireRemoval(RoomLeft left, String userId) {
    require(
        !history.isComplete() || rules.removedBy(userId, left.getLastSequence()),
        "%s is told %s, and no such event has removed it",
        userId,
        left);
  }
}
