package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings by command line, environment and configuration file, and their precedence. */
class SettingsTest {
  private static final Set<String> COMPARED =
      Set.of("profile", "host", "port", "lang", "color", "name", "token-file");

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void makeDirectory() throws IOException {
    file = Files.createDirectories(home.resolve("charla")).resolve("config.properties");
  }

  @Test
  void showPrintsEverySettingAndItsOrigin() throws IOException {
    config("profile = work", "port = 7000", "profile.work.name = Ana", "token-file = ~/bot.token");
    Person show =
        starts(Map.of("CHARLA_COLOR", "never", "HOME", "/home/ana"), "config", "show", "--host=a");
    assertEquals(
        List.of(
            "profile = work  (profile en " + file + ")",
            "host = a  (--host en la línea de comandos)",
            "port = 7000  (port en " + file + ")",
            "lang = es  (valor por defecto)",
            "color = never  (variable de entorno CHARLA_COLOR)",
            "name = Ana  (profile.work.name en " + file + ")",
            "token-file = ~/bot.token  (token-file en " + file + ")"),
        show.output().stream().filter(line -> COMPARED.contains(line.split(" ")[0])).toList());
  }

  @Test
  void showPrintsTheDefaults() {
    assertTrue(
        starts(Map.of(), "config", "show")
            .output()
            .containsAll(
                List.of(
                    "color = auto  (valor por defecto)",
                    "name =  (valor por defecto)",
                    "backlog = 20  (valor por defecto)",
                    "hints = on  (valor por defecto)",
                    "bell = off  (valor por defecto)",
                    "presence = on  (valor por defecto)",
                    "timestamps = on  (valor por defecto)",
                    "output = text  (valor por defecto)")));
  }

  @Test
  void pathPrintsTheFileEvenIfItDoesNotExist() throws IOException {
    Person absent = starts(Map.of(), "config", "path");
    assertEquals(List.of(file.toString()), absent.output());
    assertEquals(List.of("charla: ese archivo no existe; es opcional"), absent.errors().lines());
    config("name = Ana");
    Person present = starts(Map.of(), "config", "path");
    assertEquals(List.of(file.toString()), present.output());
    assertEquals(List.of(), present.errors().lines());
    assertEquals(
        List.of("/elsewhere"), starts(Map.of(), "config", "path", "--config=/elsewhere").output());
  }

  /** Each step adds an origin whose precedence is higher than that of all earlier origins. */
  @Test
  void addressComesFromTheOriginOfHighestPrecedence() throws IOException {
    assertAddress("localhost", 9998, Map.of());
    config("server = general.example:1");
    assertAddress("general.example", 1, Map.of());
    config("server = general.example:1", "profile.work.server = work.example");
    assertAddress("work.example", 9998, Map.of("CHARLA_PROFILE", "work"));
    Map<String, String> variables =
        Map.of("CHARLA_PROFILE", "work", "CHARLA_SERVER", "variable.example:2");
    assertAddress("variable.example", 2, variables);
    assertAddress("option.example", 3, variables, "--server", "option.example:3");
  }

  @Test
  void hostAndPortPrecedeTheServerOfTheSameOrigin() {
    assertAddress("b", 1, Map.of(), "--server=a:1", "--host=b", "--port=1");
    assertAddress("a", 2, Map.of(), "--server=a:1", "--port=2");
    assertAddress("b", 2, Map.of("CHARLA_SERVER", "a:1", "CHARLA_HOST", "b", "CHARLA_PORT", "2"));
    assertAddress("a", 1, Map.of("CHARLA_HOST", "b", "CHARLA_PORT", "2"), "--server=a:1");
  }

  @Test
  void portOfAServerDoesNotApplyToAnotherHost() {
    Map<String, String> server = Map.of("CHARLA_SERVER", "a:1");
    assertAddress("b", 9998, server, "--host=b");
    assertAddress("a", 2, server, "--port=2");
    assertAddress("b", 3, Map.of("CHARLA_SERVER", "a:1", "CHARLA_PORT", "3"), "--host=b");
    assertAddress("::1", 9998, Map.of("CHARLA_SERVER", "::1"));
  }

  @Test
  void hostArgumentTakesPrecedence() {
    Person chat = starts(Map.of("CHARLA_SERVER", "a:1"), "chat", "no.invalid", "--port=2");
    assertEquals(ExitCode.UNREACHABLE, chat.exitCode());
    chat.errors().awaitLineStarting("charla: no se pudo conectar a no.invalid:2 ");
  }

  @Test
  void invalidValueIsReportedWithItsOrigin() throws IOException {
    assertUsageError(
        "charla: variable de entorno CHARLA_PORT: el puerto debe ser un número de 1 a 65535, no"
            + " «x»",
        Map.of("CHARLA_PORT", "x"),
        "users");
    config("profile.work.color = blue");
    assertUsageError(
        "charla: profile.work.color en " + file + ": debe ser auto, always o never, no «blue»",
        Map.of(),
        "users",
        "--profile=work");
  }

