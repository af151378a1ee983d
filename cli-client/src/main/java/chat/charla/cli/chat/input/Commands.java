package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatSettings;
import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Link;
import chat.charla.cli.chat.state.Room;
import chat.charla.cli.chat.state.Rooms;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.Table;
import chat.charla.cli.chat.view.Transcript;
import chat.charla.cli.chat.view.Words;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.BadValue;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.WhiteSpace;
import chat.charla.v1.Limits;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Carries out typed lines. Owned by the client's scheduler. */
public final class Commands implements Input.Handler {
  private static final int HISTORY_DEFAULT = 20;
  private static final int HISTORY_MAX = 1000;

  /** How many code points of an unknown command the error shows. */
  private static final int MAX_WORD = 20;

  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final CommandTargets targets;
  private final String server;

  /**
   * Creates the handler.
   *
   * @param server the server's address, for display
   */
  public Commands(
      ChatClient client, ChatState state, Display display, CommandTargets targets, String server) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.targets = targets;
    this.server = server;
  }

  /** If the client waits before it reconnects, a blank line makes the client reconnect at once. */
  @Override
  public void blankLine() {
    if (state.link().condition() == Link.Condition.WAITING) {
      client.reconnectNow();
    }
  }

  @Override
  public void say(String text) {
    targets.outgoing().say(text);
  }

  @Override
  public void unknown(String word, Optional<CommandWord> meant) {
    String typed = "/" + Sanitizer.excerpt(word, MAX_WORD);
    if (meant.isPresent()) {
      display.answer("command.unknown.meant", typed, meant.get().usage(messages()));
    } else {
      display.answer("command.unknown", typed);
    }
  }

  @Override
  public void malformed(CommandWord word) {
    display.answer("command.usage", word.usage(messages()));
  }

  @Override
  public void malformedPrivate() {
    display.answer("private.malformed");
  }

  @Override
  public void command(CommandWord word, List<String> arguments, String line) {
    String first = arguments.isEmpty() ? "" : arguments.get(0);
    switch (word) {
      case MSG -> targets.outgoing().whisper(first, arguments.get(1));
      case REPLY -> targets.outgoing().reply(first);
      case QUERY -> query(first);
      case ME -> targets.outgoing().say(Transcript.ACTION + first);
      case WHO -> targets.lookups().users(line);
      case WHOAMI -> targets.lookups().whoAmI(line);
      case ROOMS -> targets.lookups().rooms(line);
      case ROOM -> room(first);
      case JOIN -> join(first, line);
      case LEAVE -> leave(first, line);
      case HISTORY -> history(first, line);
      case IGNORE -> ignore(first);
      case UNIGNORE -> unignore(first);
      case BLOCK -> targets.blocks().block(first, line);
      case UNBLOCK -> targets.blocks().unblock(first, line);
      case BLOCKS -> targets.blocks().list(line);
      case TOPIC, TITLE, SLOW, ACCESS -> targets.roomChanges().carryOut(word, first, line);
      case MEMBERS, ROLE, MUTE, UNMUTE, KICK, BAN, UNBAN ->
          targets.moderation().carryOut(word, arguments, line);
      case REGISTER -> targets.signIn().register(first);
      case LOGIN -> targets.signIn().logIn(first);
      case SSO -> targets.singleSignOn().logIn(first);
      case STATUS -> status();
      case RECONNECT -> reconnect();
      case CLEAR -> display.clear();
      case SET -> set(arguments);
      case LANG -> language(first);
      case HELP -> help();
      case QUIT -> targets.quit().run();
    }
  }

  private void query(String name) {
    if (name.isEmpty()) {
      endQuery();
      return;
    }
    User present = state.roster().named(name);
    User user = present == null ? absentAccount(name) : present;
    if (user != null) {
      state.privatePeers().setPeer(user);
      display.answer("query.now", Sanitizer.line(user.getName()));
    } else if (state.limits().getEdition() == 0) {
      display.answer("private.not-connected", Sanitizer.line(name));
    } else {
      // Only the server knows whether an account has this name.
      state.privatePeers().setPeer(User.newBuilder().setName(name).build());
      display.answer("query.by-name", Sanitizer.line(name));
    }
  }

  /** The account that has written under this name and is not present, or null. */
  private @Nullable User absentAccount(String name) {
    User author = state.roster().everNamed(name);
    return author != null && author.getKind() == UserKind.USER_KIND_ACCOUNT ? author : null;
  }

  private void endQuery() {
    boolean hadNoPeer = state.privatePeers().peer() == null;
    Room room = state.rooms().current();
    state.privatePeers().setPeer(null);
    if (room == null && state.rooms().isKnown()) {
      display.answer("room.none");
    } else {
      String name = room == null ? Rooms.LOBBY : room.name();
      display.answer(hadNoPeer ? "query.none" : "query.over", Sanitizer.line(name));
    }
  }

  private void room(String name) {
    Room room = state.rooms().named(name);
    if (room == null) {
      display.answer("room.not-inside", Sanitizer.line(name));
    } else {
      targets.rooms().endQuery(room.name());
      targets.rooms().switchTo(room);
    }
  }

  private void join(String name, String line) {
    state.privatePeers().endOnEntering();
    client.enterRoom(name);
    tellIfCommandWaits(line);
  }

  private void leave(String name, String line) {
    Room room = name.isEmpty() ? state.rooms().current() : state.rooms().named(name);
    if (room != null) {
      client.leaveRoom(room.name());
      tellIfCommandWaits(line);
    } else if (name.isEmpty()) {
      display.answer("room.none");
    } else {
      display.answer("room.not-inside", Sanitizer.line(name));
    }
  }

  /** Without a connection, the client carries out the command when it is connected again. */
  private void tellIfCommandWaits(String line) {
    if (state.link().isLost()) {
      display.answer("command.waits", Sanitizer.excerpt(WhiteSpace.strip(line)));
    }
  }

  private void history(String number, String line) {
    if (number.isEmpty()) {
      targets.lookups().history(HISTORY_DEFAULT, line);
      return;
    }
    try {
      int count = Integer.parseInt(number);
      if (count >= 1 && count <= HISTORY_MAX) {
        targets.lookups().history(count, line);
        return;
      }
    } catch (NumberFormatException e) {
      // The answer is the same as for a number out of range.
    }
    display.badValue(
        "/history", BadValue.notInRange(messages(), 1, HISTORY_MAX, Sanitizer.excerpt(number)));
  }

  private void ignore(String name) {
    if (name.isEmpty()) {
      List<String> names = state.ignored().names();
      if (names.isEmpty()) {
        display.answer("ignore.none");
      } else {
        display.answer(
            "ignore.list", names.stream().map(Sanitizer::line).collect(Collectors.joining(", ")));
      }
      return;
    }
    User user = state.roster().everNamed(name);
    if (user == null) {
      display.answer("private.not-connected", Sanitizer.line(name));
    } else if (user.getId().equals(state.self().getId())) {
      display.answer("ignore.self");
    } else {
      state.ignored().add(user);
      display.answer("ignore.now", Sanitizer.line(user.getName()));
    }
  }

  private void unignore(String name) {
    boolean wasIgnored = state.ignored().remove(name);
    display.answer(wasIgnored ? "unignore.now" : "unignore.not-ignored", Sanitizer.line(name));
  }

  private void reconnect() {
    if (state.link().condition() == Link.Condition.ONLINE) {
      display.answer("reconnect.online");
    } else {
      display.answer("reconnect.trying");
      client.reconnectNow();
    }
  }

  private void set(List<String> arguments) {
    ChatSettings settings = display.settings();
    if (arguments.isEmpty()) {
      display.answerTable(
          ChatSettings.NAMES.stream()
              .map(name -> new String[] {name + " " + value(name), messages().text("set." + name)})
              .toList());
      return;
    }
    String name = arguments.get(0).toLowerCase(Locale.ROOT);
    if (!ChatSettings.NAMES.contains(name)) {
      display.answer("set.unknown", Sanitizer.line(name), String.join(", ", ChatSettings.NAMES));
      return;
    }
    if (arguments.size() > 1) {
      String value = arguments.get(1).toLowerCase(Locale.ROOT);
      if (!ChatSettings.VALUES.contains(value)) {
        display.badValue(name, notOneOf("parameter.switch", arguments.get(1)));
        return;
      }
      display.set(settings.with(name, value.equals("on")));
    }
    display.answerText(name + " " + value(name) + ": " + messages().text("set." + name));
  }

  private String value(String setting) {
    return Boolean.TRUE.equals(display.settings().get(setting)) ? "on" : "off";
  }

  private void language(String tag) {
    Optional<Language> language =
        Stream.of(Language.values()).filter(known -> known.tag().equalsIgnoreCase(tag)).findFirst();
    if (language.isEmpty()) {
      display.badValue("/lang", notOneOf("parameter.language", tag));
      return;
    }
    display.words().use(language.get());
    display.answer("lang.now");
  }

  private void status() {
    Words words = display.words();
    Link link = state.link();
    List<String> lines = new ArrayList<>();
    CallFailure cause = link.cause();
    lines.add(
        words.text(
            "status.server",
            server,
            switch (link.condition()) {
              case ONLINE -> words.text("status.online");
              case NAMELESS -> words.text("status.nameless");
              case CONNECTING -> words.text("status.connecting");
              case SIGNED_OUT -> words.text("status.signed-out");
              case WAITING -> words.text("status.waiting.seconds", link.secondsLeft());
            }));
    if (cause != null) {
      lines.add(words.text("status.cause", new Explanations(messages()).of(cause)));
    }
    User self = state.self();
    String kind = self.getKind() == UserKind.USER_KIND_ACCOUNT ? "status.account" : "status.self";
    lines.add(words.text(kind, Sanitizer.line(self.getName()), Sanitizer.line(self.getId())));
    String rooms =
        state.rooms().all().stream().map(this::describe).collect(Collectors.joining(", "));
    lines.add(words.text("status.rooms", rooms.isEmpty() ? "-" : rooms));
    User peer = state.privatePeers().peer();
    if (peer != null) {
      lines.add(words.text("status.query", Sanitizer.line(peer.getName())));
    }
    lines.add(words.text("status.pending", state.own().pending().size()));
    Limits limits = state.limits();
    lines.add(words.text("status.limits", limits.getMaxTextCodePoints(), limits.getMaxTextBytes()));
    display.answerText(String.join("\n", lines));
  }

  private String describe(Room room) {
    String name = Sanitizer.line(room.name());
    String marked = state.rooms().isCurrent(room.name()) ? "*" + name : name;
    return marked
        + " ("
        + display.words().counted("status.users", room.userCount())
        + (room.unread() == 0 ? "" : "; " + display.words().text("rooms.unread", room.unread()))
        + ")";
  }

  private void help() {
    Messages messages = messages();
    List<String[]> rows = new ArrayList<>();
    for (CommandWord word : CommandWord.values()) {
      String aliases =
          word.aliases().stream().map(alias -> "/" + alias).collect(Collectors.joining(" "));
      String summary = word.summary(messages);
      rows.add(
          new String[] {
            "  " + word.usage(messages),
            aliases.isEmpty() ? summary : summary + " (" + aliases + ")"
          });
    }
    rows.add(new String[] {"  //" + messages.text("parameter.text"), messages.text("help.slash")});
    rows.add(new String[] {"  Enter", messages.text("help.enter")});
    display.plain(
        messages.text("help.title")
            + "\n\n"
            + Table.of(rows, display.columns())
            + "\n\n"
            + messages.text("help.original"));
  }

  private String notOneOf(String parameter, String value) {
    return BadValue.notOneOf(messages(), messages().text(parameter), Sanitizer.excerpt(value));
  }

  private Messages messages() {
    return display.words().messages();
  }
}
