package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatSettings;
import chat.charla.cli.chat.view.Vocabulary;
import chat.charla.cli.moderation.Keywords;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The commands, in the order in which the help shows them. The parser, the help, the completion and
 * the suggestions use this table. Some commands also have a form from the original program, the
 * chat that Charla replaces.
 */
public enum CommandWord {
  MSG("msg", List.of("m"), ":p-name-msg", Parameter.NAME, Parameter.TEXT),
  REPLY("reply", List.of("r"), "", Parameter.TEXT),
  QUERY("query", List.of(), "", Parameter.OPTIONAL_NAME),
  ME("me", List.of(), "", Parameter.TEXT),
  WHO("who", List.of("users"), ":i"),
  WHOAMI("whoami", List.of(), ":add"),
  ROOMS("rooms", List.of(), ""),
  ROOM("room", List.of(), "", Parameter.ROOM),
  JOIN("join", List.of("j"), "", Parameter.ROOM),
  MEMBERS("members", List.of(), ""),
  TOPIC("topic", List.of(), "", Parameter.OPTIONAL_TEXT),
  TITLE("title", List.of(), "", Parameter.OPTIONAL_TEXT),
  SLOW("slow", List.of(), "", Parameter.OPTIONAL_SLOW),
  ACCESS("access", List.of(), "", Parameter.OPTIONAL_ACCESS),
  ROLE("role", List.of(), "", Parameter.NAME, Parameter.OPTIONAL_ROLE),
  MUTE(
      "mute",
      List.of(),
      "",
      Parameter.NAME,
      Parameter.OPTIONAL_DURATION,
      Parameter.OPTIONAL_REASON),
  UNMUTE("unmute", List.of(), "", Parameter.NAME),
  KICK("kick", List.of(), "", Parameter.NAME, Parameter.OPTIONAL_REASON),
  BAN("ban", List.of(), "", Parameter.NAME, Parameter.OPTIONAL_DURATION, Parameter.OPTIONAL_REASON),
  UNBAN("unban", List.of(), "", Parameter.NAME),
  LEAVE("leave", List.of("part"), "", Parameter.OPTIONAL_ROOM),
  HISTORY("history", List.of(), "", Parameter.OPTIONAL_COUNT),
  IGNORE("ignore", List.of(), "", Parameter.OPTIONAL_NAME),
  UNIGNORE("unignore", List.of(), "", Parameter.NAME),
  BLOCK("block", List.of(), "", Parameter.NAME),
  UNBLOCK("unblock", List.of(), "", Parameter.NAME),
  BLOCKS("blocks", List.of(), ""),
  REGISTER("register", List.of(), "", Parameter.OPTIONAL_NAME),
  LOGIN("login", List.of(), "", Parameter.OPTIONAL_NAME),
  SSO("sso", List.of(), "", Parameter.OPTIONAL_NAME),
  STATUS("status", List.of(), ""),
  RECONNECT("reconnect", List.of(), ""),
  CLEAR("clear", List.of(), ""),
  SET("set", List.of(), "", Parameter.OPTIONAL_SETTING, Parameter.OPTIONAL_SWITCH),
  LANG("lang", List.of(), "", Parameter.LANGUAGE),
  HELP("help", List.of("h"), ":h"),
  QUIT("quit", List.of("q", "exit"), ":q");

  /** A parameter of a command. */
  enum Parameter {
    NAME("name", true),
    OPTIONAL_NAME("name", false),
    ROOM("room", true),
    OPTIONAL_ROOM("room", false),
    OPTIONAL_COUNT("count", false),
    OPTIONAL_SETTING("setting", false),
    OPTIONAL_SWITCH("switch", false),
    LANGUAGE("language", true),
    OPTIONAL_ROLE("role", false),
    OPTIONAL_DURATION("duration", false),
    OPTIONAL_SLOW("slow", false),
    OPTIONAL_ACCESS("access", false),
    OPTIONAL_REASON("reason", false),
    /** The rest of the line. It must be the last parameter. */
    TEXT("text", true),
    OPTIONAL_TEXT("text", false);

    private final String key;
    private final boolean required;

    Parameter(String key, boolean required) {
      this.key = key;
      this.required = required;
    }

    boolean isRequired() {
      return required;
    }

    /** Whether the parameter is the rest of the line. */
    boolean isText() {
      return this == TEXT || this == OPTIONAL_TEXT;
    }

