package chat.charla.cli.command;

import chat.charla.cli.chat.Chat;
import chat.charla.cli.chat.ChatOptions;
import chat.charla.cli.chat.Ending;
import chat.charla.cli.chat.FirstScreen;
import chat.charla.cli.chat.InputPump;
import chat.charla.cli.chat.state.ChatSettings;
import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.PlainConsole;
import chat.charla.cli.chat.view.Words;
import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Calls;
import chat.charla.cli.oidc.BackgroundLogin;
import chat.charla.cli.script.OnShutdown;
import chat.charla.cli.settings.DumbTerminal;
import chat.charla.cli.settings.MachineName;
import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.settings.UserDirectories;
import chat.charla.cli.terminal.AppendOnlyConsole;
import chat.charla.cli.terminal.ConsoleTexts;
import chat.charla.cli.terminal.TerminalConsole;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.StyledText;
import chat.charla.client.GrpcTransport;
import chat.charla.client.SavedSession;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.client.oidc.Waiting;
import chat.charla.v1.WhoAmIRequest;
import chat.charla.v1.WhoAmIResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code charla chat}: the interactive chat, also usable line by line through pipes. */
@Command(name = "chat", sortOptions = false)
final class ChatCommand implements Callable<Integer> {
  private static final Duration TERMINATION_LIMIT = Duration.ofSeconds(2);

  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private IdentityOptions identity;

  @Parameters(index = "0", arity = "0..1", paramLabel = "HOST", converter = HostConverter.class)
  @Nullable String host;

  @Parameters(index = "1", arity = "0..1", paramLabel = "PORT", converter = PortConverter.class)
  @Nullable Integer port;

  @Settable
  @Option(names = "--accessible")
  boolean accessible;

  @Settable
  @Option(names = "--bell", paramLabel = "on|off", converter = Switch.Converter.class)
  Switch bell = Switch.of(ChatSettings.DEFAULT.bell());

  @Settable
  @Option(names = "--presence", paramLabel = "on|off", converter = Switch.Converter.class)
  Switch presence = Switch.of(ChatSettings.DEFAULT.presence());

  @Settable
  @Option(names = "--timestamps", paramLabel = "on|off", converter = Switch.Converter.class)
  Switch timestamps = Switch.of(ChatSettings.DEFAULT.timestamps());

  @Settable
  @Option(names = "--backlog", paramLabel = "N", converter = BacklogConverter.class)
  Long backlog = 20L;

  @Settable
  @Option(names = "--hints", paramLabel = "on|off", converter = Switch.Converter.class)
  Switch hints = Switch.ON;

  @Override
  public Integer call()
      throws CallFailedException,
          CommandException,
          IOException,
          ExecutionException,
          InterruptedException {
    ChatOptions options = options();
    FirstConnection connection = new FirstConnection(invocation(), server, address());
    try (GrpcTransport transport = connection.open(opened -> greet(opened, options.saved()));
        SingleThreadScheduler scheduler = new SingleThreadScheduler("charla-chat")) {
      Words words = new Words(invocation().messages().language());
      try (Console console = openConsole(words)) {
        console.print(StyledText.of(words.text("connected", address())));
        return exitCode(converse(new Chat(transport, scheduler, console, words, options), console));
      }
    }
  }

  private ServerAddress address() {
    return server.address(host, port);
  }

  private Invocation invocation() {
    return Invocation.of(spec);
  }

  private ChatOptions options() throws CommandException, CallFailedException, IOException {
    ChatSettings settings = new ChatSettings(bell.isOn(), presence.isOn(), timestamps.isOn());
    Clock clock = Clock.systemDefaultZone();
    String where = address().toString();
    Optional<StoredAccount> account = identity.account(server, address(), true);
    String name = account.map(StoredAccount::name).orElse(identity.name);
    SavedIdentity savedIdentity = savedIdentity(account);
    return new ChatOptions(
        name,
        where,
        settings,
        firstScreen(),
        clock,
        savedIdentity == null ? null : savedIdentity.read(name),
        savedIdentity,
        server.protectsSecrets(address()),
        sessionLabel(),
        new BackgroundLogin(server.isThisMachine(address()), Waiting.REAL));
  }

