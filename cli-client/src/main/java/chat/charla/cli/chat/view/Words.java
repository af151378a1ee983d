package chat.charla.cli.chat.view;

import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;

/** The texts of the user interface, in a language that can be changed at runtime. Thread-safe. */
public final class Words {
  private record InUse(Language language, Messages messages) {}

  private volatile InUse inUse;

  /** Creates the texts in this language. */
  public Words(Language language) {
    this.inUse = new InUse(language, Messages.in(language));
  }

  /** Switches to this language. */
  public void use(Language language) {
    inUse = new InUse(language, Messages.in(language));
  }

  public Language language() {
    return inUse.language();
  }

  /** All texts in the current language. */
  public Messages messages() {
    return inUse.messages();
  }

  /** A text in the current language. */
  public String text(String key, Object... arguments) {
    return messages().text(key, arguments);
  }

  /** A text with a number in the current language; see {@link Messages#counted}. */
  public String counted(String key, long number) {
    return messages().counted(key, number);
  }
}
