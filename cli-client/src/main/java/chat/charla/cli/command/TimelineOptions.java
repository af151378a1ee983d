package chat.charla.cli.command;

import chat.charla.cli.script.ScriptSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options for the timeline that a command reads: {@code --room}, or {@code --private} for the
 * inbox.
 */
final class TimelineOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(names = "--room", paramLabel = "ROOM")
  @Nullable String room;

  @Option(names = "--private")
  boolean inbox;

  /** The room, or {@link ScriptSession#INBOX}. */
  String timeline(CharlaCommand charla) {
    if (inbox && room != null) {
      CommandLine line = command.commandLine();
      throw new ParameterException(line, charla.messages().text("usage.room-or-private"));
    }
    if (inbox) {
      return ScriptSession.INBOX;
    }
    return room == null ? ScriptSession.LOBBY : room;
  }
}
