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

/**
 * {@code charla rooms}: prints all rooms, with the number of users, the last sequence and the
 * membership.
 */
@Command(name = "rooms", sortOptions = false)
final class RoomsCommand implements Callable<Integer>, ServerCommand {
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
        ScriptSession.open(server.route(), identity.listener("rooms", charla.messages()))) {
      session.calls().rooms().forEach(output::room);
    }
    return ExitCode.DONE;
  }
}
