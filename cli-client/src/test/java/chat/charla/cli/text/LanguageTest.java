package chat.charla.cli.text;

import static chat.charla.cli.text.Language.ENGLISH;
import static chat.charla.cli.text.Language.SPANISH;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LanguageTest {
  @Test
  void commandLinePrecedesEverything() {
    assertEquals(ENGLISH, Language.choose("en", Map.of("CHARLA_LANG", "es")));
    assertEquals(SPANISH, Language.choose("es", Map.of("LC_ALL", "en_US.UTF-8")));
  }

  @Test
  void variablesApplyInTheirOrder() {
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
  void firstVariableDecidesEvenForAnUnsupportedLanguage() {
    assertEquals(ENGLISH, Language.choose(null, Map.of("LC_ALL", "C", "LANG", "es_CL.UTF-8")));
    assertEquals(ENGLISH, Language.choose(null, Map.of("LANG", "fr_FR.UTF-8")));
    assertEquals(ENGLISH, Language.choose(null, Map.of("LANG", "est_EE")));
  }

  @Test
  void defaultIsEnglish() {
    assertEquals(ENGLISH, Language.choose(null, Map.of()));
  }

  @Test
  void configurationFollowsCharlaLangAndPrecedesTheLocale() {
    Map<String, String> system =
        Map.of("LC_ALL", "en_US.UTF-8", "LC_MESSAGES", "en_US", "LANG", "en_US");
    assertEquals(SPANISH, Language.choose(null, system, "es"));
    assertEquals(ENGLISH, Language.choose("en", system, "es"));
    assertEquals(ENGLISH, Language.choose(null, Map.of("CHARLA_LANG", "en"), "es"));
    assertEquals(SPANISH, Language.choose(null, Map.of("CHARLA_LANG", ""), "es"));
    assertEquals(SPANISH, Language.choose(null, Map.of("LANG", "es_CL.UTF-8"), ""));
    assertEquals(SPANISH, Language.choose(null, Map.of("LANG", "es_CL.UTF-8"), null));
    assertEquals(ENGLISH, Language.choose(null, Map.of("LANG", "es_CL.UTF-8"), "fr"));
  }

  @Test
  void unknownLanguageOnTheCommandLineIsIgnored() {
    assertEquals(SPANISH, Language.choose("fr", Map.of("LANG", "es_CL.UTF-8")));
    assertEquals(SPANISH, Language.choose("", Map.of("LANG", "es_CL.UTF-8")));
  }

  @Test
  void localeWithoutALanguageIsEnglish() {
    assertEquals(ENGLISH, Language.choose(null, Map.of("LANG", "C")));
    assertEquals(ENGLISH, Language.choose(null, Map.of("LANG", "C.UTF-8")));
    assertEquals(ENGLISH, Language.choose(null, Map.of("LC_MESSAGES", "POSIX", "LANG", "es_ES")));
  }

  @Test
  void languageVariableOfGettextIsIgnored() {
    assertEquals(ENGLISH, Language.choose(null, Map.of("LANGUAGE", "es:en", "LANG", "en_US")));
    assertEquals(ENGLISH, Language.choose(null, Map.of("LANGUAGE", "es")));
  }
}
