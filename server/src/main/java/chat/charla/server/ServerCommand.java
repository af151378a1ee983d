package chat.charla.server;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.storage.StorageException;
import chat.charla.server.tls.TlsException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code charla server}: parses the command line, runs a server, and stops it on a signal. */
@Command(
    name = "charla server",
    mixinStandardHelpOptions = true,
    version = "charla 0.1.0",
    sortOptions = false,
    description = "Runs a Charla server until SIGTERM or Ctrl-C.")
final class ServerCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  private final PrintStream err;
  private final Map<String, String> environment;

  @Spec CommandSpec spec;

  @Parameters(index = "0", arity = "0..1", paramLabel = "HOST", description = "Same as --host.")
  @Nullable String hostArgument;

  @Parameters(index = "1", arity = "0..1", paramLabel = "PORT", description = "Same as --port.")
  @Nullable Integer portArgument;

  @Option(names = "--host", description = "Address to listen on. Default: localhost.")
  @Nullable String host;

  @Option(names = "--port", description = "Port to listen on, 0 for a free one. Default: 9998.")
  @Nullable Integer port;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Directory for messages and identities. Default: charla/server in the XDG state directory.")
  @Nullable Path data;

  @Option(
      names = "--welcome",
      paramLabel = "TEXT",
      description = "Greeting for each user who joins.")
  @Nullable String welcome;

  @Option(
      names = "--retain-messages",
      paramLabel = "N",
      description = "Keep only the last N messages of each room. Default: all.")
  @Nullable Long retainMessages;

  @Option(
      names = "--max-text-code-points",
      paramLabel = "N",
      description = "Longest message, in code points. Default: 4000.")
  @Nullable Integer maxTextCodePoints;

  @Option(
      names = "--max-text-bytes",
      paramLabel = "N",
      description = "Longest message, in bytes. Default: 16384.")
  @Nullable Integer maxTextBytes;

  @Option(
      names = "--name-lease",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long a name stays reserved for a user without a connection. Default: 60s.")
  @Nullable Duration nameLease;

  @Option(
      names = "--announce-loss-after",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "How long the server waits before it tells others that a user has lost the connection."
              + " Default: 5s.")
  @Nullable Duration lossPatience;

  @Option(
      names = "--identity-lifetime",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long an identity is kept after its last authenticated call. Default: 30d.")
  @Nullable Duration identityLifetime;

  @Option(
      names = "--max-users",
      paramLabel = "N",
      description =
          "Maximum number of identities. Default: 1 for each 32 KiB of the heap, at most 100000.")
  @Nullable Integer maxIdentities;

  @Option(
      names = "--max-rooms",
      paramLabel = "N",
      description = "Maximum number of rooms. Default: 10000.")
  @Nullable Integer maxRooms;

  @Mixin LimitOptions limits;

  @Mixin TlsOptions tls;

  @Option(names = "--lang", paramLabel = "es|en", description = "Language of the console.")
  @Nullable String language;

  @Option(names = "--quiet", description = "Do not print the messages posted in rooms.")
  boolean quiet;

  private ServerCommand(PrintStream err, Map<String, String> environment) {
    this.err = err;
    this.environment = environment;
  }

  /** Runs a server until a signal ends it, and returns the exit code of the process. */
  static int run(PrintStream err, Map<String, String> environment, String... arguments) {
    return new CommandLine(new ServerCommand(err, environment))
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler(ServerCommand::explainUsage)
        .execute(arguments);
  }

  @Override
  public Integer call() throws InterruptedException {
    ServerConfig config = config();
    Locale locale = Languages.choose(language, environment);
    prepareLastLines(locale);
    // Install the signal handlers first, because a script may send a signal once the line
    // "listening" is printed.
    try (Signals signals = new Signals();
        Console console = new Console(err, locale, !quiet)) {
      CharlaServer server = new CharlaServer(config, console);
      server.start();
      console.listening(config.host(), server.port());
      server.fingerprint().ifPresent(console::certificate);
      if (server.isReadableByOthers()) {
        console.warnUnencrypted();
      }
      signals.awaitFirst();
      console.stopping();
      server.close();
      return 0;
    } catch (StorageException e) {
      return fail(locale, String.valueOf(e.getMessage()), e.hint());
    } catch (CompletionException e) {
      ProcessEnd.ifFatal(e);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      ResourceBundle texts = texts(locale);
      return fail(
          locale,
          MessageFormat.format(texts.getString("error.data"), config.data(), cause),
          texts.getString("error.data.hint"));
    } catch (TlsException e) {
      return fail(locale, String.valueOf(e.getMessage()), e.hint());
    } catch (UnknownHostException e) {
      return fail(locale, "error.host", config, e);
    } catch (IOException e) {
      boolean inUse = e instanceof BindException || e.getCause() instanceof BindException;
      return fail(locale, inUse ? "error.port-in-use" : "error.bind", config, e);
    }
  }

  private ServerConfig config() {
    try {
      ServerConfig.Builder config =
          ServerConfig.builder(
              data == null ? defaultData(environment, System.getProperty("user.home", "")) : data);
      set(hostArgument, config::host);
      set(host, config::host);
      set(portArgument, config::port);
      set(port, config::port);
      set(welcome, config::welcome);
      set(retainMessages, config::retainMessages);
      set(maxTextCodePoints, config::maxTextCodePoints);
      set(maxTextBytes, config::maxTextBytes);
      set(nameLease, config::nameLease);
      set(lossPatience, config::lossPatience);
      set(identityLifetime, config::identityLifetime);
      set(maxIdentities, config::maxIdentities);
      set(maxRooms, config::maxRooms);
      limits.configure(config, maxTextBytes);
      return config.tls(tls.settings()).build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * The default data directory: {@code $XDG_STATE_HOME/charla/server}, or else {@code
   * $HOME/.local/state/charla/server}. As the XDG Base Directory Specification requires, a variable
   * without an absolute path is ignored.
   *
   * @param userHome Java's {@code user.home}, which applies if {@code $HOME} is not set; Java does
   *     not read {@code $HOME}, and gives "?" for a user that the system does not know, as in
   *     containers
   * @throws IllegalArgumentException if there is no home directory
   */
  static Path defaultData(Map<String, String> environment, String userHome) {
    Path state = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
    if (!state.isAbsolute()) {
      Path home =
          Stream.of(environment.getOrDefault("HOME", ""), userHome)
              .map(Path::of)
              .filter(Path::isAbsolute)
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException("--data must be given: no home directory"));
      state = home.resolve(".local").resolve("state");
    }
    return state.resolve("charla").resolve("server");
  }

  private static <T> void set(@Nullable T chosen, Consumer<T> option) {
    if (chosen != null) {
      option.accept(chosen);
    }
  }

  /** Prints a line that says what is wrong, and a line with a hint. */
  private static int explainUsage(ParameterException error, String[] arguments) {
    ServerCommand command = (ServerCommand) error.getCommandLine().getCommand();
    Locale locale = Languages.choose(command.language, command.environment);
    command.fail(
        locale, String.valueOf(error.getMessage()), texts(locale).getString("error.usage.hint"));
    return error.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Sets the lines that the process prints if a fatal failure ends it, in this language. */
  private static void prepareLastLines(Locale locale) {
    ResourceBundle texts = texts(locale);
    ProcessEnd.say(
        MessageFormat.format(texts.getString("error"), texts.getString("error.memory")),
        MessageFormat.format(texts.getString("error"), texts.getString("error.fatal")));
  }

  private int fail(Locale locale, String key, ServerConfig config, IOException cause) {
    ResourceBundle texts = texts(locale);
    String address = Console.address(config.host(), config.port());
    String reason = String.valueOf(cause.getMessage());
    return fail(
        locale,
        MessageFormat.format(texts.getString(key), address, reason, config.host()),
        texts.getString(key + ".hint"));
  }

  private int fail(Locale locale, String message, String hint) {
    ResourceBundle texts = texts(locale);
    err.println(MessageFormat.format(texts.getString("error"), message));
    err.println(MessageFormat.format(texts.getString("hint"), hint));
    return FAILED;
  }

  private static ResourceBundle texts(Locale locale) {
    return ResourceBundle.getBundle("chat.charla.server.Console", locale);
  }
}
