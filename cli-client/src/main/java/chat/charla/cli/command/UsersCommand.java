package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla users}: prints the users present, with name, identifier and presence. */
@Command(name = "users", sortOptions = false)
final class UsersCommand extends ScriptCommand {
  @Mixin private OutputOptions format;

  @Option(names = "--room", paramLabel = "ROOM")
  String room = "";

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    Output output = format.open();
    try (ScriptSession session = openToRead()) {
      session.users(room).forEach(output::user);
    }
    return ExitCode.DONE;
  }
}
