package chat.charla.cli.command;

import chat.charla.admin.v1.LogLevel;
import chat.charla.admin.v1.LogLevelChange;
import chat.charla.admin.v1.SetLogLevelRequest;
import chat.charla.cli.connection.AdminConnection;
import chat.charla.cli.connection.CallFailedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code charla admin log-level}: changes what a server logs, for some time. */
@Command(name = "log-level", sortOptions = false)
final class AdminLogLevelCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "error|warning|info|debug|trace", descriptionKey = "level")
  Level level = Level.INFO;

  @Parameters(index = "1", arity = "0..1", paramLabel = "LOGGER")
  @Nullable String logger;

  @Option(
      names = "--for",
      order = OWN_OPTION,
      paramLabel = "DURATION",
      converter = DurationConverter.class)
  Duration duration = Duration.ofMinutes(10);

  /** The levels, without the prefix of the contract. */
  enum Level {
    ERROR,
    WARNING,
    INFO,
    DEBUG,
    TRACE
  }

  @Override
  void run(AdminConnection connection) throws CallFailedException {
    SetLogLevelRequest request =
        SetLogLevelRequest.newBuilder()
            .setLogger(logger == null ? "" : logger)
            .setLevel(LogLevel.valueOf("LOG_LEVEL_" + level))
            .setDuration(DurationConverter.toProto(duration))
            .build();
    LogLevelChange change = connection.call(calls -> calls.setLogLevel(request)).getChange();
    print(AdminTexts.of(change, messages()));
  }
}
