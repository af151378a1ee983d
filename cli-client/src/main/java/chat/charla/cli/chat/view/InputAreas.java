package chat.charla.cli.chat.view;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.OwnMessages;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.state.Rooms;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Style;
import chat.charla.cli.text.StyledText;
import chat.charla.client.CallFailure;
import chat.charla.client.Target;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Builds the {@link InputArea} from the current state. Owned by the client's scheduler. */
public final class InputAreas {
  /** The maximum number of pending rows; more would push the conversation off the screen. */
  private static final int MAX_ROWS = 5;

  /**
   * The maximum length of a pending row, in code points. It exceeds the width of common terminals;
   * the console cuts what does not fit.
   */
  private static final int ROW_LENGTH = 200;

  private final ChatState state;
  private final Words words;
  private final String server;
  private final Vocabulary commands;

  /**
   * Creates the builder.
   *
   * @param server the server's address, for display
   * @param commands the commands that Tab completes
   */
  public InputAreas(ChatState state, Words words, String server, Vocabulary commands) {
    this.state = state;
    this.words = words;
    this.server = server;
    this.commands = commands;
  }

  /**
   * The current input area.
   *
   * @param prompt the prompt before the line
   * @param held the typed lines that wait until their recipient is known
   */
  public InputArea area(Prompt prompt, List<String> held) {
    return new InputArea(prompt, pendingRows(held), status().in(words.messages()), vocabulary());
  }

  /** The prompt: the user's name, and the current peer or room. */
  public Prompt prompt() {
    StringBuilder where = new StringBuilder();
    User peer = state.privatePeers().peer();
    Room room = state.rooms().current();
    if (state.link().isLost()) {
      where.append("(").append(words.text("prompt.offline")).append(") ");
    }
    if (peer != null) {
      where.append(words.text("prompt.query", Sanitizer.line(peer.getName()))).append(' ');
    } else if (room != null && !room.name().equals(Rooms.LOBBY)) {
      where.append('[').append(Sanitizer.line(room.name())).append("] ");
    }
    String name = Sanitizer.line(state.self().getName());
    return Prompt.regular(where + words.text("prompt", name));
  }

  /** The content of the status row. */
  StatusLine status() {
    Room current = state.rooms().current();
    List<StatusLine.Unread> unread =
        state.rooms().all().stream()
            .filter(room -> room.unread() > 0)
            .map(room -> new StatusLine.Unread(room.name(), room.unread(), room.isMentioned()))
            .toList();
    CallFailure cause = state.link().cause();
    return new StatusLine(
        state.link().condition(),
        cause == null ? "" : new Explanations(words.messages()).of(cause),
        state.self().getKind() == UserKind.USER_KIND_ACCOUNT ? state.self().getName() : "",
        server,
        current == null ? "" : current.name(),
        current == null ? 0 : current.userCount(),
        unread,
        state.own().pending().size());
  }

  private List<StyledText> pendingRows(List<String> held) {
    List<String> texts = new ArrayList<>();
    state.own().pending().forEach(own -> texts.add(addressee(own) + own.message().text()));
    texts.addAll(held);
    List<StyledText> rows = new ArrayList<>();
    // If there are too many texts, the last row says how many are not shown.
    int shown = texts.size() <= MAX_ROWS ? texts.size() : MAX_ROWS - 1;
    for (String text : texts.subList(0, shown)) {
      rows.add(StyledText.of("… " + Sanitizer.excerpt(text, ROW_LENGTH), Style.DIM));
    }
    if (texts.size() > shown) {
      rows.add(StyledText.of(words.text("pending.more", texts.size() - shown), Style.DIM));
    }
    return rows;
  }

  /** The beginning of a pending row: the recipient of the message. Empty for the current room. */
  private String addressee(OwnMessages.Own own) {
    Target target = own.message().target();
    if (target.kind() != Target.Kind.ROOM) {
      return "[" + words.text("private") + "] → " + own.addressee(state.roster()) + ": ";
    }
    return state.rooms().isCurrent(target.value()) ? "" : "[" + target.value() + "] ";
  }

  private Vocabulary vocabulary() {
    Room current = state.rooms().current();
    Set<String> names = new TreeSet<>(state.roster().names());
    if (current != null) {
      names.addAll(current.memberNames());
    }
    return commands.with(
        names.stream().map(Sanitizer::line).toList(),
        state.rooms().names().stream().map(Sanitizer::line).toList());
  }
}
