package chat.charla.server;

import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Describes the errors of a command line in the language of the operator. The messages of picocli
 * itself are in English, and name Java types.
 */
final class UsageErrors {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d+");

  private final ResourceBundle texts;

  /** Describes errors with the texts of the console in one language. */
  UsageErrors(ResourceBundle texts) {
    this.texts = texts;
  }

  /** Describes one error. */
  String describe(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return text(
          unmatched.isUnknownOption() ? "usage.unknown-option" : "usage.unexpected",
          String.join(" ", unmatched.getUnmatched()));
    }
    if (error instanceof OverwrittenOptionException repeated) {
      return text("usage.repeated", name(repeated.getOverwritten()));
    }
    if (error instanceof MissingParameterException missing && missing.getMissing().size() == 1) {
      return text("usage.missing-value", name(missing.getMissing().get(0)));
    }
    ArgSpec argument = error.getArgSpec();
    String value = error.getValue();
    return argument == null || value == null
        ? text("usage.other")
        : text(valueKey(argument, value), name(argument), value);
  }

  /** The key of the text that says which values the argument accepts. */
  private static String valueKey(ArgSpec argument, String value) {
    if (argument.converters().length > 0) {
      return converterKey(argument.converters()[0]);
    }
    Class<?> type = argument.type();
    if (type == boolean.class || type == Boolean.class) {
      return "usage.switch";
    }
    if (type == Path.class) {
      return value.isEmpty() ? "usage.empty-path" : "usage.path";
    }
    return WHOLE_NUMBER.matcher(value).matches() ? "usage.number-range" : "usage.number";
  }

  private static String converterKey(ITypeConverter<?> converter) {
    if (converter instanceof DurationConverter) {
      return "usage.duration";
    }
    if (converter instanceof RateConverter) {
      return "usage.rate";
    }
    if (converter instanceof ByteRateConverter) {
      return "usage.byte-rate";
    }
    if (converter instanceof MinFreeConverter) {
      return "usage.min-free";
    }
    return converter instanceof ListenAddressConverter ? "usage.listen-address" : "usage.other";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private String text(String key, Object... arguments) {
    return MessageFormat.format(texts.getString(key), arguments);
  }
}
