package chat.charla.cli.command;

import chat.charla.cli.connection.Route;
import chat.charla.cli.settings.ColourChoice;
import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.Setting;
import chat.charla.cli.settings.Settings;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Utf8;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code charla}: the root command, with the options that all commands have in common. */
@Command(
    name = "charla",
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    subcommands = {
      ChatCommand.class,
      SendCommand.class,
      TailCommand.class,
      HistoryCommand.class,
      UsersCommand.class,
      RoomsCommand.class,
      RoomCommand.class,
      WhoAmICommand.class,
      PingCommand.class,
      PipeCommand.class,
      AdminCommand.class,
      RegisterCommand.class,
      LoginCommand.class,
      LogoutCommand.class,
      SessionsCommand.class,
      CredentialsCommand.class,
      TokenCommand.class,
      PasswdCommand.class,
      InviteCommand.class,
      RecoverCommand.class,
      DeleteAccountCommand.class,
      AccountsCommand.class,
      ConfigCommand.class,
      CompletionCommand.class,
      HelpCommand.class,
      VersionCommand.class
    })
public final class CharlaCommand implements Runnable, Invocation {
  private static final String LANGUAGE_OPTION = "--lang";
  private static final String CONFIG_OPTION = "--config";
  private static final String PROFILE_OPTION = "--profile";

  private final Context context;
  private final Messages messages;
  private final SettingsFirst settings;

  @Spec private CommandSpec spec;

  private @Nullable Route route;
  private @Nullable StoredAccount account;

  /**
   * {@link #run} also reads this option before parsing, because the option sets the language of
   * parse errors.
   */
  @Settable
  @Option(
      names = LANGUAGE_OPTION,
      paramLabel = "es|en",
      scope = ScopeType.INHERIT,
      converter = LanguageConverter.class)
  @Nullable Language language;

  @Settable
  @Option(names = "--color", paramLabel = "auto|always|never", scope = ScopeType.INHERIT)
  ColourChoice colour = ColourChoice.AUTO;

  /** {@link #run} also reads this option before parsing, because the file may set the language. */
  @Option(names = CONFIG_OPTION, paramLabel = "FILE", scope = ScopeType.INHERIT)
  @Nullable Path config;

  /**
   * {@link #run} also reads this option before parsing, because the profile may set the language.
   */
  @Option(names = PROFILE_OPTION, paramLabel = "PROFILE", scope = ScopeType.INHERIT)
  @Nullable String profile;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT)
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      scope = ScopeType.INHERIT)
  boolean version;

  private CharlaCommand(Context context, Messages messages, SettingsFirst settings) {
    this.context = context;
    this.messages = messages;
    this.settings = settings;
  }

  /**
   * Runs a command line and returns its exit code.
   *
   * @param arguments the command line, which is refused if an argument is not Unicode ({@link
   *     Utf8#isUnicode})
   */
  public static int run(Context context, String... arguments) {
    Settings settings =
        Settings.read(
            context.environment(),
            valueOf(CONFIG_OPTION, arguments),
            valueOf(PROFILE_OPTION, arguments));
    Language language =
        Language.choose(
            valueOf(LANGUAGE_OPTION, arguments),
            context.environment(),
            settings.find("lang").map(Setting::value).orElse(null));
    Messages messages = Messages.in(language);
    for (int i = 0; i < arguments.length; i++) {
      if (!Utf8.isUnicode(arguments[i])) {
        // Refuse the argument. Otherwise the command could send a changed text, or send a text to
        // the wrong recipient.
        String shown = Sanitizer.line(arguments[i]);
        context.err().println("charla: " + messages.text("usage.not-utf8", i + 1, shown));
        return ExitCode.USAGE;
      }
    }
    int exitCode = commandLine(context, messages, settings).execute(arguments);
    return LostOutput.exitCode(exitCode, context, messages);
  }

  static CommandLine commandLine(Context context, Messages messages, Settings settings) {
    Problems problems = new Problems(context.err(), messages, settings);
    SettingsFirst strategy = new SettingsFirst(settings);
    return new CommandLine(new CharlaCommand(context, messages, strategy))
        .setResourceBundle(messages.usage())
        .setOut(writer(context.out()))
        .setErr(writer(context.err()))
        .setCaseInsensitiveEnumValuesAllowed(true)
        // A message may begin with "@". picocli must not take it for the name of a file.
        .setExpandAtFiles(false)
        .setExecutionStrategy(strategy)
        .setParameterExceptionHandler(problems)
        .setExecutionExceptionHandler(problems);
  }

  /** The commands and options with their texts in a language, for manual pages. */
  public static CommandSpec describe(Language language) {
    Context none =
        new Context(
            InputStream.nullInputStream(),
            new PrintStream(OutputStream.nullOutputStream()),
            new PrintStream(OutputStream.nullOutputStream()),
            Map.of(),
            false);
    Settings settings = Settings.read(none.environment(), null, null);
    return commandLine(none, Messages.in(language), settings).getCommandSpec();
  }

  /** Runs if no command is given: reports a usage error. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), messages.text("usage.no-command"));
  }

  @Override
  public Context context() {
    return context;
  }

  @Override
  public Messages messages() {
    return messages;
  }

  @Override
  public Settings settings() {
    return settings.settings();
  }

  @Override
  public void setRoute(Route taken) {
    route = taken;
  }

  @Override
  public @Nullable Route route() {
    return route;
  }

  @Override
  public void setAccount(StoredAccount used) {
    account = used;
  }

  @Override
  public @Nullable StoredAccount account() {
    return account;
  }

  @Override
  public Origin origin(String name) {
    return settings.origin(name);
  }

  @Override
  public boolean coloured() {
    return colour.coloured(context.environment(), context.terminal());
  }

  @Override
  public void colourHelp(CommandLine commandLine) {
    Help.Ansi ansi = coloured() ? Help.Ansi.ON : Help.Ansi.OFF;
    commandLine.setColorScheme(Help.defaultColorScheme(ansi));
  }

  /** The value of an option on a command line that is not parsed yet, or null if there is none. */
  private static @Nullable String valueOf(String option, String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--")) {
        return null;
      }
      if (arguments[i].startsWith(option + "=")) {
        return arguments[i].substring(option.length() + 1);
      }
      if (arguments[i].equals(option) && i + 1 < arguments.length) {
        return arguments[i + 1];
      }
    }
    return null;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
