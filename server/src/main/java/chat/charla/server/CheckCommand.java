package chat.charla.server;

import chat.charla.server.chat.ProtoFormat;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.sqlite.DatabaseCheck;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * {@code charla server check}: looks for damage in the data of a stopped server, and with {@code
 * --repair} repairs the damage.
 */
final class CheckCommand {
  private static final int EXIT_DAMAGED = 4;
  private static final int EXIT_REPAIRED = 5;

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  /** The options. Their help is the text {@code check.help} of the console. */
  @Command(name = "charla server check")
  private static final class Options {
    @Option(names = "--repair")
    private boolean repair;

    @Mixin private DataOptions common = new DataOptions();
  }

  CheckCommand(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = environment;
  }

  /** The command with its text in a language, for manual pages. */
  static CommandSpec describe(Locale locale) {
    // The lines are the synopsis, the description, and the options, which are indented.
    List<String> help = Console.texts(locale).getString("check.help").lines().toList();
    List<String> description = new ArrayList<>(List.of(help.get(1).strip(), ""));
    description.addAll(help.subList(2, help.size() - 1));
    description.addAll(List.of("", help.get(help.size() - 1).strip()));
    String synopsis = help.get(0);
    CommandSpec spec = CommandSpec.create();
    spec.usageMessage()
        .customSynopsis(synopsis.substring(synopsis.indexOf(':') + 1).strip())
        .description(description.toArray(String[]::new));
    return spec;
  }

  /**
   * Runs the command. The exit codes are 0 if there is no damage, 1 if the check has failed, 2 for
   * an invalid configuration, 4 if there is damage, and 5 if the command has repaired it.
   */
  int run(String... arguments) {
    Options options = new Options();
    CommandLine line = new CommandLine(options);
    line.registerConverter(Path.class, new PathConverter());
    line.setExpandAtFiles(false);
    try {
      line.parseArgs(arguments);
    } catch (ParameterException e) {
      Locale locale = Languages.choose(null, environment);
      ResourceBundle texts = Console.texts(locale);
      return new ErrorLines(err, locale)
          .refused(new UsageErrors(texts).describe(e), texts.getString("check.usage.hint"));
    }
    Locale locale = Languages.choose(options.common.language, environment);
    if (options.common.help) {
      out.println(Console.texts(locale).getString("check.help"));
      return 0;
    }
    return check(options, locale);
  }

  private int check(Options options, Locale locale) {
    ErrorLines errors = new ErrorLines(err, locale);
    try {
      Path data = options.common.directory(environment, locale);
      CheckReport report = new CheckReport(out, Console.texts(locale));
      report.begin(data);
      DatabaseCheck.Result result =
          new DatabaseCheck(data, new ProtoFormat(), report).run(options.repair);
      report.end(result);
      return switch (result) {
        case SOUND -> 0;
        case DAMAGED -> EXIT_DAMAGED;
        case REPAIRED -> EXIT_REPAIRED;
      };
    } catch (BadConfigurationException e) {
      return errors.refused(e.problems(), Console.texts(locale).getString("error.usage.hint"));
    } catch (StorageException e) {
      return errors.failed(String.valueOf(e.getMessage()), e.hint());
    }
  }
}
