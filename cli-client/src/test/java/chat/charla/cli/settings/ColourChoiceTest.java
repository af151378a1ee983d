package chat.charla.cli.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColourChoiceTest {
  @ParameterizedTest
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @CsvSource({
    // choice, NO_COLOR, CLICOLOR_FORCE, TERM, terminal, coloured
    "AUTO,     ,     , xterm, true,  true",
    "AUTO,     ,     , xterm, false, false",
    "AUTO,     ,     , dumb,  true,  false",
    "AUTO,     ,     , '',    true,  false",
    "AUTO,     ,     ,      , true,  false",
    "AUTO,   1,      , xterm, true,  false",
    "AUTO,   0,      , xterm, true,  false",
    "AUTO,   '',     , xterm, true,  true",
    "AUTO,     , 1,    xterm, false, true",
    "AUTO,     , 1,    dumb,  false, true",
    "AUTO,     , 0,    xterm, true,  true",
    "AUTO,     , 0,    xterm, false, false",
    "AUTO,     , '',   xterm, false, false",
    "AUTO,   1,  1,    xterm, true,  false",
    "ALWAYS, 1,      , dumb,  false, true",
    "NEVER,    , 1,    xterm, true,  false",
  })
  void choiceAndVariablesTakePrecedenceOverTheTerminal(
      ColourChoice choice,
      String noColor,
      String force,
      String term,
      boolean terminal,
      boolean coloured) {
    Map<String, String> environment = new HashMap<>();
    environment.put("NO_COLOR", noColor);
    environment.put("CLICOLOR_FORCE", force);
    environment.put("TERM", term);
    environment.values().removeIf(value -> value == null);
    assertEquals(coloured, choice.coloured(environment, terminal));
  }
}
