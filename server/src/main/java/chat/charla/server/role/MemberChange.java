package chat.charla.server.role;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.UpdateMemberRequest;
import com.google.protobuf.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A requested change of the state of a user.
 *
 * @param role the role to give; ROLE_UNSPECIFIED to keep the role
 * @param mute how long the user is muted, in milliseconds; 0 to end it; null to change nothing
 * @param ban how long the user is banned, in the same form as {@code mute}
 * @param remove whether the user is removed from the room
 */
public record MemberChange(
    Role role, @Nullable Long mute, @Nullable Long ban, boolean remove, ModerationReason reason) {
  private static final long MAX_SECONDS = 3650L * 24 * 60 * 60;
  private static final int NANOS_PER_MILLI = 1_000_000;

  /** The change that changes nothing. */
  static final MemberChange NONE = ofRole(Role.ROLE_UNSPECIFIED);

  /** A change of the role only. */
  public static MemberChange ofRole(Role role) {
    return new MemberChange(
        role, null, null, false, ModerationReason.MODERATION_REASON_UNSPECIFIED);
  }

  /** Reads a request. */
  public static Outcome<MemberChange> of(UpdateMemberRequest request) {
    if (request.getRole() == Role.UNRECOGNIZED) {
      return Outcome.refused(Refusal.argument("role", "this server does not know the role"));
    }
    if (request.hasMute() && !isValid(request.getMute())) {
      return Outcome.refused(badDuration("mute"));
    }
    if (request.hasBan() && !isValid(request.getBan())) {
      return Outcome.refused(badDuration("ban"));
    }
    ModerationReason reason =
        request.getReason() == ModerationReason.UNRECOGNIZED
            ? ModerationReason.MODERATION_REASON_UNSPECIFIED
            : request.getReason();
    return Outcome.done(
        new MemberChange(
            request.getRole(),
            request.hasMute() ? Long.valueOf(millis(request.getMute())) : null,
            request.hasBan() ? Long.valueOf(millis(request.getBan())) : null,
            request.getRemove(),
            reason));
  }

  private static Refusal badDuration(String field) {
    return Refusal.argument(field, "must be at least 0 and at most 3650 days");
  }

  private static boolean isValid(Duration duration) {
    return duration.getSeconds() >= 0
        && duration.getNanos() >= 0
        && duration.getSeconds() < MAX_SECONDS + (duration.getNanos() == 0 ? 1 : 0);
  }

  /** The duration in milliseconds. Rounds up, because a duration that is not zero must stay so. */
  private static long millis(Duration duration) {
    return duration.getSeconds() * 1000
        + (duration.getNanos() + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
  }

  /** Whether the change mutes, removes or bans the user. */
  boolean restricts() {
    return remove || (mute != null && mute > 0) || (ban != null && ban > 0);
  }

  /** Whether the change ends a restriction. */
  boolean endsRestriction() {
    return (mute != null && mute == 0) || (ban != null && ban == 0);
  }
}
