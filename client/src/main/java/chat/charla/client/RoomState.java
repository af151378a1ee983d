package chat.charla.client;

import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MemberState;
import chat.charla.v1.Role;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a room as one user sees it: the settings, the user's own role and restrictions, and
 * the states of those other users whose changes have come as events. {@code GetRoom} gives the
 * first state, and {@link #after(Event)} the state after each event ("State of a room" in
 * room.proto).
 *
 * <p>An application keeps the state of a room as long as the client follows the room. It passes
 * every event and gap of the room to {@link #after(Event)} and {@link #after(Gap)}, and calls
 * {@code GetRoom} again when a gap has ended the state, when {@code Ready} names another epoch, and
 * when the user has become an account.
 *
 * <p>Immutable.
 */
public final class RoomState {
  private final String room;
  private final String epoch;
  private final long sequence;
  private final String selfId;
  private final RoomSettings settings;
  private final MemberState self;
  private final Map<String, MemberState> others;

  private RoomState(
      String room,
      String epoch,
      long sequence,
      String selfId,
      RoomSettings settings,
      MemberState self,
      Map<String, MemberState> others) {
    this.room = room;
    this.epoch = epoch;
    this.sequence = sequence;
    this.selfId = selfId;
    this.settings = settings;
    this.self = self;
    this.others = others;
  }

  /**
   * The state in an answer of {@code GetRoom}.
   *
   * @param selfId the id of the user that has made the call
   */
  public static RoomState of(GetRoomResponse response, String selfId) {
    return new RoomState(
        response.getRoom().getName(),
        response.getEpoch(),
        response.getAsOfSequence(),
        selfId,
        response.getSettings(),
        response.getSelf(),
        Collections.emptyMap());
  }

  /**
   * The state after an event. Returns this state if the event is ephemeral, belongs to another
   * timeline, or is part of this state already.
   */
  public RoomState after(Event event) {
    if (event.getSequence() <= sequence || !event.getRoom().equals(room)) {
      return this;
    }
    RoomSettings newSettings = settings;
    MemberState newSelf = self;
    Map<String, MemberState> newOthers = others;
    if (event.hasRoomChanged()) {
      newSettings = event.getRoomChanged().getSettings();
    } else if (event.hasMemberChanged()) {
      MemberChanged changed = event.getMemberChanged();
      if (changed.getUser().getId().equals(selfId)) {
        newSelf = withRole(changed.getState(), changed.getUser());
      } else {
        newOthers = new HashMap<>(others);
        newOthers.put(changed.getUser().getId(), changed.getState());
        // A user with no role and no restriction of its own takes no memory, as on the server.
        newOthers.values().remove(MemberState.getDefaultInstance());
      }
    }
    return new RoomState(room, epoch, event.getSequence(), selfId, newSettings, newSelf, newOthers);
  }

  /**
   * The state after a gap: this state, or null if the gap ends it. A gap ends the state if the
   * timeline has a new epoch, or if an event that may have changed the state is missing.
   */
  public @Nullable RoomState after(Gap gap) {
    boolean concerned = gap.getRoom().equals(room);
    return concerned && (isReset(gap) || gap.getLastMissingSequence() > sequence) ? null : this;
  }

  /** The name of the room. */
  public String room() {
    return room;
  }

  /** The epoch of the room's timeline. */
  public String epoch() {
    return epoch;
  }

  /** The last event that is part of this state. */
  public long asOfSequence() {
    return sequence;
  }

  /** The settings. */
  public RoomSettings settings() {
    return settings;
  }

  /** The user's own state. If the user was given no role, it has the default role. */
  public MemberState self() {
    return self;
  }

  /**
   * The state of another user, as far as events have told it. Null if no event has told it, or if
   * the user has no role and no restriction of its own; {@code ListMembers} knows more.
   */
  public @Nullable MemberState member(String userId) {
    return userId.equals(selfId) ? self : others.get(userId);
  }

  /**
   * Whether the user's role is this one or a higher one, so that the user may do what this role
   * may.
   */
  public boolean hasRole(Role role) {
    return self.getRoleValue() >= role.getNumber();
  }

  /**
   * Whether the user may post messages at this time, apart from {@code RoomSettings.slow_mode}.
   *
   * @param now the time by the server's clock, as far as the application knows it
   */
  public boolean mayPost(Instant now) {
    Role lowest = settings.getPostRole();
    return hasRole(lowest == Role.ROLE_UNSPECIFIED ? Role.ROLE_GUEST : lowest)
        && !isMuted(self, now);
  }

  /** Whether a user with this state is muted at this time. */
  public static boolean isMuted(MemberState state, Instant now) {
    return state.hasMutedUntil() && instant(state.getMutedUntil()).isAfter(now);
  }

  /** Whether a user with this state is banned at this time. */
  public static boolean isBanned(MemberState state, Instant now) {
    return state.hasBannedUntil() && instant(state.getBannedUntil()).isAfter(now);
  }

  /** The default role of a user: the role until another one is given to the user. */
  public static Role defaultRole(User user) {
    return user.getKind() == UserKind.USER_KIND_ACCOUNT ? Role.ROLE_MEMBER : Role.ROLE_GUEST;
  }

  private static MemberState withRole(MemberState state, User user) {
    return state.getRole() == Role.ROLE_UNSPECIFIED
        ? state.toBuilder().setRole(defaultRole(user)).build()
        : state;
  }

  private static boolean isReset(Gap gap) {
    return gap.getReason() == GapReason.GAP_REASON_RESET;
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
