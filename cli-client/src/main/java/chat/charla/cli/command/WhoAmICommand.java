package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.text.Fields;
import chat.charla.v1.WhoAmIResponse;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code charla whoami}: prints the caller's name, identifier and rooms. */
@Command(name = "whoami", sortOptions = false)
final class WhoAmICommand implements Callable<Integer>, ServerCommand {
  @ParentCommand private CharlaCommand charla;
  @Mixin private ServerOptions server;
  @Mixin private IdentityOptions identity;

  @Override
  public ServerAddress address() {
    return server.address();
  }

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    try (ScriptSession session =
        ScriptSession.open(address(), identity.listener("whoami", charla.messages()))) {
      WhoAmIResponse response = session.whoAmI();
      charla
          .context()
          .out()
          .println(
              Fields.line(
                  response.getSelf().getName(),
                  response.getSelf().getId(),
                  String.join(",", response.getRoomsList())));
    }
    return ExitCode.DONE;
  }
}
