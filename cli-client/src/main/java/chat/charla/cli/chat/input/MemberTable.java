package chat.charla.cli.chat.input;

import chat.charla.cli.chat.view.Display;
import chat.charla.cli.moderation.RoomWords;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.RoomState;
import chat.charla.v1.Member;
import chat.charla.v1.MemberState;
import chat.charla.v1.User;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Shows the answer to {@code /members}. Owned by the client's scheduler. */
final class MemberTable {
  /** The largest number of users that the table has. */
  private static final int MAX_SHOWN = 200;

  private final Display display;
  private final Clock clock;

  MemberTable(Display display, Clock clock) {
    this.display = display;
    this.clock = clock;
  }

  /** Shows the first of these users, with their roles and restrictions. */
  void show(List<Member> members) {
    RoomWords words = new RoomWords(display.words().messages());
    List<String[]> rows = new ArrayList<>();
    rows.add(
        new String[] {
          text("members.name"), text("members.role"), text("members.id"), text("members.state")
        });
    for (Member member : members.subList(0, Math.min(members.size(), MAX_SHOWN))) {
      User user = member.getUser();
      rows.add(
          new String[] {
            user.getName().isEmpty() ? text("members.deleted") : Sanitizer.line(user.getName()),
            words.role(member.getState().getRole()),
            Sanitizer.line(user.getId()),
            stateOf(member)
          });
    }
    display.answerTable(rows);
    if (members.size() > MAX_SHOWN) {
      display.answer("members.more", MAX_SHOWN);
    }
  }

  private String stateOf(Member member) {
    List<String> parts = new ArrayList<>();
    if (member.getMember()) {
      parts.add(text("members.inside"));
    }
    MemberState own = member.getState();
    if (RoomState.isMuted(own, clock.instant())) {
      parts.add(text("members.muted", RoomWords.time(own.getMutedUntil(), clock.getZone())));
    }
    if (RoomState.isBanned(own, clock.instant())) {
      parts.add(text("members.banned", RoomWords.time(own.getBannedUntil(), clock.getZone())));
    }
    return parts.isEmpty() ? "-" : String.join("; ", parts);
  }

  private String text(String key, Object... arguments) {
    return display.words().text(key, arguments);
  }
}
