package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.options.SettableOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Compares the options with docs/running.md and with the rules for all options. */
class OptionsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "running.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`--.*\\|)$");
  private static final Pattern NAME = Pattern.compile("`--([a-z-]+)");
  private static final Pattern SECRET = Pattern.compile("key|token|secret|password");

  /** Options without a default: they have a value only if they are given. */
  private static final Set<String> WITHOUT_DEFAULT =
      Set.of(
          "tls",
          "tls-cert",
          "tls-key",
          "tls-client-ca",
          "trusted-proxies",
          "quiet",
          "metrics",
          "oidc");

  private final List<OptionSpec> options =
      new SettableOptions(new CommandLine(new ServerOptions()).getCommandSpec()).ofFile();

  @Test
  void theTableOfOptionsIsComplete() throws IOException {
    TreeSet<String> described = new TreeSet<>();
    for (String row : rows()) {
      NAME.matcher(row.split("\\|")[0]).results().forEach(name -> described.add(name.group(1)));
    }

    assertEquals(names(), described);
  }

  /** The third column says whether SIGHUP reloads the option. */
  @Test
  void thePageSaysWhichOptionsAreReloaded() throws IOException {
    TreeSet<String> reloaded = new TreeSet<>();
    for (String row : rows()) {
      if (row.split("(?<!\\\\)\\|")[2].strip().equals("yes")) {
        NAME.matcher(row.split("\\|")[0]).results().forEach(name -> reloaded.add(name.group(1)));
      }
    }

    assertEquals(new TreeSet<>(Reload.RELOADABLE), reloaded);
  }

  /**
   * As the contract says, the limits that clients are told are constant while the server runs. The
   * exception is {@code max_cursors}, which no option sets.
   */
  @Test
  void noLimitThatClientsAreToldIsReloaded() {
    Set<String> told =
        Set.of(
            "max-text-code-points",
            "max-text-bytes",
            "name-lease",
            "identity-lifetime",
            "max-rooms-per-user",
            "max-request-bytes",
            "message-rate",
            "byte-rate",
            "command-rate",
            "join-rate",
            "room-rate");

    assertTrue(names().containsAll(told));
    assertTrue(told.stream().noneMatch(Reload.RELOADABLE::contains));
  }

  @Test
  void everyOptionHasADefaultToPrint() {
    ServerConfig config = ServerConfig.builder(Path.of("data")).build();
    Set<String> absent =
        options.stream()
            .map(SettableOptions::key)
            .filter(name -> DefaultValues.of(name, config, Locale.ROOT) == null)
            .collect(Collectors.toSet());

    assertEquals(WITHOUT_DEFAULT, absent);
  }

  /** A secret is in a file, because other users may see command lines, variables and keys. */
  @Test
  void noOptionHasASecretAsItsValue() {
    List<OptionSpec> secret =
        options.stream()
            .filter(option -> SECRET.matcher(SettableOptions.key(option)).find())
            .toList();

    assertTrue(secret.stream().allMatch(option -> option.type() == Path.class), secret::toString);
    assertEquals(1, secret.size(), "the option --tls-key");
  }

  private TreeSet<String> names() {
    return options.stream()
        .map(SettableOptions::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> rows() throws IOException {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("## Options"), page.indexOf("### Configuration"));
    return ROW.matcher(section).results().map(row -> row.group(1)).toList();
  }
}
