package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.ConversationOutput;
import chat.charla.cli.pipe.BotProgram;
import chat.charla.cli.pipe.Pipe;
import chat.charla.cli.script.Cursor;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code charla pipe}: lets a program take part in the chat by JSON Lines. */
@Command(name = "pipe", sortOptions = false)
final class PipeCommand extends ScriptCommand {

  @Option(names = "--since", paramLabel = "ROOM:N[@EPOCH]", converter = CursorConverter.class)
  List<Cursor> since = List.of();

  @Option(names = "--timeout", paramLabel = "DURATION", converter = DurationConverter.class)
  Duration timeout = Duration.ofSeconds(30);

  @Option(names = "--exec", paramLabel = "CMD")
  @Nullable String program;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    Context context = invocation().context();
    try (ScriptSession session = ScriptSession.open(server().route(), identity().forSending())) {
      if (program == null) {
        Pipe.run(session, context.in(), new ConversationOutput(context.out()), since, timeout);
      } else {
        converse(session, program);
      }
    }
    return ExitCode.DONE;
  }

  /** Lets a bot converse, and ends it. */
  private void converse(ScriptSession session, String commandLine)
      throws CommandException, CallFailedException, IOException {
    try (BotProgram bot = BotProgram.start(commandLine)) {
      Pipe.run(session, bot.commands(), new ConversationOutput(bot.events()), since, timeout);
      int exitCode = bot.end().orElse(ExitCode.DONE);
      if (exitCode != ExitCode.DONE) {
        throw new CommandException(
            ExitCode.FAILED, invocation().messages().text("pipe.bot-failed", exitCode));
      }
    }
  }
}
