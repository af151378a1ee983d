package chat.charla.cli.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The languages of the program's messages. */
public enum Language {
  /** Spanish, the language of the original program. */
  SPANISH("es"),
  /** English, also for users whose language is not supported. */
  ENGLISH("en");

  private static final String OWN_VARIABLE = "CHARLA_LANG";

  /** The variables in the order of precedence that POSIX defines. */
  private static final List<String> LOCALE_VARIABLES = List.of("LC_ALL", "LC_MESSAGES", "LANG");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** Does the same as {@link #choose(String, Map, String)}, without a configuration. */
  public static Language choose(@Nullable String asked, Map<String, String> environment) {
    return choose(asked, environment, null);
  }

  /**
   * Chooses the language by the first of these values that is set and not empty: the command line,
   * {@code CHARLA_LANG}, the configuration, {@code LC_ALL}, {@code LC_MESSAGES}, {@code LANG}. If
   * this value is {@code C}, {@code POSIX} or an unsupported language, the choice is English. This
   * method ignores an unsupported language on the command line, because the program refuses it
   * later.
   *
   * <p>This method does not use Java's default locale, because Java asks the C library, which
   * returns English for every locale that is not installed. The variable {@code LANGUAGE} is
   * ignored, so that {@code LC_ALL=en charla} is English on every machine. {@code LANGUAGE} is
   * specific to gettext, and has no effect in the locale {@code C}. Desktops set it in addition to
   * {@code LANG} without asking the user.
   *
   * @param asked the language on the command line, or null
   * @param environment the environment variables
   * @param configured the language in the configuration, or null
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

  /** The two-letter code of the language. */
  public String tag() {
    return tag;
  }
}
