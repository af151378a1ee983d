package chat.charla.cli.chat.view;

import chat.charla.cli.chat.state.Link;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The content of the status row. The most important part is on the left. Immutable.
 *
 * @param condition the condition of the connection
 * @param cause why the connection is lost, in the user's language, or empty
 * @param account the user's account, or empty for a guest
 * @param server the server's address, for display
 * @param room the current room, or empty
 * @param users the number of users present in the current room
 * @param unread the rooms with unread messages
 * @param pending the number of own messages that are neither shown nor reported as failed
 */
record StatusLine(
    Link.Condition condition,
    String cause,
    String account,
    String server,
    String room,
    int users,
    List<Unread> unread,
    int pending) {
  /**
   * The unread messages of a room.
   *
   * @param mentioned whether one of them mentions the user
   */
  record Unread(String room, int messages, boolean mentioned) {
    /** For example {@code dev:3}, or {@code dev:3!} if a message mentions the user. */
    private String text() {
      return Sanitizer.line(room) + ":" + messages + (mentioned ? "!" : "");
    }
  }

  private static final String SEPARATOR = " · ";

  StatusLine {
    unread = List.copyOf(unread);
  }

  /** The row in the language of these messages. */
  StyledText in(Messages messages) {
    List<StyledText> parts = new ArrayList<>();
    parts.add(connection(messages));
    if (!account.isEmpty()) {
      parts.add(StyledText.of(messages.text("status.row.account", Sanitizer.line(account))));
    }
    if (condition != Link.Condition.ONLINE && pending > 0) {
      parts.add(StyledText.of(messages.counted("status.unsent", pending), Style.BOLD));
    }
    if (!room.isEmpty()) {
      parts.add(StyledText.of(Sanitizer.line(room)));
    }
    if (!unread.isEmpty()) {
      parts.add(unread(messages));
    }
    if (!room.isEmpty() && condition == Link.Condition.ONLINE) {
      parts.add(StyledText.of(messages.counted("status.users", users)));
    }
    parts.add(StyledText.of(server));
    if (!cause.isEmpty()) {
      parts.add(StyledText.of(cause));
    }
    StyledText.Builder row = StyledText.builder();
    for (int i = 0; i < parts.size(); i++) {
      row.append(i == 0 ? "" : SEPARATOR, Style.DIM).append(parts.get(i));
    }
    return row.build();
  }

  private StyledText connection(Messages messages) {
    return switch (condition) {
      case ONLINE -> StyledText.of(messages.text("status.online"));
      case NAMELESS -> StyledText.of(messages.text("status.nameless"), Style.BOLD);
      case CONNECTING -> StyledText.of(messages.text("status.connecting"), Style.BOLD);
      case SIGNED_OUT -> StyledText.of(messages.text("status.signed-out"), Style.BOLD);
      case WAITING -> StyledText.of(messages.text("status.waiting"), Style.BOLD);
    };
  }

  private StyledText unread(Messages messages) {
    boolean mentioned = unread.stream().anyMatch(Unread::mentioned);
    String rooms = unread.stream().map(Unread::text).collect(Collectors.joining(" "));
    return StyledText.of(
        messages.text("status.unread", rooms), mentioned ? Style.BOLD : Style.PLAIN);
  }
}
