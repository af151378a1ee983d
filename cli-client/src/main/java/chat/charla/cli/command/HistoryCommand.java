package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.History;
import chat.charla.cli.script.ScriptSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code charla history}: prints the stored messages, oldest first. */
@Command(name = "history", sortOptions = false)
final class HistoryCommand extends ScriptCommand {
  @Mixin private TimelineOptions timeline;
  @Mixin private OutputOptions format;

  @Option(names = "--count", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long count;

  @Option(names = "--before", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long before;

  @Option(names = "--since", paramLabel = "N", converter = CountConverter.class)
  @Nullable Long since;

  @Option(names = "--epoch", paramLabel = "EPOCH", converter = EpochConverter.class)
  @Nullable String epoch;

  @Option(names = "--all")
  boolean all;

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    if (before != null && since != null) {
      throw usage("usage.before-or-since");
    }
    if (epoch != null && since == null) {
      throw usage("usage.epoch");
    }
    if (all && (count != null || before != null || since != null)) {
      throw usage("usage.all");
    }
    String room = timeline.timeline();
    Output output = format.open();
    try (ScriptSession session = openToRead()) {
      History history = session.history(room);
      if (all) {
        try (ExportProgress progress = ExportProgress.to(invocation())) {
          history.write(History.Part.ALL, output, progress);
        }
      } else {
        History.Part part = new History.Part(count, before, since, epoch == null ? "" : epoch);
        history.write(part, output, History.Progress.IGNORED);
      }
    }
    return ExitCode.DONE;
  }
}
