package chat.charla.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all commands on a data directory share. */
final class DataOptions {
  @Option(names = "--data", paramLabel = "DIR", description = "${bundle:data.data}")
  @Nullable Path data;

  @Option(names = "--config", paramLabel = "FILE", description = "${bundle:data.config}")
  @Nullable Path config;

  @Option(names = "--lang", paramLabel = "es|en", description = "${bundle:data.lang}")
  @Nullable String language;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "${bundle:data.help}")
  boolean help;

  /**
   * The data directory: the value of {@code --data} or, if it is absent, the directory that a
   * server with the same configuration would use.
   *
   * @throws BadConfigurationException if the configuration has errors
   */
  Path directory(Map<String, String> environment, Locale locale) throws BadConfigurationException {
    if (data != null) {
      return data;
    }
    List<String> arguments = new ArrayList<>();
    if (config != null) {
      arguments.add("--config=" + config);
    }
    return new ConfigurationReader(environment, arguments).read(locale).server().data();
  }
}
