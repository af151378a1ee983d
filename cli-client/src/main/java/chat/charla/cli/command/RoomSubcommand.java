package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.RoomCalls;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about a room. The identity need not be in the room. */
abstract class RoomSubcommand extends ScriptCommand {
  @Parameters(index = "0", paramLabel = "ROOM", descriptionKey = "room-name")
  private String room = "";

  @Mixin private OutputOptions format;

  /** Makes the calls of the command, and writes the result. */
  abstract void run(RoomCalls calls, Output output)
      throws CommandException, CallFailedException, IOException;

  /** The name of the room, as typed. */
  final String room() {
    return room;
  }

  @Override
  public final Integer call() throws CommandException, CallFailedException, IOException {
    Output output = format.open();
    try (ScriptSession session = openToRead()) {
      run(session.calls().moderation(), output);
    }
    return ExitCode.DONE;
  }
}
