package chat.charla.server.options;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.ResourceBundle;

/** Collects everything that is wrong with a configuration. Not thread-safe. */
public final class Problems {
  private final ResourceBundle texts;
  private final List<Problem> found = new ArrayList<>();

  /**
   * Creates an empty list.
   *
   * @param texts the texts in the language of the operator
   */
  public Problems(ResourceBundle texts) {
    this.texts = texts;
  }

  /**
   * Adds a problem whose message is known.
   *
   * @param source as in {@link Problem}
   */
  public void add(String source, String message) {
    found.add(new Problem(source, message));
  }

  /**
   * Adds a problem.
   *
   * @param source as in {@link Problem}
   * @param key the key of the message among the texts
   */
  public void addText(String source, String key, Object... arguments) {
    add(source, text(key, arguments));
  }

  /**
   * Adds a problem with a name that does not exist.
   *
   * @param prefix the beginning of all these names; only the rest is compared
   * @param name the name without the prefix
   * @param known the names that exist, without the prefix; if one is similar, the problem suggests
   *     it
   */
  public void addUnknown(
      String source, String message, String prefix, String name, Collection<String> known) {
    Suggestion.of(name, known)
        .ifPresentOrElse(
            similar -> addText(source, "config.similar", message, prefix + similar),
            () -> add(source, message));
  }

  /** What is wrong with an option, in the language of the operator. */
  public String text(BadOptionException problem) {
    return problem.message(texts);
  }

  /** A text about a problem, in the language of the operator. */
  String text(String key, Object... arguments) {
    return MessageFormat.format(texts.getString(key), arguments);
  }

  /** All problems, in the order in which they were added. */
  public List<Problem> all() {
    return List.copyOf(found);
  }
}
