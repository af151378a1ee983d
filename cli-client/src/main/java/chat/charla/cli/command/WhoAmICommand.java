package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code charla whoami}: prints the user's name, identifier and rooms. */
@Command(name = "whoami", sortOptions = false)
final class WhoAmICommand extends ScriptCommand {
  @Mixin private OutputOptions format;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    Output output = format.open();
    try (ScriptSession session = openToRead()) {
      output.self(session.calls().whoAmI());
    }
    return ExitCode.DONE;
  }
}