  /** No server listens at port 1: the command refuses the value before it connects. */
  @Test
  void valueOutOfItsRangeIsReportedInTheSameWordsWhereverItIsSet() throws IOException {
    String complaint = ": debe ser un número entero de 0 a 1000, no «2000»";
    assertUsageError(
        "charla: --backlog" + complaint, Map.of("CHARLA_PORT", "1"), "chat", "--backlog=2000");
    assertUsageError(
        "charla: variable de entorno CHARLA_BACKLOG" + complaint,
        Map.of("CHARLA_PORT", "1", "CHARLA_BACKLOG", "2000"),
        "chat");
    config("backlog = 2000");
    assertUsageError("charla: backlog en " + file + complaint, Map.of("CHARLA_PORT", "1"), "chat");
  }

  @Test
  void invalidValueIsIgnoredIfItIsOverriddenOrNotNeeded() {
    Map<String, String> bad = Map.of("CHARLA_PORT", "x", "CHARLA_COLOR", "x");
    Person show = starts(bad, "config", "show", "--port=1", "--color=never");
    assertTrue(show.output().contains("port = 1  (--port en la línea de comandos)"));
    assertEquals(
        "Uso: charla users", starts(bad, "users", "--help").output().get(0).substring(0, 17));
    assertEquals(1, starts(bad, "--version").output().size());
  }

  @Test
  void invalidFileStopsOnlyCommandsThatNeedTheSettings() throws IOException {
    config("nmae = Ana");
    String problem = "charla: en " + file + ": ajuste desconocido «nmae» (los ajustes son: ";
    for (String[] command : new String[][] {{"users"}, {"chat"}, {"config", "show"}}) {
      Person person = starts(Map.of(), command);
      assertEquals(ExitCode.USAGE, person.exitCode());
      String line = person.errors().awaitLineStarting(problem);
      assertEquals(List.of(line), person.errors().lines());
      assertEquals("", person.screen().text());
    }
    for (String[] command :
        new String[][] {{"--help"}, {"version"}, {"config", "path"}, {"completion", "bash"}}) {
      assertFalse(starts(Map.of(), command).output().isEmpty());
    }
  }

  @Test
  void secretIsRefusedWithAdvice() throws IOException {
    config("profile.work.token = abc");
    Person person = starts(Map.of(), "users");
    assertEquals(ExitCode.USAGE, person.exitCode());
    assertEquals(
        List.of(
            "charla: en "
                + file
                + ": «profile.work.token» es un secreto y no debe estar aquí; ponlo en un archivo"
                + " propio, e indica ese archivo con token-file"),
        person.errors().lines());
    assertFalse(person.errors().text().contains("abc"));
  }

  @Test
  void hostileFileIsHarmless() throws IOException {
    config("\\u001b]52;c;aGk\\u0007 = x");
    Person person = starts(Map.of(), "users");
    assertEquals(ExitCode.USAGE, person.exitCode());
    assertFalse(person.errors().text().contains("\u001b"));
  }

  @Test
  void languageOfTheFilePrecedesTheLocale() throws IOException {
    config("lang = en");
    Person english = starts(Map.of(), "dance");
    assertEquals(ExitCode.USAGE, english.exitCode());
    english.errors().awaitLine("charla: unknown argument: dance");
    Person spanish = starts(Map.of("CHARLA_LANG", "es"), "baila");
    assertEquals(ExitCode.USAGE, spanish.exitCode());
    spanish.errors().awaitLine("charla: argumento desconocido: baila");
  }

  @Test
  void optionsOfASingleCommandAreNotSettings() throws IOException {
    Person tail = starts(Map.of("CHARLA_COUNT", "0", "CHARLA_PORT", "1"), "tail");
    assertEquals(ExitCode.UNREACHABLE, tail.exitCode());
    config("count = 1");
    Person refused = starts(Map.of(), "tail", "--count=0");
    assertEquals(ExitCode.USAGE, refused.exitCode());
  }

  private Person starts(Map<String, String> environment, String... arguments) {
    Map<String, String> all = new HashMap<>(Map.of("XDG_CONFIG_HOME", home.toString()));
    all.putAll(environment);
    return Person.startsIn(all, arguments);
  }

  private void config(String... lines) throws IOException {
    Files.write(file, List.of(lines));
  }

  private void assertAddress(
      String host, int port, Map<String, String> environment, String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "config";
    arguments[1] = "show";
    System.arraycopy(options, 0, arguments, 2, options.length);
    List<String> address =
        starts(environment, arguments).output().stream()
            .filter(line -> line.startsWith("host ") || line.startsWith("port "))
            .map(line -> line.substring(0, line.indexOf("  (")))
            .toList();
    assertEquals(List.of("host = " + host, "port = " + port), address);
  }

  private void assertUsageError(
      String message, Map<String, String> environment, String... arguments) {
    Person person = starts(environment, arguments);
    assertEquals(ExitCode.USAGE, person.exitCode());
    assertEquals(message, person.errors().lines().get(0));
  }
}
