package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Calls;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.script.ScriptIdentity;
import chat.charla.cli.settings.AccountStore;
import chat.charla.cli.settings.Origin;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.settings.TokenFile;
import chat.charla.cli.settings.UserDirectories;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.GrpcTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options for the identity: {@code --account} for an account that the user is logged in to,
 * {@code --name}, and {@code --token-file} for the file with the identity's token. If that file
 * does not exist, a lasting identity is created and its token is saved in the file. A token itself
 * is accepted neither on the command line, which all users of the machine can see, nor in the
 * environment, which every child process inherits.
 */
final class IdentityOptions {
  private static final String SECRET_VARIABLE = "CHARLA_TOKEN";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Settable
  @Option(names = "--name", paramLabel = "NAME")
  @Nullable String name;

  @Settable
  @Option(names = "--account", paramLabel = "NAME")
  @Nullable String account;

  @Settable
  @Option(names = "--token-file", paramLabel = "FILE")
  @Nullable Path tokenFile;

  /**
   * The identity for a command that only reads. A guest without a name gets a generated one. If the
   * name comes from the settings and is in use, perhaps by the same user's chat, the guest gets a
   * similar name.
   *
   * @param accountByDefault whether to use the user's only account if no option is set. A command
   *     with a stream must not do so: a session has one stream, so the user's chat would end
   */
  ScriptIdentity forReading(ServerOptions server, boolean accountByDefault)
      throws CommandException, CallFailedException, IOException {
    Optional<StoredAccount> used = account(server, server.address(), accountByDefault);
    if (used.isPresent()) {
      return existing(used.get(), server.address());
    }
    String wanted = name;
    return wanted == null || isOnCommandLine("name")
        ? guest(wanted, generatedName())
        : guest(null, wanted);
  }

  /**
   * The identity for a command that sends messages. A guest without a name gets the user's login
   * name.
   *
   * @param accountByDefault see {@link #forReading}
   */
  ScriptIdentity forSending(ServerOptions server, boolean accountByDefault)
      throws CommandException, CallFailedException, IOException {
    Optional<StoredAccount> used = account(server, server.address(), accountByDefault);
    if (used.isPresent()) {
      return existing(used.get(), server.address());
    }
    String login = System.getProperty("user.name", "").replaceAll("[^\\p{L}\\p{Nd}_.-]", "");
    return guest(name, login.isEmpty() ? generatedName() : login);
  }

  /**
   * The account to use, if the command is to use one. If one of the options is set in a place with
   * a higher precedence than the others, this option counts. If {@code --account} names none of the
   * accounts as they are known here, asks the server for their present names.
   *
   * @param byDefault whether to use the user's only account if none of the options is set
   */
  Optional<StoredAccount> account(ServerOptions server, ServerAddress address, boolean byDefault)
      throws CommandException, CallFailedException, IOException {
    refuseTokenInEnvironment();
    AccountChoice choice = new AccountChoice(Invocation.of(command), address);
    if (account != null && counts("account", "token-file") && counts("account", "name")) {
      refuseContradiction();
      if (choice.mayBeRenamedTo(account)) {
        askForNames(server, address);
      }
      return Optional.of(choice.named(account));
    }
    if (tokenFile != null && counts("token-file", "account")) {
      return Optional.empty();
    }
    if (name != null) {
      return choice.find(name);
    }
    return byDefault ? choice.only() : Optional.empty();
  }

  /**
   * The token in the token file; empty if there is no such file yet. If other users of the machine
   * can read the token file, this method prints a warning to standard error.
   */
  Optional<String> savedToken() throws CommandException {
    if (tokenFile == null) {
      return Optional.empty();
    }
    TokenFile file = new TokenFile(tokenFile);
    if (!file.exists()) {
      return Optional.empty();
    }
    Invocation invocation = Invocation.of(command);
    if (file.isOpenToOthers()) {
      invocation.warn(invocation.messages().text("token.open", shown(file)));
    }
    return Optional.of(token(file, invocation.messages()));
  }

  private void askForNames(ServerOptions server, ServerAddress address)
      throws CommandException, CallFailedException, IOException {
    FirstConnection connection = new FirstConnection(Invocation.of(command), server, address);
    Optional<Path> state = state();
    try (GrpcTransport transport = connection.open(Calls::greet)) {
      if (state.isPresent()) {
        new PresentNames(state.get(), address, new AccountCalls(transport)).ask();
      }
    }
  }

  private ScriptIdentity existing(StoredAccount account, ServerAddress address) {
    Optional<AccountStore> store = state().map(state -> new AccountStore(state, address));
    return ScriptIdentity.account(
        account.name(),
        account.token(),
        self -> store.ifPresent(known -> PresentNames.record(known, account, self)));
  }

  private Optional<Path> state() {
    return new UserDirectories(Invocation.of(command).context().environment()).state();
  }

  /**
   * The guest to use.
   *
   * @param wanted the required name, or null
   * @param defaultName the name to try if {@code wanted} is null
   */
  private ScriptIdentity guest(@Nullable String wanted, String defaultName)
      throws CommandException {
    if (tokenFile == null) {
      return ScriptIdentity.temporary(wanted, defaultName);
    }
    Optional<String> token = savedToken();
    return token.isPresent()
        ? ScriptIdentity.existing(wanted, defaultName, token.get())
        : ScriptIdentity.lasting(wanted, defaultName, new TokenFile(tokenFile)::create);
  }

  private void refuseTokenInEnvironment() throws CommandException {
    Invocation invocation = Invocation.of(command);
    if (!invocation.context().environment().getOrDefault(SECRET_VARIABLE, "").isEmpty()) {
      // Stop here: ignoring the variable would run the command under another identity.
      throw new CommandException(
          ExitCode.USAGE, invocation.messages().text("token.in-environment"));
    }
  }

  private void refuseContradiction() {
    if (isOnCommandLine("account") && (isOnCommandLine("name") || isOnCommandLine("token-file"))) {
      throw new ParameterException(
          command.commandLine(), Invocation.of(command).messages().text("usage.account-alone"));
    }
  }

  private boolean isOnCommandLine(String option) {
    return origin(option).level() == Origin.Level.COMMAND_LINE;
  }

  /** Whether an option counts if another one is set as well. */
  private boolean counts(String option, String other) {
    return origin(option).hasAtLeastThePrecedenceOf(origin(other));
  }

  private Origin origin(String option) {
    return Invocation.of(command).origin(option);
  }

  private static String shown(TokenFile file) {
    return Sanitizer.line(file.path().toString());
  }

  /** A name that shows other users which command uses it. */
  private String generatedName() {
    return command.name() + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static String token(TokenFile file, Messages messages) throws CommandException {
    try {
      return file.read()
          .orElseThrow(
              () ->
                  new CommandException(
                      ExitCode.AUTHENTICATION, messages.text("token.invalid", shown(file))));
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, messages.text("token.unreadable", shown(file)));
    }
  }
}
