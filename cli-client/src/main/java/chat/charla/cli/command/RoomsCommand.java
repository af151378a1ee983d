package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code charla rooms}: prints all rooms, each with its number of users, its last sequence and
 * whether the user is a member.
 */
@Command(name = "rooms", sortOptions = false)
final class RoomsCommand extends ScriptCommand {
  @Mixin private OutputOptions format;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    Output output = format.open();
    try (ScriptSession session = openToRead()) {
      session.calls().rooms().forEach(output::room);
    }
    return ExitCode.DONE;
  }
}
