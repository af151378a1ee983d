package chat.charla.cli.text;

import static chat.charla.cli.text.Language.ENGLISH;
import static chat.charla.cli.text.Language.SPANISH;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LanguageTest {
  @Test
  void commandLineGoesFirst() {
    assertEquals(ENGLISH, Language.choose("en", Map.of("CHARLA_LANG", "es")));
    assertEquals(SPANISH, Language.choose("es", Map.of("LC_ALL", "en_US.UTF-8")));
  }

  @Test
  void variablesCountInTheirOrder() {
    Map<String, String> all =
        Map.of("CHARLA_LANG", "es", "LC_ALL", "en_US", "LC_MESSAGES", "en", "LANG", "en");
    assertEquals(SPANISH, Language.choose(null, all));
    assertEquals(SPANISH, Language.choose(null, Map.of("LC_ALL", "es_CL.UTF-8", "LANG", "en_US")));
    assertEquals(SPANISH, Language.choose(null, Map.of("LC_MESSAGES", "es", "LANG", "C")));
    assertEquals(SPANISH, Language.choose(null, Map.of("LANG", "es_ES@euro")));
  }

  @Test
  void emptyVariableCountsAsNotSet() {
    assertEquals(SPANISH, Language.choose(null, Map.of("LC_ALL", "", "LANG", "es_CL.UTF-8")));
  }

  @Test
  void firstVariableDecidesEvenForALanguageThatIsNotSpoken() {
    assertEquals(ENGLISH, Language.choose(null, Map.of("LC_ALL", "C", "LANG", "es_CL.UTF-8")));
    assertEquals(ENGLISH, Language.choose(null, Map.of("LANG", "fr_FR.UTF-8")));
    assertEquals(ENGLISH, Language.choose(null, Map.of("LANG", "est_EE")));
  }

  @Test
  void withoutAnythingItIsEnglish() {
    assertEquals(ENGLISH, Language.choose(null, Map.of()));
  }
}
