package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.connection.Route;
import chat.charla.cli.connection.tls.UntrustedServer;
import chat.charla.cli.settings.FileTrouble;
import chat.charla.cli.settings.Settings;
import chat.charla.cli.settings.SettingsException;
import chat.charla.cli.settings.StoredAccount;
import chat.charla.cli.text.BadValue;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.UnusableTextException;
import chat.charla.client.CallFailure;
import chat.charla.v1.ErrorReason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports every failure by a message on stderr and an exit code, never by a stack trace. */
final class Problems
    implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {
  private final PrintStream err;
  private final Messages messages;
  private final Settings settings;
  private final Explanations explanations;

  Problems(PrintStream err, Messages messages, Settings settings) {
    this.err = err;
    this.messages = messages;
    this.settings = settings;
    this.explanations = new Explanations(messages);
  }

  @Override
  public int handleParseException(ParameterException fault, String[] arguments) {
    report(describe(fault));
    if (fault.getCause() instanceof SettingsException) {
      return ExitCode.USAGE;
    }
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
      return handleFailedCall(failed, commandLine.getCommandSpec());
    }
    if (failure instanceof InterruptedIOException || failure instanceof InterruptedException) {
      report(messages.text("error.interrupted"));
      return ExitCode.INTERRUPTED;
    }
    if (failure instanceof FileSystemException unusable) {
      report(
          failure instanceof FileAlreadyExistsException
              ? messages.text(
                  "error.file-exists", Sanitizer.line(String.valueOf(unusable.getFile())))
              : FileTrouble.explain(unusable, messages));
      return ExitCode.FAILED;
    }
    if (failure instanceof UnusableTextException unusable) {
      report(unusable.in(messages));
      return ExitCode.FAILED;
    }
    if (failure instanceof IOException unreadable) {
      report(messages.text("error.input", FileTrouble.reason(unreadable, messages)));
      return ExitCode.FAILED;
    }
    report(messages.text("error.internal", Sanitizer.line(failure.toString())));
    return ExitCode.FAILED;
  }

  private int handleFailedCall(CallFailedException failed, CommandSpec command) {
    Invocation invocation = Invocation.of(command);
    Route route = invocation.route();
    if (route == null) {
      throw new IllegalStateException("a call without a server: " + failed.failure());
    }
    CallFailure examined = route.examined(failed.failure());
    Optional<UntrustedServer> untrusted = route.untrusted();
    if (untrusted.isPresent() && Explanations.isTrustFailure(examined)) {
      report(
          new TrustExplanations(messages, KnownServersFile.of(invocation.context()))
              .of(untrusted.get(), route));
    } else {
      report(explanations.of(examined, route.address(), failed.subject()));
    }
    int exitCode = ExitCode.of(examined);
    StoredAccount account = invocation.account();
    if (account != null && Explanations.isSessionOver(examined)) {
      report(messages.text("account.log-in-again", Sanitizer.line(account.name())));
    } else if (examined.reason() == ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED) {
      report(messages.text("account.needed"));
    }
    return exitCode;
  }

  private void report(String line) {
    err.println("charla: " + line);
  }

  /** Describes a parse error. Does not use picocli's messages, which are in English. */
  private String describe(ParameterException fault) {
    ArgSpec argument = fault.getArgSpec();
    if (fault.getCause() instanceof SettingsException unsound) {
      Object[] facts =
          unsound.arguments().stream().map(fact -> Sanitizer.line(fact.toString())).toArray();
      return messages.text(unsound.key(), facts);
    }
    if (fault instanceof UnmatchedArgumentException unmatched) {
      return describeUnmatched(unmatched);
    }
    if (fault instanceof MissingParameterException missing) {
      return describeMissing(missing);
    }
    if (fault instanceof OverwrittenOptionException repeated) {
      return messages.text("usage.repeated", name(repeated.getOverwritten()));
    }
    if (fault instanceof MutuallyExclusiveArgsException) {
      return messages.text("usage.exclusive");
    }
    if (fault instanceof MaxValuesExceededException) {
      return messages.text("usage.too-many-values");
    }
    if (argument != null && fault.getValue() != null) {
      return describeValue(fault, argument);
    }
    // An exception without an argument comes from a command. Its message is in the user's language.
    return argument == null && fault.getValue() == null
        ? Sanitizer.line(String.valueOf(fault.getMessage()))
        : messages.text("usage.other");
  }

  private String describeUnmatched(UnmatchedArgumentException fault) {
    if (fault.getUnmatched().isEmpty()) {
      return messages.text("usage.other");
    }
    CommandSpec command = fault.getCommandLine().getCommandSpec();
    String unmatched = Sanitizer.line(String.join(" ", fault.getUnmatched()));
    if (command.mixins().values().stream()
        .anyMatch(mixin -> mixin.userObject() instanceof PasswordOptions)) {
      // The user may have typed a password. This program shows no password.
      return messages.text("usage.no-password");
    }
    Set<String> known =
        fault.isUnknownOption() ? command.optionsMap().keySet() : command.subcommands().keySet();
    return Suggestion.of(fault.getUnmatched().get(0), known)
        .map(similar -> messages.text("usage.unmatched.suggested", unmatched, similar))
        .orElseGet(() -> messages.text("usage.unmatched", unmatched));
  }

  private String describeMissing(MissingParameterException fault) {
    List<ArgSpec> missing = fault.getMissing();
    if (missing.size() == 1 && missing.get(0).isOption() && !missing.get(0).required()) {
      ArgSpec option = missing.get(0);
      return messages.text("usage.missing-value", name(option), option.paramLabel());
    }
    return messages.text(
        "usage.missing", missing.stream().map(Problems::name).collect(Collectors.joining(", ")));
  }

  private String describeValue(ParameterException fault, ArgSpec argument) {
    if (argument.type() == boolean.class && !(fault instanceof SettingValueException)) {
      return messages.text("usage.flag", name(argument));
    }
    String value = Sanitizer.line(fault.getValue());
    String label = argument.type() == boolean.class ? "true|false" : argument.paramLabel();
    String words = invalid(value, label, argument);
    if (fault instanceof SettingValueException set) {
      return OriginText.of(set.setting().origin(), settings, messages) + ": " + words;
    }
    return argument.isOption() ? name(argument) + ": " + words : words;
  }

  private String invalid(String value, String label, ArgSpec argument) {
    for (ITypeConverter<?> converter : argument.converters()) {
      if (converter instanceof CountConverter count) {
        return count.complaint(messages, value);
      }
    }
    String ownWords = "usage.value." + label;
    if (messages.has(ownWords)) {
      return messages.text(ownWords, value);
    }
    return label.contains("|")
        ? BadValue.notOneOf(messages, label, value)
        : messages.text("usage.value", value, label);
  }

  /** An option's long name, or the label of a positional parameter as in the help. */
  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
