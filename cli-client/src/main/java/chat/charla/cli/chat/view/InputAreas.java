package chat.charla.cli.chat.view;

import chat.charla.cli.chat.state.OwnMessages;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.state.Rooms;
import chat.charla.cli.chat.state.Situation;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import chat.charla.client.CallFailure;
import chat.charla.client.Target;
import chat.charla.v1.User;
import java.util.ArrayList;
import java.util.List;

/** Builds the {@link InputArea} from the current situation. Owned by the client's scheduler. */
public final class InputAreas {
  /** The maximum number of pending rows; more would push the conversation off the screen. */
  private static final int MAX_ROWS = 5;

  /** Longer than any terminal is wide; the console cuts what does not fit. */
  private static final int ROW_LENGTH = 200;

  private final Situation situation;
  private final Words words;
  private final String server;
  private final List<String> commands;

  /**
   * Creates the builder.
   *
   * @param server the server's address, for display
   * @param commands the commands that Tab completes, with their slash or colon
   */
  public InputAreas(Situation situation, Words words, String server, List<String> commands) {
    this.situation = situation;
    this.words = words;
    this.server = server;
    this.commands = List.copyOf(commands);
  }

  /**
   * The current input area.
   *
   * @param prompt the prompt before the line
   * @param held lines that wait until their recipient is known
   */
  public InputArea area(Prompt prompt, List<String> held) {
    return new InputArea(prompt, rows(held), status().in(words.messages()), vocabulary());
  }

  /** The prompt: the user's name, and the current peer or room. */
  public Prompt prompt() {
    StringBuilder where = new StringBuilder();
    User peer = situation.whispers().peer();
    Room room = situation.rooms().current();
    if (situation.link().isLost()) {
      where.append("(").append(words.text("prompt.offline")).append(") ");
    }
    if (peer != null) {
      where.append(words.text("prompt.query", Sanitizer.line(peer.getName()))).append(' ');
    } else if (room != null && !room.name().equals(Rooms.LOBBY)) {
      where.append('[').append(Sanitizer.line(room.name())).append("] ");
    }
    String name = Sanitizer.line(situation.self().getName());
    return Prompt.turn(where + words.text("prompt", name));
  }

  StatusLine status() {
    Room current = situation.rooms().current();
    List<StatusLine.Unread> unread =
        situation.rooms().all().stream()
            .filter(room -> room.unread() > 0)
            .map(room -> new StatusLine.Unread(room.name(), room.unread(), room.isMentioned()))
            .toList();
    CallFailure cause = situation.link().cause();
    return new StatusLine(
        situation.link().condition(),
        situation.link().secondsLeft(),
        cause == null ? "" : new Explanations(words.messages()).of(cause),
        server,
        current == null ? "" : current.name(),
        current == null ? 0 : current.userCount(),
        unread,
        situation.own().pending().size());
  }

  private List<StyledText> rows(List<String> held) {
    List<String> texts = new ArrayList<>();
    situation.own().pending().forEach(own -> texts.add(to(own) + own.message().text()));
    texts.addAll(held);
    List<StyledText> rows = new ArrayList<>();
    int shown = texts.size() <= MAX_ROWS ? texts.size() : MAX_ROWS - 1;
    for (String text : texts.subList(0, shown)) {
      rows.add(StyledText.of("… " + Display.excerpt(text, ROW_LENGTH), Style.DIM));
    }
    if (texts.size() > shown) {
      rows.add(StyledText.of(words.text("pending.more", texts.size() - shown), Style.DIM));
    }
    return rows;
  }

  private String to(OwnMessages.Own own) {
    Target target = own.message().target();
    if (target.kind() != Target.Kind.ROOM) {
      return "[" + words.text("private") + "] → " + own.addressee(situation.roster()) + ": ";
    }
    return situation.rooms().isCurrent(target.value()) ? "" : "[" + target.value() + "] ";
  }

  private Vocabulary vocabulary() {
    return new Vocabulary(
        commands,
        situation.roster().names().stream().map(Sanitizer::line).toList(),
        situation.rooms().names().stream().map(Sanitizer::line).toList());
  }
}
