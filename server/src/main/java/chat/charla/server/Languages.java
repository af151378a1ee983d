package chat.charla.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the language that an option names; without the option, the language of the environment.
 * This class reads the environment itself, because Java uses English if a locale is not installed.
 */
final class Languages {
  private static final List<String> VARIABLES =
      List.of("CHARLA_SERVER_LANG", "CHARLA_LANG", "LC_ALL", "LC_MESSAGES", "LANG");

  private Languages() {}

  /**
   * Chooses Spanish if the language begins with "es"; otherwise English, which is the root locale.
   */
  static Locale choose(@Nullable String requested, Map<String, String> environment) {
    if (requested != null) {
      return locale(requested);
    }
    return VARIABLES.stream()
        .map(variable -> environment.getOrDefault(variable, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .map(Languages::locale)
        .orElse(Locale.ROOT);
  }

  private static Locale locale(String language) {
    return language.toLowerCase(Locale.ROOT).startsWith("es")
        ? Locale.forLanguageTag("es")
        : Locale.ROOT;
  }
}
