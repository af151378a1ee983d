package chat.charla.server.role;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Event;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.Role;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides changes of the roles and restrictions of users; see "Roles" and "Restrictions" in
 * "charla/v1/room.proto". A decision is a refusal, or an event without a room, a time and a
 * sequence. It is empty if the state is already as requested.
 */
public final class MemberRules {
  private MemberRules() {}

  /**
   * The user to whom a change applies.
   *
   * @param member whether the user is in the room
   * @param roomMembers how many users are in the room
   */
  public record Target(User user, boolean member, int roomMembers) {}

  /**
   * Decides a change.
   *
   * @param actor the user who asks for the change; null for the operator, who may do what an owner
   *     may
   * @param nowMillis the time of the event
   */
  public static Outcome<Optional<Event.Builder>> decide(
      RoomState state, @Nullable User actor, Target target, MemberChange change, long nowMillis) {
    Optional<Refusal> refusal = refusal(state, actor, target.user(), change, nowMillis);
    if (refusal.isPresent()) {
      return Outcome.refused(refusal.get());
    }
    MemberRecord before = state.recordOf(target.user());
    MemberRecord after = changed(before, target.user(), change, nowMillis);
    boolean removed = target.member() && (change.remove() || after.isBanned(nowMillis));
    boolean same = after.equals(changed(before, target.user(), MemberChange.NONE, nowMillis));
    if (same && !removed) {
      return Outcome.done(Optional.empty());
    }
    int maxRoles = RoomState.maxRoles(target.roomMembers());
    if (state.isFull(target.user().getId(), maxRoles, nowMillis)) {
      return Outcome.refused(Refusal.tooManyRoles(maxRoles));
    }
    Event.Builder event =
        Event.newBuilder()
            .setMemberChanged(
                MemberChanged.newBuilder()
                    .setUser(target.user())
                    .setState(after.state())
                    .setReason(change.reason())
                    .setRemoved(removed));
    if (actor != null) {
      event.setActor(actor);
    }
    return Outcome.done(Optional.of(event));
  }

  private static Optional<Refusal> refusal(
      RoomState state, @Nullable User actor, User target, MemberChange change, long nowMillis) {
    if (actor == null) {
      return refusalForOther(state, Role.ROLE_OWNER, target, change);
    }
    Optional<Refusal> banned = state.refusalIfBanned(actor.getId(), nowMillis);
    if (banned.isPresent()) {
      return banned;
    }
    return actor.getId().equals(target.getId())
        ? refusalForSelf(state, target, change)
        : refusalForOther(state, state.role(actor), target, change);
  }

  private static Optional<Refusal> refusalForSelf(RoomState state, User self, MemberChange change) {
    if (change.restricts()) {
      return Optional.of(Refusal.argument("user_id", "a user cannot mute, remove or ban itself"));
    }
    Role present = state.role(self);
    if (!change.endsRestriction() && !changesRole(change, present)) {
      return Optional.empty();
    }
    boolean lowers =
        present.compareTo(Role.ROLE_MODERATOR) >= 0 && change.role().compareTo(present) < 0;
    if (change.endsRestriction() || !lowers) {
      return Optional.of(Refusal.roleTooLow(needed(self, present, change)));
    }
    return present == Role.ROLE_OWNER && !state.hasOtherOwner(self.getId())
        ? Optional.of(Refusal.lastOwner())
        : Optional.empty();
  }

  private static Optional<Refusal> refusalForOther(
      RoomState state, Role acting, User target, MemberChange change) {
    Role present = state.role(target);
    Role needed = needed(target, present, change);
    boolean tooLow =
        acting.compareTo(needed) < 0
            || (changesRestriction(change) && acting.compareTo(present) <= 0);
    if (tooLow) {
      return Optional.of(Refusal.roleTooLow(needed));
    }
    boolean isGuest = target.getKind() != UserKind.USER_KIND_ACCOUNT;
    return isGuest && changesRole(change, present) && change.role().compareTo(Role.ROLE_MEMBER) > 0
        ? Optional.of(Refusal.accountRequired())
        : Optional.empty();
  }

  /** The lowest role that may make this change of another user. */
  private static Role needed(User target, Role present, MemberChange change) {
    boolean isHigh = present.compareTo(Role.ROLE_MODERATOR) >= 0;
    boolean isOrdinary =
        change.role() == Role.ROLE_READER || change.role() == RoomState.defaultRole(target);
    boolean needsOwner =
        (isHigh && changesRestriction(change))
            || (changesRole(change, present) && (isHigh || !isOrdinary));
    return needsOwner ? Role.ROLE_OWNER : Role.ROLE_MODERATOR;
  }

  private static boolean changesRole(MemberChange change, Role present) {
    return change.role() != Role.ROLE_UNSPECIFIED && change.role() != present;
  }

  private static boolean changesRestriction(MemberChange change) {
    return change.restricts() || change.endsRestriction();
  }

  private static MemberRecord changed(
      MemberRecord before, User target, MemberChange change, long nowMillis) {
    Role role =
        change.role() == Role.ROLE_UNSPECIFIED
            ? before.role()
            : change.role() == RoomState.defaultRole(target)
                ? Role.ROLE_UNSPECIFIED
                : change.role();
    return new MemberRecord(
        before.userId(),
        before.name(),
        role,
        until(change.mute(), before.mutedUntil(), nowMillis),
        until(change.ban(), before.bannedUntil(), nowMillis),
        before.removedSequence());
  }

  /** When the restriction ends after the change; 0 if there is no restriction then. */
  private static long until(@Nullable Long millis, long before, long nowMillis) {
    if (millis == null) {
      return before > nowMillis ? before : 0;
    }
    return millis == 0 ? 0 : nowMillis + millis;
  }
}
