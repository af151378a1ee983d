package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.text.Fields;
import chat.charla.v1.Presence;
import chat.charla.v1.PresentUser;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code charla users}: prints who is present, with name, identifier and state. */
@Command(name = "users", sortOptions = false)
final class UsersCommand implements Callable<Integer>, ServerCommand {
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
        ScriptSession.open(address(), identity.listener("users", charla.messages()))) {
      for (PresentUser present : session.users()) {
        boolean away = present.getPresence() == Presence.PRESENCE_RECONNECTING;
        String state = away ? "reconnecting" : "online";
        charla
            .context()
            .out()
            .println(Fields.line(present.getUser().getName(), present.getUser().getId(), state));
      }
    }
    return ExitCode.DONE;
  }
}
