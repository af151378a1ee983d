package chat.charla.cli.command;

import chat.charla.cli.script.ScriptSession;
import org.jspecify.annotations.Nullable;
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
  String timeline() {
    if (inbox && room != null) {
      throw new ParameterException(
          command.commandLine(), Invocation.of(command).messages().text("usage.room-or-private"));
    }
    if (inbox) {
      return ScriptSession.INBOX;
    }
    return room == null ? ScriptSession.LOBBY : room;
  }
}
