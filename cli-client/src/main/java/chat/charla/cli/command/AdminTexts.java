package chat.charla.cli.command;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.AddressBan;
import chat.charla.admin.v1.InvitationInfo;
import chat.charla.admin.v1.LogLevelChange;
import chat.charla.cli.output.ScopeNames;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.v1.Invitation;
import chat.charla.v1.Session;
import chat.charla.v1.User;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats what several commands of an operator print. */
final class AdminTexts {
  private static final int MIB = 1 << 20;

  private AdminTexts() {}

  /** A change of a log level. */
  static String of(LogLevelChange change, Messages messages) {
    return messages.text(
        "admin.log-level",
        Sanitizer.line(change.getLogger()),
        change.getLevel().name().replace("LOG_LEVEL_", "").toLowerCase(Locale.ROOT),
        time(change.getEndTime()));
  }

  /** A user on one line: the name, the id and the state, separated by two spaces. */
  static String of(AccountInfo info, Messages messages) {
    List<String> parts = new ArrayList<>();
    parts.add(Sanitizer.line(info.getUser().getName()));
    parts.add(Sanitizer.line(info.getUser().getId()));
    parts.add(
        info.hasCreateTime()
            ? messages.text("admin.account", time(info.getCreateTime()))
            : messages.text("admin.guest"));
    parts.add(messages.text("admin.account.sessions", info.getSessionCount()));
    if (info.hasSeenTime()) {
      parts.add(messages.text("admin.seen", time(info.getSeenTime())));
    }
    if (info.hasCreateTime() && !info.getHasPassword()) {
      parts.add(messages.text("admin.account.no-password"));
    }
    if (info.hasInvitedBy()) {
      parts.add(messages.text("admin.account.invited-by", name(info.getInvitedBy())));
    }
    if (info.hasRecoveryExpireTime()) {
      parts.add(messages.text("admin.account.recovery", time(info.getRecoveryExpireTime())));
    }
    if (info.hasSuspension()) {
      parts.add(
          info.getSuspension().hasEndTime()
              ? messages.text(
                  "admin.account.suspended-until", time(info.getSuspension().getEndTime()))
              : messages.text("admin.account.suspended"));
      String member = info.getSuspension().getBecauseOfId();
      if (!member.isEmpty()) {
        boolean inviter = member.equals(info.getInvitedBy().getId());
        parts.add(
            messages.text(
                "admin.account.suspended-with",
                inviter ? name(info.getInvitedBy()) : Sanitizer.line(member)));
      }
    }
    return String.join("  ", parts);
  }

  /** An invitation on one line: the id, the use and the times, separated by two spaces. */
  static String of(InvitationInfo info, Messages messages) {
    Invitation invitation = info.getInvitation();
    List<String> parts = new ArrayList<>();
    parts.add(Sanitizer.line(invitation.getId()));
    parts.add(messages.text("admin.invitation", invitation.getUsedCount(), invitation.getUses()));
    parts.add(messages.text("admin.invitation.until", time(invitation.getExpireTime())));
    if (info.hasInviter()) {
      parts.add(messages.text("admin.invitation.by", name(info.getInviter())));
    }
    if (!invitation.getNote().isEmpty()) {
      parts.add(Sanitizer.line(invitation.getNote()));
    }
    return String.join("  ", parts);
  }

  /** The name of a user; the id if the user does not exist any more. */
  private static String name(User user) {
    return Sanitizer.line(user.getName().isEmpty() ? user.getId() : user.getName());
  }

  /** A session on one line: the id, the label and the use, separated by two spaces. */
  static String of(Session session, Messages messages) {
    List<String> parts = new ArrayList<>();
    parts.add(Sanitizer.line(session.getId()));
    if (!session.getLabel().isEmpty()) {
      parts.add(Sanitizer.line(session.getLabel()));
    }
    if (session.hasCreateTime()) {
      parts.add(messages.text("admin.session", time(session.getCreateTime())));
    }
    parts.add(messages.text("admin.seen", time(session.getSeenTime())));
    if (session.getOnline()) {
      parts.add(messages.text("admin.session.online"));
    }
    if (session.getScopesCount() > 0) {
      parts.add(
          messages.text(
              "admin.session.access-token",
              String.join(",", ScopeNames.of(session.getScopesList())),
              time(session.getExpireTime())));
    }
    return String.join("  ", parts);
  }

  /** A ban on one line: the range, its end and the note, separated by two spaces. */
  static String of(AddressBan ban, Messages messages) {
    List<String> parts = new ArrayList<>();
    parts.add(Sanitizer.line(ban.getCidr()));
    parts.add(
        ban.hasEndTime()
            ? messages.text("admin.ban.until", time(ban.getEndTime()))
            : messages.text("admin.ban"));
    if (!ban.getNote().isEmpty()) {
      parts.add(Sanitizer.line(ban.getNote()));
    }
    return String.join("  ", parts);
  }

  /** The time in UTC, without fractions of a second. */
  static String time(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds()).toString();
  }

  /** A size in MiB, rounded up. */
  static String mebibytes(long bytes) {
    return (bytes + MIB - 1) / MIB + " MiB";
  }
}
