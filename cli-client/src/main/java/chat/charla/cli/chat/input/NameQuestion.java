package chat.charla.cli.chat.input;

import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.Words;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import chat.charla.client.WhiteSpace;
import chat.charla.v1.ErrorReason;
import org.jspecify.annotations.Nullable;

/**
 * Asks the user for a name, and for another one after a refusal. Owned by the client's scheduler.
 */
public final class NameQuestion {
  private final Words words;
  private @Nullable CallFailure refusal;
  private @Nullable String suggestion;
  private boolean refused;

  public NameQuestion(Words words) {
    this.words = words;
  }

  /** Records why a name is needed, and which name the server suggests. */
  public void askedBy(ConnectionState state) {
    refusal = state.cause();
    suggestion = state.suggestedName();
    refused |= refusal != null;
  }

  public Prompt prompt() {
    return Prompt.question(text(refusal));
  }

  /** The free name that the server suggested, or null. */
  public @Nullable String suggestion() {
    return suggestion;
  }

  /** Whether the server has refused a name. */
  public boolean wasRefused() {
    return refused;
  }

  /** The name in a typed line. For a blank line, the suggestion, or null if there is none. */
  public @Nullable String answer(String line) {
    String name = WhiteSpace.strip(line);
    return name.isEmpty() ? suggestion : name;
  }

  private String text(@Nullable CallFailure why) {
    if (why == null) {
      return words.text("ask.name");
    }
    if (why.reason() != ErrorReason.ERROR_REASON_NAME_TAKEN) {
      return words.text("ask.other-name.refused", new Explanations(words.messages()).of(why));
    }
    String confusable = why.metadata().get("confusable_name");
    if (confusable != null && suggestion != null) {
      return words.text(
          "ask.other-name.confusable", Sanitizer.line(confusable), Sanitizer.line(suggestion));
    }
    return suggestion == null
        ? words.text("ask.other-name")
        : words.text("ask.other-name.suggested", Sanitizer.line(suggestion));
  }
}
