package chat.charla.cli.command;

import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code charla}: what all commands have in common. */
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
      WhoAmICommand.class,
      PingCommand.class,
      PipeCommand.class
    })
public final class CharlaCommand implements Runnable {
  private static final String LANGUAGE_OPTION = "--lang";

  private final Context context;
  private final Messages messages;

  @Spec private CommandSpec spec;

  /**
   * Read by {@link #languageAskedFor}, before parsing: errors of parsing are in a language, too.
   */
  @Option(
      names = LANGUAGE_OPTION,
      paramLabel = "es|en",
      scope = ScopeType.INHERIT,
      converter = LanguageConverter.class)
  @Nullable Language language;

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

  private CharlaCommand(Context context, Messages messages) {
    this.context = context;
    this.messages = messages;
  }

  /** Runs a command line and returns its exit code. */
  public static int run(Context context, String... arguments) {
    Language language = Language.choose(languageAskedFor(arguments), context.environment());
    Messages messages = Messages.in(language);
    int exitCode = commandLine(context, messages).execute(arguments);
    return LostOutput.exitCode(exitCode, context, messages);
  }

  static CommandLine commandLine(Context context, Messages messages) {
    Problems problems = new Problems(context.err(), messages);
    return new CommandLine(new CharlaCommand(context, messages))
        .setResourceBundle(messages.usage())
        .setOut(writer(context.out()))
        .setErr(writer(context.err()))
        .setParameterExceptionHandler(problems)
        .setExecutionExceptionHandler(problems);
  }

  /** Without a command there is nothing to do. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), messages.text("usage.no-command"));
  }

  Context context() {
    return context;
  }

  Messages messages() {
    return messages;
  }

  Explanations explanations() {
    return new Explanations(messages);
  }

  static @Nullable String languageAskedFor(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--")) {
        return null;
      }
      if (arguments[i].startsWith(LANGUAGE_OPTION + "=")) {
        return arguments[i].substring(LANGUAGE_OPTION.length() + 1);
      }
      if (arguments[i].equals(LANGUAGE_OPTION) && i + 1 < arguments.length) {
        return arguments[i + 1];
      }
    }
    return null;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
