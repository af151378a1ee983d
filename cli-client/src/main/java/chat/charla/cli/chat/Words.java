package chat.charla.cli.chat;

import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;

/** The program's words, in a language that can be switched while it runs. Thread-safe. */
public final class Words {
  private record Voice(Language language, Messages messages) {}

  private volatile Voice voice;

  /** Words in this language, to begin with. */
  public Words(Language language) {
    this.voice = new Voice(language, Messages.in(language));
  }

  /** From now on in this language. */
  void speak(Language language) {
    voice = new Voice(language, Messages.in(language));
  }

  Language language() {
    return voice.language();
  }

  /** The words as they are at present. */
  public Messages messages() {
    return voice.messages();
  }

  /** A text of the present language. */
  public String text(String key, Object... arguments) {
    return messages().text(key, arguments);
  }

  /**
   * A text that counts something: the one for exactly one, or the one for any other number.
   *
   * @param key without {@code .one} and {@code .many}; the number is {@code {0}} in both
   */
  String counted(String key, long number) {
    return counted(messages(), key, number);
  }

  static String counted(Messages messages, String key, long number) {
    return messages.text(key + (number == 1 ? ".one" : ".many"), number);
  }
}
