package chat.charla.cli.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The languages that the program speaks. */
public enum Language {
  /** Spanish, the original's. */
  SPANISH("es"),
  /** English, also for everybody whose language is not here. */
  ENGLISH("en");

  private static final String OWN_VARIABLE = "CHARLA_LANG";

  /** Highest first, as POSIX has them. */
  private static final List<String> LOCALE_VARIABLES = List.of("LC_ALL", "LC_MESSAGES", "LANG");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** The same where no configuration has been read. */
  public static Language choose(@Nullable String asked, Map<String, String> environment) {
    return choose(asked, environment, null);
  }

  /**
   * Chooses as the first of these says that is set and not empty: the command line, {@code
   * CHARLA_LANG}, the configuration, {@code LC_ALL}, {@code LC_MESSAGES}, {@code LANG}. One that
   * names a language which is not spoken here, or {@code C} or {@code POSIX}, has decided for
   * English; only on the command line it counts as nothing, because there it is refused anyway.
   *
   * <p>The environment is read here because Java would ask the C library, which says English for
   * every locale that is not installed. {@code LANGUAGE} has no say: it is gettext's own, a list
   * that means nothing in the locale {@code C} and that desktops set beside {@code LANG} without
   * asking; and {@code LC_ALL=en charla} must be English on every machine.
   *
   * @param asked what the command line asks for, or null
   * @param environment the variables of the environment
   * @param configured what the configuration says, or null
   */
  public static Language choose(
      @Nullable String asked, Map<String, String> environment, @Nullable String configured) {
    return named(asked == null ? "" : asked)
        .orElseGet(
            () ->
                Stream.concat(
                        Stream.of(
                            environment.getOrDefault(OWN_VARIABLE, ""),
                            configured == null ? "" : configured),
                        LOCALE_VARIABLES.stream()
                            .map(variable -> environment.getOrDefault(variable, "")))
                    .filter(value -> !value.isEmpty())
                    .findFirst()
                    .flatMap(Language::named)
                    .orElse(ENGLISH));
  }

  /** The language of a tag or locale such as {@code es}, {@code es_CL.UTF-8} or {@code en-GB}. */
  public static Optional<Language> named(String locale) {
    String language = locale.split("[-_.@]", 2)[0].toLowerCase(Locale.ROOT);
    for (Language known : values()) {
      if (known.tag.equals(language)) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  /** The language's two letters. */
  public String tag() {
    return tag;
  }
}
