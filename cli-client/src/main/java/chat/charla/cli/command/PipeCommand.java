package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.ConversationOutput;
import chat.charla.cli.pipe.BotProgram;
import chat.charla.cli.pipe.Pipe;
import chat.charla.cli.script.Cursor;
import chat.charla.cli.script.ScriptIdentity;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.text.Sanitizer;
import chat.charla.name.NameFold;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    Set<String> rooms = new HashSet<>();
    if (!since.stream().allMatch(cursor -> rooms.add(NameFold.fold(cursor.room())))) {
      throw usage("usage.since-repeated");
    }
    ScriptIdentity asked = identity().forSending(server(), false);
    try (ScriptSession session = ScriptSession.open(server().route(), asked)) {
      List<Cursor> beginning = beginning(session);
      if (program == null) {
        Pipe.run(session, context.in(), new ConversationOutput(context.out()), beginning, timeout);
      } else {
        converse(session, program, beginning);
      }
    }
    return ExitCode.DONE;
  }

  /**
   * The cursors of {@code --since}, and a cursor at the current head of each other timeline. A
   * timeline without a cursor would begin where an existing identity's membership began, which may
   * be long ago.
   */
  private List<Cursor> beginning(ScriptSession session)
      throws CommandException, CallFailedException, IOException {
    Map<String, Cursor> cursors = new HashMap<>();
    session.heads().forEach(head -> cursors.put(head.room(), head));
    for (Cursor cursor : since) {
      String room = NameFold.fold(cursor.room());
      if (!cursors.containsKey(room)) {
        throw new CommandException(
            ExitCode.REFUSED,
            invocation().messages().text("error.since-not-inside", Sanitizer.line(cursor.room())));
      }
      cursors.put(room, new Cursor(room, cursor.epoch(), cursor.sequence()));
    }
    return List.copyOf(cursors.values());
  }

  /** Connects a bot's program to the session, and ends the program afterwards. */
  private void converse(ScriptSession session, String commandLine, List<Cursor> beginning)
      throws CommandException, CallFailedException, IOException {
    try (BotProgram bot = BotProgram.start(commandLine)) {
      Pipe.run(session, bot.commands(), new ConversationOutput(bot.events()), beginning, timeout);
      int exitCode = bot.end().orElse(ExitCode.DONE);
      if (exitCode != ExitCode.DONE) {
        throw new CommandException(
            ExitCode.FAILED, invocation().messages().text("pipe.bot-failed", exitCode));
      }
    }
  }
}
