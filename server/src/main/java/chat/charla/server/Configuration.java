package chat.charla.server;

import chat.charla.server.limit.Rate;
import chat.charla.server.options.TomlValue;
import java.io.PrintStream;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a server, from the command line, the environment, the configuration file and
 * the defaults. Immutable.
 *
 * @param file the configuration file; null if there is none
 * @param locale the language of the console
 * @param quiet whether the console leaves out the messages of rooms; null if that depends on
 *     whether standard error is a terminal
 * @param logFormat the format of log lines
 * @param values the value of each option that a file can set, by the option's name, in the order of
 *     the help
 */
record Configuration(
    ServerConfig server,
    @Nullable Path file,
    Locale locale,
    @Nullable Boolean quiet,
    LogFormat logFormat,
    Map<String, Value> values) {
  /**
   * The value of an option.
   *
   * @param value the value; null if the option is absent and has no default
   * @param source where the value comes from, as a text for people
   */
  record Value(@Nullable Object value, String source) {
    /** The value in TOML; null if there is none. */
    @Nullable String text() {
      if (value instanceof Rate rate) {
        return rate.isUnlimited()
            ? "0"
            : TomlValue.of(rate.count() + "/" + TomlValue.text(rate.period()));
      }
      return value == null ? null : TomlValue.of(value);
    }
  }

  /** Whether the console shows the messages of rooms on this standard error. */
  boolean showsMessages(StandardError error) {
    return quiet == null ? error.isTerminal() : !quiet;
  }

  /** Prints the configuration as a file in TOML. A comment says where each value comes from. */
  void print(PrintStream out) {
    ResourceBundle texts = Console.texts(locale);
    values.forEach(
        (option, value) -> {
          String text = value.text();
          out.println(
              text == null
                  ? MessageFormat.format(texts.getString("config.not-set"), option)
                  : option + " = " + text + "  # " + value.source());
        });
  }
}
