package chat.charla.cli.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final Set<String> KNOWN = Set.of("server", "name", "token-file");

  @TempDir Path home;

  @Test
  void variablePrecedesTheFileAndAProfilePrecedesGeneralKeys() throws Exception {
    config("name = General", "server = general.example", "profile.work.name = Profile");
    assertFound("General", Origin.Level.FILE, "name", read(null, Map.of()).find("name"));
    Settings work = read("work", Map.of());
    assertFound("Profile", Origin.Level.PROFILE, "profile.work.name", work.find("name"));
    assertFound("general.example", Origin.Level.FILE, "server", work.find("server"));
    Settings variable = read("work", Map.of("CHARLA_NAME", "Variable"));
    assertFound("Variable", Origin.Level.ENVIRONMENT, "CHARLA_NAME", variable.find("name"));
    variable.check(() -> KNOWN);
  }

  @Test
  void emptyValueCountsAsUnset() throws Exception {
    config("name = General", "profile.work.name =");
    Settings settings = read("work", Map.of("CHARLA_NAME", ""));
    assertFound("General", Origin.Level.FILE, "name", settings.find("name"));
    assertEquals(Optional.empty(), settings.find("token-file"));
  }

  @Test
  void profileIsChosenByOptionVariableAndKeyInThisOrder() throws Exception {
    config("profile=a", "profile.a.name=A", "profile.b.name=B", "profile.c.d.name=C");
    assertEquals("A", value(read(null, Map.of()), "name"));
    assertEquals("B", value(read(null, Map.of("CHARLA_PROFILE", "b")), "name"));
    Settings asked = read("c.d", Map.of("CHARLA_PROFILE", "b"));
    assertEquals("C", value(asked, "name"));
    asked.check(() -> KNOWN);
  }

  @Test
  void fileIsUtf8WithOrWithoutAByteOrderMark() throws Exception {
    config("\uFEFFname = Zoë", "# ñandú");
    assertEquals("Zoë", value(read(null, Map.of()), "name"));
  }

  @Test
  void anotherFileReplacesTheDefaultFile() throws Exception {
    config("name = General");
    Path other = Files.writeString(home.resolve("other"), "name = Other");
    assertEquals("Other", value(read(null, Map.of("CHARLA_CONFIG", other.toString())), "name"));
    Map<String, String> missing = environment(Map.of("CHARLA_CONFIG", "/missing"));
    assertEquals("Other", value(Settings.read(missing, other.toString(), null), "name"));
  }

  @Test
  void missingFileIsAnErrorOnlyIfTheUserChoseIt() throws Exception {
    read(null, Map.of()).check(() -> KNOWN);
    assertProblem("config.missing", read(null, Map.of("CHARLA_CONFIG", "/missing")));
    assertProblem("config.missing", Settings.read(environment(Map.of()), "/missing", null));
  }

  @Test
  void invalidContentIsAnError() throws Exception {
    for (String line : List.of("colour = x", "profile.work.colour = x", "profile.name = x")) {
      config(line);
      assertProblem("config.unknown-key", read(null, Map.of()));
    }
    for (String line : List.of("token = x", "profile.work.token = x")) {
      config(line);
      assertProblem("config.secret", read(null, Map.of()));
    }
    config("name = Ana", "profile.work.name = Ana");
    assertProblem("config.unknown-profile", read("wor", Map.of()));
    config("name = \\u12");
    assertProblem("config.malformed", read(null, Map.of()));
    Files.write(file(), "name = Zoë".getBytes(StandardCharsets.ISO_8859_1));
    assertProblem("config.not-utf8", read(null, Map.of()));
    assertProblem("config.unreadable", Settings.read(environment(Map.of()), home.toString(), null));
  }

  @Test
  void invalidFileCountsAsEmptyUntilTheCheck() throws Exception {
    config("name = \\u12");
    Settings settings = read(null, Map.of("CHARLA_SERVER", "variable.example"));
    assertEquals(Optional.empty(), settings.find("name"));
    assertEquals("variable.example", value(settings, "server"));
    assertEquals(file(), settings.file());
  }

  private Settings read(@Nullable String profile, Map<String, String> variables) {
    return Settings.read(environment(variables), null, profile);
  }

  private Map<String, String> environment(Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(Map.of("XDG_CONFIG_HOME", home.toString()));
    environment.putAll(variables);
    return environment;
  }

  private void config(String... lines) throws IOException {
    Files.createDirectories(home.resolve("charla"));
    Files.write(file(), List.of(lines));
  }

  private Path file() {
    return home.resolve("charla").resolve("config.properties");
  }

  private static String value(Settings settings, String name) {
    return settings.find(name).orElseThrow().value();
  }

  private static void assertFound(
      String value, Origin.Level level, String name, Optional<Setting> setting) {
    assertEquals(Optional.of(new Setting(value, new Origin(level, name))), setting);
  }

  private static void assertProblem(String key, Settings settings) {
    assertEquals(
        key, assertThrows(SettingsException.class, () -> settings.check(() -> KNOWN)).key());
  }
}
