package chat.charla.server;

import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.sqlite.CopyContent;
import chat.charla.server.storage.sqlite.CopyException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Runs {@code backup} and {@code restore}: reads the options, runs the command until it ends or a
 * signal cancels it, and prints the result or the error.
 */
final class CopyCommand {
  private static final int MIB = 1 << 20;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  CopyCommand(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /** A command with its options. */
  interface Action {
    /** The options that all commands share. */
    DataOptions common();

    /** The file that the command needs; null if the argument is absent. */
    @Nullable Path file();

    /** The key of the error text if the file is absent. */
    String missingFileKey();

    /** Carries out the command with the file. */
    void run(Path file, Map<String, String> environment, Results results)
        throws BadConfigurationException, CopyException;
  }

  /** The output of a command, in the language of the operator. */
  record Results(PrintStream out, PrintStream err, Locale locale) {
    /** Prints a line of the result. */
    void print(String key, Object... arguments) {
      out.println(text(key, arguments));
    }

    /**
     * Prints how much was copied, from where and to where.
     *
     * @param key the key of the text
     */
    void printCopied(String key, Path from, Path to, CopyContent content) {
      print(
          key,
          from,
          to,
          content.events(),
          content.timelines(),
          content.identities(),
          mebibytes(content.bytes()));
      if (content.missing() > 0) {
        print("events-missing", content.missing());
      }
    }

    /** Prints a line about the progress. */
    void progress(String key, Object... arguments) {
      err.println(text(key, arguments));
    }

    private String text(String key, Object... arguments) {
      return MessageFormat.format(texts(locale).getString(key), strings(arguments));
    }
  }

  /** Runs the command. Returns the exit code. */
  int run(Action action, String... arguments) {
    Locale locale = Languages.choose(null, environment);
    CommandLine line = new CommandLine(action);
    line.registerConverter(Path.class, new PathConverter());
    line.setExpandAtFiles(false);
    try {
      line.parseArgs(arguments);
    } catch (ParameterException e) {
      return refused(line, locale, new UsageErrors(Console.texts(locale)).describe(e));
    }
    locale = Languages.choose(action.common().language, environment);
    if (action.common().help) {
      line.setResourceBundle(texts(locale));
      line.usage(out);
      return 0;
    }
    Path file = action.file();
    if (file == null) {
      return refused(line, locale, texts(locale).getString(action.missingFileKey()));
    }
    return run(action, file, locale);
  }

  private int run(Action action, Path file, Locale locale) {
    ErrorLines errors = new ErrorLines(err, locale);
    try {
      action.run(file, environment, new Results(out, err, locale));
      return 0;
    } catch (BadConfigurationException e) {
      return errors.refused(e.problems(), Console.texts(locale).getString("error.usage.hint"));
    } catch (CopyException e) {
      return errors.failed(text(e, locale), text(e, ".hint", locale));
    } catch (StorageException e) {
      return errors.failed(String.valueOf(e.getMessage()), e.hint());
    }
  }

  /** The text that says why a copy was refused or has failed. */
  static String text(CopyException failure, Locale locale) {
    return text(failure, "", locale);
  }

  private static String text(CopyException failure, String suffix, Locale locale) {
    return MessageFormat.format(
        texts(locale).getString("failure." + failure.reason() + suffix),
        strings(failure.arguments().toArray()));
  }

  private int refused(CommandLine line, Locale locale, String message) {
    String hint =
        MessageFormat.format(texts(locale).getString("usage.hint"), line.getCommandName());
    return new ErrorLines(err, locale).refused(message, hint);
  }

  /** The options of an action with their texts in a language, for manual pages. */
  static CommandSpec describe(Action action, Locale locale) {
    return new CommandLine(action).setResourceBundle(texts(locale)).getCommandSpec();
  }

  /** The texts of these commands. */
  static ResourceBundle texts(Locale locale) {
    return ResourceBundle.getBundle("chat.charla.server.Copies", locale);
  }

  /** This many bytes in MiB, rounded up. */
  static long mebibytes(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }

  /** The arguments as text. Numbers are plain digits, which programs can read as well. */
  private static Object[] strings(Object... arguments) {
    String[] strings = new String[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      strings[i] = String.valueOf(arguments[i]);
    }
    return strings;
  }
}