  /**
   * Where the chat saves the session: in the token file if the user is a guest with such a file,
   * and otherwise in the files of the account, also if the user logs in only later. Null if there
   * is no directory for these files.
   */
  private @Nullable SavedIdentity savedIdentity(Optional<StoredAccount> account)
      throws CommandException {
    Path file = identity.tokenFile;
    if (account.isEmpty() && file != null) {
      return SavedIdentity.inFile(file, identity.savedToken().orElse(null), state(), address());
    }
    Optional<Path> state = new UserDirectories(invocation().context().environment()).state();
    return state.isEmpty()
        ? null
        : SavedIdentity.account(account.orElse(null), state.get(), address());
  }

  /** The name of this machine. Finding it may take seconds, and few users need it. */
  private static Supplier<String> sessionLabel() {
    CompletableFuture<String> name = CompletableFuture.supplyAsync(MachineName::find);
    return () -> name.getNow("");
  }

  private Path state() throws CommandException {
    return new UserDirectories(invocation().context().environment())
        .state()
        .orElseThrow(() -> MissingDirectory.forState(invocation().messages()));
  }

  /** What to show at the start. In a pipe, this is only what the command line asks for. */
  private FirstScreen firstScreen() {
    boolean person = invocation().context().terminal();
    boolean asked = invocation().origin("backlog").level() == Origin.Level.COMMAND_LINE;
    return new FirstScreen(
        person || asked ? Math.toIntExact(backlog) : 0, person, person && hints.isOn());
  }

  /**
   * Checks that the server is reachable. If there is a saved session, also checks that the server
   * knows its token: with an unknown token, the chat would get a new identity and overwrite the
   * saved token.
   */
  private static void greet(GrpcTransport transport, @Nullable SavedSession saved)
      throws CallFailedException, IOException {
    String token = saved == null ? null : saved.token();
    if (token == null) {
      Calls.greet(transport);
    } else {
      Calls.<WhoAmIResponse>await(
          transport, answer -> transport.whoAmI(WhoAmIRequest.getDefaultInstance(), token, answer));
    }
  }

  private static Ending converse(Chat chat, Console console)
      throws ExecutionException, InterruptedException {
    // A thread that reads from a pipe cannot be interrupted. A daemon thread does not prevent the
    // program from ending.
    Thread input = new Thread(new InputPump(console, chat), "charla-input");
    input.setDaemon(true);
    OnShutdown terminate = OnShutdown.run(() -> terminate(chat));
    try {
      input.start();
      return chat.ended().get();
    } finally {
      terminate.close();
    }
  }

  /**
   * Leaves the chat during shutdown. Otherwise other users would see this user as reconnecting
   * until the lease expires.
   */
  private static void terminate(Chat chat) {
    chat.terminate();
    try {
      chat.ended().get(TERMINATION_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // The identity ends when its lease expires.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Opens the console. Loads the classes of the line editor only if the line editor is used. */
  private Console openConsole(Words words) {
    Context context = invocation().context();
    if (context.terminal()) {
      try {
        if (isAppendOnly(context.environment())) {
          return AppendOnlyConsole.open(context.in(), context.out(), invocation().coloured());
        }
        return TerminalConsole.open(
            new ConsoleTexts(
                () -> StyledText.of("-- " + words.text("how-to-leave")),
                () -> StyledText.of("-- " + words.text("input.not-utf8.typed")),
                typed ->
                    StyledText.of("-- " + words.text("not-sent.draft", Sanitizer.clean(typed)))),
            invocation().coloured(),
            new UserDirectories(context.environment())
                .state()
                .map(state -> state.resolve("input-history"))
                .orElse(null));
      } catch (IOException e) {
        // JLine does not work on this machine: use the plain console.
      }
    }
    return new PlainConsole(
        context.in(), context.out(), context.terminal(), invocation().coloured());
  }

  /**
   * Whether the program only appends lines to the screen, and never changes a line that is already
   * there. Screen readers read every change aloud.
   */
  private boolean isAppendOnly(Map<String, String> environment) {
    if (DumbTerminal.isIn(environment)) {
      return true;
    }
    if (invocation().origin("accessible").level() != Origin.Level.DEFAULT) {
      return accessible;
    }
    String wanted = environment.getOrDefault("ACCESSIBLE", "");
    return !wanted.isEmpty() && !wanted.equals("0");
  }

  /** Parses a number of messages that the first screen can show. */
  private static final class BacklogConverter extends CountConverter {
    BacklogConverter() {
      super(FirstScreen.MAX_MESSAGES);
    }
  }

  private static int exitCode(Ending end) {
    return switch (end) {
      case LEFT, NO_NAME -> ExitCode.DONE;
      case NAME_REFUSED -> ExitCode.REFUSED;
      case FAILED, UNSENT -> ExitCode.FAILED;
    };
  }
}
