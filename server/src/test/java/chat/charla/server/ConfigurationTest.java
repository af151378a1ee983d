package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.options.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a server takes the values of its options from, and which values it refuses. */
class ConfigurationTest {
  @TempDir private Path directory;

  private final Map<String, String> environment = new HashMap<>();
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = directory.resolve("server.toml");
    environment.put("HOME", directory.toString());
  }

  @Test
  void withoutAnySourceEveryValueIsTheDefault() throws Exception {
    Configuration configuration = read();

    assertEquals(9998, configuration.server().port());
    assertTrue(
        configuration.values().values().stream()
            .allMatch(value -> value.source().equals("default")),
        () -> configuration.values().toString());
  }

  /** The command line takes precedence over the environment, and the environment over the file. */
  @Test
  void theFirstSourceThatSetsAnOptionDeterminesItsValue() throws Exception {
    write("max-users = 1", "max-rooms = 1", "max-rooms-per-user = 1");
    environment.put("CHARLA_SERVER_MAX_USERS", "2");
    environment.put("CHARLA_SERVER_MAX_ROOMS", "2");

    Configuration configuration = read("--config", file.toString(), "--max-users=3");

    Capacity capacity = configuration.server().capacity();
    assertEquals(3, capacity.identities());
    assertEquals(2, capacity.rooms());
    assertEquals(1, capacity.roomsPerUser());
    assertEquals("command line", source(configuration, "max-users"));
    assertEquals("CHARLA_SERVER_MAX_ROOMS", source(configuration, "max-rooms"));
    assertEquals(file + ":3", source(configuration, "max-rooms-per-user"));
    assertEquals("default", source(configuration, "max-connections"));
  }

  @Test
  void hostAndPortMayBeArgumentsWithoutAnOptionName() throws Exception {
    write("host = \"192.0.2.1\"", "port = 1");
    environment.put("CHARLA_SERVER_PORT", "2");

    Configuration configuration = read("--config", file.toString(), "127.0.0.1", "3");

    assertEquals("127.0.0.1", configuration.server().host());
    assertEquals(3, configuration.server().port());
    assertEquals("command line", source(configuration, "port"));
  }

  @Test
  void aValueThatIsOverriddenIsNotChecked() throws Exception {
    write("port = 70000", "name-lease = \"soon\"", "welcome = 5", "data = [1]");
    environment.put("CHARLA_SERVER_NAME_LEASE", "1m");
    environment.put("CHARLA_SERVER_WELCOME", "Hi");

    Configuration configuration = read("--config", file.toString(), "--port=3", "--data=data");

    assertEquals(3, configuration.server().port());
    assertEquals("\"1m\"", text(configuration, "name-lease"));
  }

  @Test
  void theFileMayBeNamedByAVariable() throws Exception {
    write("port = 7");
    environment.put("CHARLA_SERVER_CONFIG", file.toString());

    assertEquals(7, read().server().port());
  }

  @Test
  void anEmptyVariableCountsAsMissing() throws Exception {
    environment.put("CHARLA_SERVER_PORT", "");
    environment.put("CHARLA_SERVER_NO_SUCH_OPTION", "");

    assertEquals("default", source(read(), "port"));
  }

  @Test
  void theFileHasValuesOfEveryType() throws Exception {
    write(
        "welcome = \"Hola \\\"todos\\\"\" # a comment",
        "quiet = true",
        "limit-loopback = false",
        "retain-messages = 1_000",
        "message-rate = 0",
        "join-rate = \"5/1h\"",
        "trusted-proxies = [\"10.0.0.0/8\", \"::1\"]",
        "lang = \"es\"");

    Configuration configuration = read("--config", file.toString());

    assertEquals("Hola \"todos\"", configuration.server().welcome());
    assertEquals(true, configuration.quiet());
    assertEquals("false", text(configuration, "limit-loopback"));
    assertEquals(1000, configuration.server().retention().messages());
    assertEquals("0", text(configuration, "message-rate"));
    assertEquals("\"5/1h\"", text(configuration, "join-rate"));
    assertTrue(configuration.server().connections().clients().trustsProxies());
    assertEquals("[\"10.0.0.0/8\", \"::1\"]", text(configuration, "trusted-proxies"));
    assertEquals(Locale.forLanguageTag("es"), configuration.locale());
  }

  @Test
  void aRelativePathIsRelativeToTheFile() throws Exception {
    write("data = \"data\"", "tls-cert = \"cert.pem\"", "tls-key = \"/etc/key.pem\"");

    Configuration configuration = read("--config", file.toString());

    assertEquals(directory.resolve("data"), configuration.server().data());
    assertEquals(
        '"' + directory.resolve("cert.pem").toString() + '"', text(configuration, "tls-cert"));
    assertEquals("\"/etc/key.pem\"", text(configuration, "tls-key"));
  }

  /** In a configuration file in another directory, a relative path would name another directory. */
  @Test
  void aRelativePathOfTheCommandLineIsPrintedAsAnAbsolutePath() throws Exception {
    assertEquals(
        '"' + Path.of("data").toAbsolutePath().toString() + '"', text(read("--data=data"), "data"));
  }

  @Test
  void anEmptyPathIsRefused() throws IOException {
    String words = "--data must be a path, but it is empty";
    assertEquals(List.of(words), problems("--data="));
    write("data = \"\"");

    assertEquals(List.of(file + ":1: " + words), problems("--config", file.toString()));
  }

  /** Java accepts no path with a NUL character or with letters that the locale's encoding lacks. */
  @Test
  void aStringThatCannotBeAPathIsRefused() throws IOException {
    write("data = \"a\\u0000b\"");

    List<String> inFile = problems("--config", file.toString());
    environment.put("CHARLA_SERVER_CONFIG", "a\u0000b");
    List<String> inVariable = problems();

    assertEquals(1, inFile.size(), inFile::toString);
    assertTrue(inFile.get(0).startsWith(file + ":1: "), inFile::toString);
    assertEquals(1, inVariable.size(), inVariable::toString);
    assertTrue(inVariable.get(0).startsWith("CHARLA_SERVER_CONFIG: "), inVariable::toString);
  }

  @Test
  void anEmptyListOverridesAList() throws Exception {
    write("trusted-proxies = []");

    assertEquals("[]", text(read("--config", file.toString()), "trusted-proxies"));
    write("trusted-proxies = [\"10.0.0.0/8\"]");
    Configuration overridden = read("--config", file.toString(), "--trusted-proxies=");
    assertFalse(overridden.server().connections().clients().trustsProxies());
    assertEquals("[]", text(overridden, "trusted-proxies"));
  }

  /** The prefix that all variables have does not count as similarity. */
  @Test
  void aVariableIsSuggestedOnlyIfItIsSimilar() {
    environment.put("CHARLA_SERVER_JAR", "charla-server.jar");

    assertEquals(List.of("CHARLA_SERVER_JAR: there is no such variable"), problems());
  }

  @Test
  void aValueThatWasNotGivenAndHasNoDefaultIsAbsent() throws Exception {
    assertNull(Objects.requireNonNull(read().values().get("tls")).text());
  }

  /** Each error is reported with its line. */
  @Test
  void everyErrorIsReportedAtOnce() throws Exception {
    write(
        "port = 70000",
        "prot = 1",
        "name-lease = \"soon\"",
        "= 5",
        "max-users = 0",
        "welcome = 5",
        "tls-cert = \"cert.pem\"",
        "max-rooms = 0");
    environment.put("CHARLA_SERVER_MAX_CONNECTIONS", "-1");
    environment.put("CHARLA_SERVER_MAX_CONECTIONS", "1");

    List<String> problems =
        problems("--config", file.toString(), "--max-rooms=many", "--idle-timeout=0s", "--qiet");

    assertProblem(problems, "--max-rooms must be a whole number, not “many”");
    assertProblem(problems, "--idle-timeout must be more than 0, and at most 1d");
    assertProblem(problems, "unknown option --qiet; did you mean --quiet?");
    assertProblem(problems, file + ":1: --port must be 0 to 65535");
    assertProblem(problems, file + ":2: there is no option prot; did you mean port?");
    assertProblem(problems, file + ":3: --name-lease must be a duration");
    assertProblem(problems, file + ":4: Unexpected '='");
    assertProblem(problems, file + ":5: --max-users must be 1 or more");
    assertProblem(problems, file + ":6: the value of --welcome must be a string");
    assertProblem(problems, file + ":7: --tls-cert and --tls-key must be given together");
    assertProblem(problems, "CHARLA_SERVER_MAX_CONNECTIONS: --max-connections must be 0 or more");
    assertProblem(
        problems,
        "CHARLA_SERVER_MAX_CONECTIONS: there is no such variable;"
            + " did you mean CHARLA_SERVER_MAX_CONNECTIONS?");
    assertEquals(12, problems.size(), () -> String.join("\n", problems));
  }

  /** An error that only follows from another error is not reported. */
  @Test
  void aConsequenceOfAnErrorIsNotReported() throws Exception {
    write("tls-cert = \"cert.pem\"", "tls-client-ca = \"ca.pem\"", "max-text-bytes = 0");

    assertEquals(2, problems("--config", file.toString()).size());
  }

  /** An error in the file or in a variable has the same text as an error on the command line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port | many",
        "port | 70000",
        "max-users | 0",
        "retain-messages | -1",
        "name-lease | soon",
        "name-lease | 60",
        "message-rate | 5",
        "quiet | yes",
        "tls | yes",
        "forwarded-header | via",
        "trusted-proxies | 10.0.0.1/8",
        "max-request-bytes | 16384",
      })
  void aWrongValueIsRefusedWithTheSameWordsEverywhere(String option, String value)
      throws IOException {
    List<String> words = problems("--" + option + "=" + value);
    assertEquals(1, words.size(), words::toString);
    boolean bare = value.matches("-?[0-9]+");
    write(option + " = " + (bare ? value : '"' + value + '"'));
    String variable = "CHARLA_SERVER_" + option.toUpperCase(Locale.ROOT).replace('-', '_');

    String inFile = problems("--config", file.toString()).get(0);
    environment.put(variable, value);
    String inVariable = problems().get(0);

    assertEquals(variable + ": " + words.get(0), inVariable);
    // If the option is a number or a switch, the error shows a string with its quotation marks.
    assertEquals(file + ":1: " + words.get(0), inFile.replace("“\"", "“").replace("\"”", "”"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port = \"9998\"",
        "port = 9998.5",
        "port = true",
        "port = [9998]",
        "port = {a = 1}",
        "port = 1979-05-27",
        "quiet = 1",
        "quiet = \"true\"",
        "welcome = 5",
        "data = true",
        "data = [\"data\"]",
        "name-lease = 60",
        "message-rate = 5",
        "trusted-proxies = [1]",
        "[port]",
        "[[welcome]]",
        "limits.port = 1",
        "config = \"other.toml\"",
        "check-config = true",
        "help = true",
        "port = 1\nport = 2",
        "port =",
        "port = 1 welcome = \"x\"",
      })
  void aWrongTypeOrKeyIsRefused(String text) throws IOException {
    write(text);

    List<String> problems = problems("--config", file.toString());

    assertEquals(1, problems.size(), problems::toString);
    assertTrue(problems.get(0).startsWith(file + ":"), problems::toString);
  }

  @Test
  void aFileThatCannotBeReadIsRefused() throws IOException {
    assertEquals(List.of(file + ": there is no such file"), problems("--config", file.toString()));
    assertEquals(
        List.of(directory + ": the file cannot be read"),
        problems("--config", directory.toString()));
    Files.write(file, new byte[] {'#', (byte) 0xE9, '\n'});
    assertEquals(
        List.of(file + ": the file is not in UTF-8"), problems("--config", file.toString()));
  }

  /** A parser that does not limit the nesting would overflow its stack. */
  @Test
  void aFileThatIsNestedTooDeeplyIsRefused() throws IOException {
    write("welcome = " + "[".repeat(100_000));

    String problem = problems("--config", file.toString()).get(0);

    assertTrue(problem.startsWith(file + ":1: Nesting is too deep"), problem);
  }

  @Test
  void theErrorsAreInTheLanguageOfTheOperator() throws IOException {
    write("prot = 1");

    assertEquals(
        List.of(file + ":1: no existe la opción prot; ¿quisiste decir port?"),
        problems("--config", file.toString(), "--lang=es"));
  }

  /** A server that reloads reports errors in its present language. */
  @Test
  void theErrorsAreInTheLanguageThatTheCallerChooses() throws IOException {
    write("lang = \"en\"", "prot = 1");
    List<String> arguments = List.of("--config", file.toString());

    BadConfigurationException bad =
        assertThrows(
            BadConfigurationException.class,
            () ->
                new ConfigurationReader(environment, arguments).read(Locale.forLanguageTag("es")));

    assertEquals(
        file + ":2: no existe la opción prot; ¿quisiste decir port?",
        bad.problems().get(0).toString());
  }

  private void write(String... lines) throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private Configuration read(String... arguments) throws BadConfigurationException {
    return new ConfigurationReader(environment, List.of(arguments)).read();
  }

  private List<String> problems(String... arguments) {
    return assertThrows(BadConfigurationException.class, () -> read(arguments)).problems().stream()
        .map(Problem::toString)
        .toList();
  }

  private static void assertProblem(List<String> problems, String part) {
    List<String> matching = new ArrayList<>(problems);
    matching.removeIf(problem -> !problem.contains(part));
    assertEquals(1, matching.size(), () -> part + " among\n" + String.join("\n", problems));
  }

  private static String source(Configuration configuration, String option) {
    return Objects.requireNonNull(configuration.values().get(option)).source();
  }

  private static @Nullable String text(Configuration configuration, String option) {
    return Objects.requireNonNull(configuration.values().get(option)).text();
  }
}
