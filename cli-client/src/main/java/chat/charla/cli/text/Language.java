package chat.charla.cli.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The languages that the program speaks. */
public enum Language {
  /** Spanish, the original's. */
  SPANISH("es"),
  /** English, also for everybody whose language is not here. */
  ENGLISH("en");

  private static final List<String> VARIABLES =
      List.of("CHARLA_LANG", "LC_ALL", "LC_MESSAGES", "LANG");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /**
   * Chooses as asked, else as the first environment variable says that is set and not empty.
   *
   * <p>The environment is read here because Java would ask the C library, which says English for
   * every locale that is not installed.
   *
   * @param asked what the command line asks for, or null; an unknown language counts as not asked
   */
  public static Language choose(@Nullable String asked, Map<String, String> environment) {
    return named(asked == null ? "" : asked)
        .or(
            () ->
                VARIABLES.stream()
                    .map(variable -> environment.getOrDefault(variable, ""))
                    .filter(value -> !value.isEmpty())
                    .findFirst()
                    .flatMap(Language::named))
        .orElse(ENGLISH);
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
