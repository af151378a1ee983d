package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.script.Tail;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla tail}: prints messages as they arrive. */
@Command(name = "tail", sortOptions = false)
final class TailCommand extends ScriptCommand {
  @Mixin private TimelineOptions timeline;
  @Mixin private OutputOptions format;

  @Option(names = "--since", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long since;

  @Option(names = "--count", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long count;

  @Option(names = "--timeout", paramLabel = "DURATION", converter = DurationConverter.class)
  @Nullable Duration timeout;

  @Option(names = "--no-follow")
  boolean untilHead;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    String room = timeline.timeline();
    if (count != null && count == 0) {
      return ExitCode.DONE;
    }
    Output output = format.open();
    Tail.Plan plan = new Tail.Plan(since, count, !untilHead, timeout);
    try (ScriptSession session = openToRead()) {
      boolean done =
          Tail.write(
              session, room, plan, output, invocation().context().err(), invocation().messages());
      // Without --count or --no-follow, reaching the time limit is not a failure.
      if (!done && (count != null || untilHead)) {
        throw new CommandException(
            ExitCode.UNREACHABLE, invocation().messages().text("tail.timeout"));
      }
    }
    return ExitCode.DONE;
  }
}