    /** The allowed words of the parameter, if only some words are allowed; otherwise empty. */
    private List<String> choices() {
      return switch (this) {
        case OPTIONAL_SETTING -> ChatSettings.NAMES;
        case OPTIONAL_SWITCH -> ChatSettings.VALUES;
        case LANGUAGE -> Stream.of(Language.values()).map(Language::tag).toList();
        case OPTIONAL_ROLE -> Keywords.ROLES;
        case OPTIONAL_ACCESS -> Keywords.ACCESSES;
        case OPTIONAL_REASON -> Keywords.REASONS;
        // Any time is allowed; these are common ones.
        case OPTIONAL_DURATION -> List.of("10m", "1h", "1d", "7d");
        case OPTIONAL_SLOW -> List.of("5s", "20s", "1m", "off");
        case NAME, OPTIONAL_NAME -> Vocabulary.NAMES;
        case ROOM, OPTIONAL_ROOM, OPTIONAL_COUNT, TEXT, OPTIONAL_TEXT -> List.of();
      };
    }

    private String in(Messages messages) {
      String word = messages.text("parameter." + key);
      return required ? word : "[" + word + "]";
    }
  }

  /** The beginning of a private message in the original program's syntax. */
  static final String ORIGINAL_PRIVATE = ":p-";

  private final String word;
  private final List<String> aliases;
  private final String original;
  private final List<Parameter> parameters;

  CommandWord(String word, List<String> aliases, String original, Parameter... parameters) {
    this.word = word;
    this.aliases = aliases;
    this.original = original;
    this.parameters = List.of(parameters);
  }

  /** The name of the command, without its slash. */
  public String word() {
    return word;
  }

  /** The aliases of the command, without their slashes. */
  List<String> aliases() {
    return aliases;
  }

  /** The original program's form of this command, or empty. */
  public String original() {
    return original;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** Whether the command sends a private message. */
  boolean isPrivate() {
    return this == MSG || this == REPLY;
  }

  /** Whether the user may have added a password to the command by mistake. */
  boolean takesPassword() {
    return this == REGISTER || this == LOGIN || this == SSO;
  }

  /** The syntax, such as {@code /msg NAME TEXT}. */
  public String usage(Messages messages) {
    StringBuilder usage = new StringBuilder("/").append(word);
    parameters.forEach(parameter -> usage.append(' ').append(parameter.in(messages)));
    return usage.toString();
  }

  /** A short description. */
  public String summary(Messages messages) {
    return messages.text("command." + word);
  }

  /** The command with this name or alias, ignoring case; empty if there is none. */
  public static Optional<CommandWord> named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of(values())
        .filter(command -> command.word.equals(lower) || command.aliases.contains(lower))
        .findFirst();
  }

  /** The command that the user probably meant by an unknown word, or empty. */
  static Optional<CommandWord> meantBy(String name) {
    List<String> words = new ArrayList<>();
    for (CommandWord command : values()) {
      if (command == QUIT && !looksLikeQuit(name)) {
        continue;
      }
      words.add(command.word);
      words.addAll(command.aliases.stream().filter(alias -> alias.length() > 1).toList());
    }
    return Spelling.nearest(name.toLowerCase(Locale.ROOT), words).flatMap(CommandWord::named);
  }

  /**
   * Whether the user may have meant to leave. {@code /edit} is similar to {@code /exit}, but a user
   * who types {@code /edit} does not mean to leave.
   */
  private static boolean looksLikeQuit(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.startsWith("q") || lower.startsWith("ex");
  }

  /**
   * The words that Tab completes: the commands with their slash, the commands of the original
   * program, and the allowed words of parameters.
   */
  public static Vocabulary vocabulary() {
    List<String> words = new ArrayList<>();
    Map<String, List<List<String>>> choices = new HashMap<>();
    for (CommandWord command : values()) {
      words.add("/" + command.word);
      List<List<String>> fixed = command.parameters.stream().map(Parameter::choices).toList();
      if (!fixed.stream().allMatch(each -> each.isEmpty() || each.equals(Vocabulary.NAMES))) {
        choices.put("/" + command.word, fixed);
      }
    }
    for (CommandWord command : values()) {
      if (command == MSG) {
        words.add(ORIGINAL_PRIVATE);
      } else if (!command.original.isEmpty()) {
        words.add(command.original);
      }
    }
    return Vocabulary.ofCommands(words, choices);
  }
}
