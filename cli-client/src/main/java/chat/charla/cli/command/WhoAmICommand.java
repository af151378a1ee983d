package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code charla whoami}: prints the user's name, identifier and rooms. */
@Command(name = "whoami", sortOptions = false)
final class WhoAmICommand implements Callable<Integer>, ServerCommand {
  @ParentCommand private CharlaCommand charla;
  @Mixin private ServerOptions server;
  @Mixin private IdentityOptions identity;
  @Mixin private OutputOptions format;

  @Override
  public ServerAddress address() {
    return server.address();
  }

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    Output output = format.open(charla);
    try (ScriptSession session =
        ScriptSession.open(server.route(), identity.listener("whoami", charla.messages()))) {
      output.self(session.calls().whoAmI());
    }
    return ExitCode.DONE;
  }
}
