package chat.charla.server.role;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.Event;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.Role;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides changes of the roles and restrictions of users; see "Roles" and "Restrictions" in
 * "charla/v1/room.proto". A decision is an event, without a room, a time and a sequence; a refusal;
 * or empty if the state is as requested already.
 */
public final class MemberRules {
  private MemberRules() {}

  /**
   * The user to whom a change applies.
   *
   * @param member whether the user is in the room
   */
  public record Target(User user, boolean member) {}

  /**
   * Decides a change.
   *
   * @param actor the user who asks for the change; null for the operator, who may do what an owner
   *     may
   * @param exists whether the user with an id still exists
   * @param nowMillis the time of the event
   */
  public static Outcome<Optional<Event.Builder>> decide(
      RoomState state,
      @Nullable User actor,
      Target target,
      MemberChange change,
      Predicate<String> exists,
      long nowMillis) {
    Optional<Refusal> refusal =
        actor != null && actor.getId().equals(target.user().getId())
            ? refusalForSelf(state, target.user(), change, exists)
            : refusalForOther(state, actor, target.user(), change);
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
    if (state.isFull(target.user().getId(), nowMillis)) {
      return Outcome.refused(Refusal.tooManyRoles(RoomState.MAX_ROLES));
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

  private static Optional<Refusal> refusalForSelf(
      RoomState state, User self, MemberChange change, Predicate<String> exists) {
    if (change.restricts()) {
      return Optional.of(Refusal.argument("user_id", "a user cannot mute, remove or ban itself"));
    }
    Role present = state.role(self);
    Role role = change.role();
    if (change.endsRestriction()) {
      return Optional.of(
          Refusal.roleTooLow(
              present.compareTo(Role.ROLE_MODERATOR) < 0 ? Role.ROLE_MODERATOR : Role.ROLE_OWNER));
    }
    if (role == Role.ROLE_UNSPECIFIED || role == present) {
      return Optional.empty();
    }
    if (role.compareTo(present) > 0) {
      return Optional.of(Refusal.roleTooLow(Role.ROLE_OWNER));
    }
    return present == Role.ROLE_OWNER && !state.hasOtherOwner(self.getId(), exists)
        ? Optional.of(Refusal.lastOwner())
        : Optional.empty();
  }

  private static Optional<Refusal> refusalForOther(
      RoomState state, @Nullable User actor, User target, MemberChange change) {
    Role acting = actor == null ? Role.ROLE_OWNER : state.role(actor);
    Role present = state.role(target);
    if (acting.compareTo(Role.ROLE_MODERATOR) < 0) {
      return Optional.of(Refusal.roleTooLow(Role.ROLE_MODERATOR));
    }
    if ((change.restricts() || change.endsRestriction()) && present.compareTo(acting) >= 0) {
      return Optional.of(Refusal.roleTooLow(Role.ROLE_OWNER));
    }
    Role role = change.role();
    if (role == Role.ROLE_UNSPECIFIED || role == present) {
      return Optional.empty();
    }
    boolean ordinary = role == Role.ROLE_READER || role == RoomState.defaultRole(target);
    if (acting != Role.ROLE_OWNER && (present.compareTo(Role.ROLE_MODERATOR) >= 0 || !ordinary)) {
      return Optional.of(Refusal.roleTooLow(Role.ROLE_OWNER));
    }
    boolean account = target.getKind() == UserKind.USER_KIND_ACCOUNT;
    return !account && role.compareTo(Role.ROLE_MEMBER) > 0
        ? Optional.of(Refusal.accountRequired())
        : Optional.empty();
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

  /** The end of a restriction; a restriction that has ended is removed. */
  private static long until(@Nullable Long millis, long before, long nowMillis) {
    if (millis == null) {
      return before > nowMillis ? before : 0;
    }
    return millis == 0 ? 0 : nowMillis + millis;
  }
}
