package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.RoomCalls;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code charla room show}: prints the settings of a room. */
@Command(name = "show", sortOptions = false)
final class RoomShowCommand extends RoomSubcommand {
  @Override
  void run(RoomCalls calls, Output output) throws CallFailedException, IOException {
    output.settings(room(), calls.settings(room()));
  }
}
