package chat.charla.cli.moderation;

import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Spans;
import chat.charla.client.RoomState;
import chat.charla.v1.Event;
import chat.charla.v1.MemberChanged;
import chat.charla.v1.MemberState;
import chat.charla.v1.ModerationReason;
import chat.charla.v1.Role;
import chat.charla.v1.RoomAccess;
import chat.charla.v1.RoomSettings;
import chat.charla.v1.User;
import com.google.protobuf.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Describes changes of rooms in the user's language. An event has only the state after it. To find
 * out what has changed, this class compares it with the state before the event. If that state is
 * unknown, this class compares with the default state. Immutable.
 */
public final class RoomWords {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private final Messages messages;

  /** Creates words in the language of these messages. */
  public RoomWords(Messages messages) {
    this.messages = messages;
  }

  /**
   * Describes an event that has changed a room or a member of it, in one line.
   *
   * @param self the user who reads the words
   * @param before the state of the room before the event, or null if it is not known
   */
  public String of(Event event, User self, @Nullable RoomState before) {
    String actor =
        event.hasActor()
            ? Sanitizer.line(event.getActor().getName())
            : messages.text("moderation.operator");
    return event.hasRoomChanged()
        ? ofSettings(actor, event.getRoomChanged().getSettings(), before)
        : ofMember(actor, event, self, before);
  }

  /** Describes the settings that differ from their defaults; empty if all have their defaults. */
  public List<String> settings(RoomSettings settings) {
    return differences(RoomSettings.getDefaultInstance(), settings);
  }

  /** The role in the user's language. */
  public String role(Role role) {
    String key = "role." + Keywords.of(role);
    return messages.has(key) ? messages.text(key) : messages.text("role.other");
  }

  /** The reason in the user's language; empty if there is none. */
  public String reason(ModerationReason reason) {
    String key = "moderation.reason." + Keywords.of(reason);
    return messages.has(key) ? messages.text(key) : "";
  }

  /** A time on the user's clock, to the minute. */
  public static String time(Instant time, ZoneId zone) {
    return TIME.format(time.atZone(zone));
  }

  /** A time on the user's clock, to the minute. */
  public static String time(Timestamp time, ZoneId zone) {
    return time(instant(time), zone);
  }

  private String ofSettings(String actor, RoomSettings now, @Nullable RoomState before) {
    RoomSettings old = before == null ? RoomSettings.getDefaultInstance() : before.settings();
    List<String> changes = differences(old, now);
    return changes.isEmpty()
        ? messages.text("moderation.settings.default", actor)
        : messages.text("moderation.settings", actor, String.join("; ", changes));
  }

  private List<String> differences(RoomSettings old, RoomSettings now) {
    List<String> parts = new ArrayList<>();
    if (!now.getTitle().equals(old.getTitle())) {
      parts.add(quoted("setting.title", now.getTitle()));
    }
    if (!now.getTopic().equals(old.getTopic())) {
      parts.add(quoted("setting.topic", now.getTopic()));
    }
    if (access(now) != access(old)) {
      String key = "setting.access." + Keywords.of(access(now));
      parts.add(messages.text(messages.has(key) ? key : "setting.access.other"));
    }
    if (postRole(now) != postRole(old)) {
      parts.add(messages.text("setting.post-role", role(postRole(now))));
    }
    if (!now.getSlowMode().equals(old.getSlowMode())) {
      long seconds = now.getSlowMode().getSeconds();
      parts.add(
          seconds == 0
              ? messages.text("setting.slow.none")
              : messages.text("setting.slow", Spans.of(Duration.ofSeconds(seconds))));
    }
    return parts;
  }

  private String quoted(String key, String value) {
    return value.isEmpty()
        ? messages.text(key + ".none")
        : messages.text(key, Sanitizer.line(value));
  }

  private String ofMember(String actor, Event event, User self, @Nullable RoomState before) {
    MemberChanged changed = event.getMemberChanged();
    User user = changed.getUser();
    boolean you = !self.getId().isEmpty() && user.getId().equals(self.getId());
    MemberState known = before == null ? null : before.member(user.getId());
    MemberState old = known == null ? MemberState.getDefaultInstance() : known;
    MemberState now = changed.getState();
    Instant when = instant(event.getCreateTime());
    String name = Sanitizer.line(user.getName());
    List<String> parts = new ArrayList<>();
    boolean banned = RoomState.isBanned(now, when);
    if (banned && !now.getBannedUntil().equals(old.getBannedUntil())) {
      parts.add(clause("banned", you, actor, name, left(now.getBannedUntil(), when)));
    } else if (!banned && RoomState.isBanned(old, when)) {
      parts.add(clause("unbanned", you, actor, name, ""));
    } else if (changed.getRemoved()) {
      parts.add(clause("removed", you, actor, name, ""));
    }
    boolean muted = RoomState.isMuted(now, when);
    if (muted && !now.getMutedUntil().equals(old.getMutedUntil())) {
      parts.add(clause("muted", you, actor, name, left(now.getMutedUntil(), when)));
    } else if (!muted && RoomState.isMuted(old, when)) {
      parts.add(clause("unmuted", you, actor, name, ""));
    }
    Role role = roleOf(now, user);
    if (role != (known == null ? RoomState.defaultRole(user) : roleOf(known, user))) {
      parts.add(clause("role", you, actor, name, role(role)));
    }
    if (parts.isEmpty()) {
      parts.add(clause("state", you, actor, name, ""));
    }
    String words = String.join("; ", parts);
    String reason = reason(changed.getReason());
    return reason.isEmpty() ? words : messages.text("moderation.because", words, reason);
  }

  private String clause(String what, boolean you, String actor, String name, String detail) {
    String key = "moderation." + what + (you ? ".you" : "");
    return messages.text(key, actor, name, detail);
  }

  private static String left(Timestamp until, Instant when) {
    return Spans.of(Duration.between(when, instant(until)));
  }

  private static Role roleOf(MemberState state, User user) {
    return state.getRole() == Role.ROLE_UNSPECIFIED ? RoomState.defaultRole(user) : state.getRole();
  }

  private static RoomAccess access(RoomSettings settings) {
    return settings.getAccess() == RoomAccess.ROOM_ACCESS_UNSPECIFIED
        ? RoomAccess.ROOM_ACCESS_PUBLIC
        : settings.getAccess();
  }

  private static Role postRole(RoomSettings settings) {
    return settings.getPostRole() == Role.ROLE_UNSPECIFIED
        ? Role.ROLE_GUEST
        : settings.getPostRole();
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
