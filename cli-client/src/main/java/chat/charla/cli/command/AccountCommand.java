package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Calls;
import chat.charla.cli.script.AccountCalls;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.settings.UserDirectories;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.GrpcTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command about an account. It connects to the server, and makes calls. */
abstract class AccountCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;

  /** Makes the calls of the command. */
  abstract void run(AccountCalls calls) throws CommandException, CallFailedException, IOException;

  /** Checks what can be checked without a connection. */
  void check() throws CommandException, IOException {}

  @Override
  public final Integer call() throws CommandException, CallFailedException, IOException {
    check();
    FirstConnection connection = new FirstConnection(invocation(), server, address());
    try (GrpcTransport transport = connection.open(Calls::greet)) {
      run(new AccountCalls(transport));
    }
    return ExitCode.DONE;
  }

  final Invocation invocation() {
    return Invocation.of(spec);
  }

  final Messages messages() {
    return invocation().messages();
  }

  final ServerOptions server() {
    return server;
  }

  final ServerAddress address() {
    return server.address();
  }

  /** The server's address, for display. */
  final String where() {
    return Sanitizer.line(address().toString());
  }

  /** The program's state directory. */
  final Path state() throws CommandException {
    return new UserDirectories(invocation().context().environment())
        .state()
        .orElseThrow(() -> MissingDirectory.forState(messages()));
  }

  /** The error for invalid options. Its message is the text with this key. */
  final ParameterException usage(String key) {
    return new ParameterException(spec.commandLine(), messages().text(key));
  }

  /** Prints a message to standard error; standard output is only for results. */
  final void tell(String text) {
    invocation().context().err().println(text);
  }
}
