package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code charla users}: prints the users present, with name, identifier and presence. */
@Command(name = "users", sortOptions = false)
final class UsersCommand implements Callable<Integer>, ServerCommand {
  @ParentCommand private CharlaCommand charla;
  @Mixin private ServerOptions server;
  @Mixin private IdentityOptions identity;
  @Mixin private OutputOptions format;

  @Option(names = "--room", paramLabel = "ROOM")
  String room = "";

  @Override
  public ServerAddress address() {
    return server.address();
  }

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    Output output = format.open(charla);
    try (ScriptSession session =
        ScriptSession.open(server.route(), identity.listener("users", charla.messages()))) {
      session.users(room).forEach(output::user);
    }
    return ExitCode.DONE;
  }
}
