package chat.charla.cli.chat;

import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import chat.charla.v1.ErrorReason;
import org.jspecify.annotations.Nullable;

/** Asks for a name, and again if it was refused. Owned by the client's scheduler. */
final class NameQuestion {
  private final Messages messages;
  private Prompt prompt;
  private @Nullable String suggestion;
  private boolean refused;

  NameQuestion(Messages messages) {
    this.messages = messages;
    this.prompt = Prompt.question(messages.text("ask.name"));
  }

  /** Takes in why a name is needed. */
  void askedBy(ConnectionState state) {
    CallFailure refusal = state.cause();
    suggestion = state.suggestedName();
    refused |= refusal != null;
    prompt = Prompt.question(words(refusal));
  }

  Prompt prompt() {
    return prompt;
  }

  /** A name that the server would take, if it has told one. */
  @Nullable String suggestion() {
    return suggestion;
  }

  /** Whether some name was refused. */
  boolean wasRefused() {
    return refused;
  }

  /** The name that a typed line stands for, or null if it stands for none. */
  @Nullable String answer(String line) {
    String name = line.strip();
    return name.isEmpty() ? suggestion : name;
  }

  private String words(@Nullable CallFailure refusal) {
    if (refusal == null) {
      return messages.text("ask.name");
    }
    if (refusal.reason() != ErrorReason.ERROR_REASON_NAME_TAKEN) {
      return messages.text("ask.other-name.refused", new Explanations(messages).of(refusal));
    }
    return suggestion == null
        ? messages.text("ask.other-name")
        : messages.text("ask.other-name.suggested", Sanitizer.line(suggestion));
  }
}
