package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.ConversationOutput;
import chat.charla.cli.pipe.Pipe;
import chat.charla.cli.script.Cursor;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code charla pipe}: lets a program take part in the chat by JSON Lines. */
@Command(name = "pipe", sortOptions = false)
final class PipeCommand extends ScriptCommand {

  @Option(names = "--since", paramLabel = "ROOM:N[@EPOCH]", converter = CursorConverter.class)
  List<Cursor> since = List.of();

  @Option(names = "--timeout", paramLabel = "DURATION", converter = DurationConverter.class)
  Duration timeout = Duration.ofSeconds(30);

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    Context context = invocation().context();
    ConversationOutput output = new ConversationOutput(context.out());
    try (ScriptSession session = ScriptSession.open(server().route(), identity().forSending())) {
      Pipe.run(session, context.in(), output, since, timeout);
    }
    return ExitCode.DONE;
  }
}
