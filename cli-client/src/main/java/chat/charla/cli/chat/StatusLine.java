package chat.charla.cli.chat;

import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The row that tells how things are, the most important on the left. A value.
 *
 * @param condition of the connection
 * @param secondsLeft to the next attempt to connect
 * @param cause why the connection is lost, in words, or empty
 * @param server where one is connected to
 * @param room that one looks at, or empty
 * @param users how many are in it
 * @param unread in other rooms
 * @param onTheirWay how many messages have not arrived yet
 */
record StatusLine(
    Link.Condition condition,
    long secondsLeft,
    String cause,
    String server,
    String room,
    int users,
    List<Unread> unread,
    int onTheirWay) {
  /**
   * What has not been read in a room.
   *
   * @param mentioned whether the reader's name is in it
   */
  record Unread(String room, int messages, boolean mentioned) {}

  private static final String SEPARATOR = " · ";

  StatusLine {
    unread = List.copyOf(unread);
  }

  StyledText in(Messages messages) {
    List<StyledText> parts = new ArrayList<>();
    parts.add(connection(messages));
    if (condition != Link.Condition.ONLINE && onTheirWay > 0) {
      parts.add(StyledText.of(Words.counted(messages, "status.unsent", onTheirWay), Style.BOLD));
    }
    if (!room.isEmpty()) {
      parts.add(StyledText.of(Sanitizer.line(room)));
    }
    if (!unread.isEmpty()) {
      parts.add(unread(messages));
    }
    if (!room.isEmpty() && condition == Link.Condition.ONLINE) {
      parts.add(StyledText.of(Words.counted(messages, "status.users", users)));
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
      case CONNECTING -> StyledText.of(messages.text("status.connecting"), Style.BOLD);
      case WAITING -> StyledText.of(messages.text("status.waiting", secondsLeft), Style.BOLD);
    };
  }

  private StyledText unread(Messages messages) {
    boolean mentioned = unread.stream().anyMatch(Unread::mentioned);
    String rooms =
        unread.stream()
            .map(
                in -> Sanitizer.line(in.room()) + ":" + in.messages() + (in.mentioned() ? "!" : ""))
            .collect(Collectors.joining(" "));
    return StyledText.of(
        messages.text("status.unread", rooms), mentioned ? Style.BOLD : Style.PLAIN);
  }
}
