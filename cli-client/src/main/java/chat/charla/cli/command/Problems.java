package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.CallFailure;
import io.grpc.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Whatever goes wrong ends here: as one line on stderr and an exit code, never a stack trace. */
final class Problems
    implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
  private final PrintStream err;
  private final Messages messages;
  private final Explanations explanations;

  Problems(PrintStream err, Messages messages) {
    this.err = err;
    this.messages = messages;
    this.explanations = new Explanations(messages);
  }

  @Override
  public int handleParseException(ParameterException fault, String[] arguments) {
    report(describe(fault));
    String command = fault.getCommandLine().getCommandSpec().qualifiedName();
    err.println(messages.text("usage.hint", command));
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    if (failure instanceof CommandException stated) {
      report(String.valueOf(stated.getMessage()));
      return stated.exitCode();
    }
    if (failure instanceof CallFailedException failed) {
      Object command = commandLine.getCommand();
      ServerAddress address =
          command instanceof ServerCommand server
              ? server.address()
              : new ServerAddress(ServerAddress.DEFAULT_HOST, ServerAddress.DEFAULT_PORT);
      report(explanations.of(failed.failure(), address));
      return exitCode(failed.failure());
    }
    if (failure instanceof IOException) {
      report(messages.text("error.input", Sanitizer.line(String.valueOf(failure.getMessage()))));
      return ExitCode.FAILED;
    }
    report(messages.text("error.internal", Sanitizer.line(failure.toString())));
    return ExitCode.FAILED;
  }

  static int exitCode(CallFailure failure) {
    if (Explanations.isUnreachable(failure)) {
      return ExitCode.UNREACHABLE;
    }
    if (failure.code() == Status.Code.UNAUTHENTICATED) {
      return ExitCode.AUTHENTICATION;
    }
    return Explanations.isRefusal(failure) ? ExitCode.REFUSED : ExitCode.FAILED;
  }

  private void report(String line) {
    err.println("charla: " + line);
  }

  private String describe(ParameterException fault) {
    if (fault instanceof UnmatchedArgumentException unmatched) {
      return messages.text(
          "usage.unmatched", Sanitizer.line(String.join(" ", unmatched.getUnmatched())));
    }
    if (fault instanceof MissingParameterException missing) {
      return messages.text(
          "usage.missing",
          missing.getMissing().stream()
              .map(CommandLine.Model.ArgSpec::paramLabel)
              .collect(Collectors.joining(", ")));
    }
    if (fault.getArgSpec() != null && fault.getValue() != null) {
      String value = Sanitizer.line(fault.getValue());
      String label = fault.getArgSpec().paramLabel();
      String ownWords = "usage.value." + label;
      return messages.has(ownWords)
          ? messages.text(ownWords, value)
          : messages.text("usage.value", value, label);
    }
    return Sanitizer.line(String.valueOf(fault.getMessage()));
  }
}
