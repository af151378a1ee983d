package chat.charla.cli.chat.input;

import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.chat.view.Words;
import chat.charla.cli.connection.Explanations;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import chat.charla.client.WhiteSpace;
import chat.charla.v1.ErrorReason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the user for a name, and for another one after a refusal. Owned by the client's scheduler.
 */
public final class NameQuestion {
  private final Words words;
  private final boolean canAskAgain;
  private @Nullable String tried;
  private @Nullable CallFailure refusal;
  private @Nullable String suggestion;
  private boolean refused;

  /**
   * Creates a question.
   *
   * @param canAskAgain whether a user answers the question; in a pipe, a refused name ends the chat
   * @param tried the name that the client tries first, or null
   */
  public NameQuestion(Words words, boolean canAskAgain, @Nullable String tried) {
    this.words = words;
    this.canAskAgain = canAskAgain;
    this.tried = tried;
  }

  /** Records why a name is needed, and which name the server suggests. */
  public void recordQuestion(ConnectionState state) {
    refusal = state.cause();
    suggestion = state.suggestedName();
    refused |= refusal != null;
  }

  /** The question, on one line. */
  public Prompt prompt() {
    if (refusal == null) {
      return Prompt.question(words.text("ask.name"));
    }
    String offered = offered();
    return Prompt.question(
        offered == null
            ? words.text("ask.again")
            : words.text("ask.again.suggested", Sanitizer.line(offered)));
  }

  /** The name that was refused, and the reason; empty if no name was refused. */
  public Optional<String> refusalText() {
    CallFailure why = refusal;
    if (why == null) {
      return Optional.empty();
    }
    String name = tried;
    String reason = reason(why);
    return Optional.of(
        words.text(
            "name.refused",
            name == null ? reason : words.text("refused.named", Sanitizer.excerpt(name), reason)));
  }

  /** The free name that the server suggested, or null. */
  public @Nullable String suggestion() {
    return suggestion;
  }

  /** Whether the server has refused a name. */
  public boolean wasRefused() {
    return refused;
  }

  /** Records that the client joins with this name without asking the user. */
  public void recordAttempt(String name) {
    tried = name;
  }

  /** The name in a typed line. For a blank line, the name that the question offers, or null. */
  public @Nullable String answer(String line) {
    String name = WhiteSpace.strip(line);
    String answer = name.isEmpty() ? offered() : name;
    if (answer != null) {
      tried = answer;
    }
    return answer;
  }

  /**
   * The name that the user can take by Enter, or null: the server's suggestion, or else the refused
   * name without the characters that are not allowed in a name.
   */
  private @Nullable String offered() {
    CallFailure why = refusal;
    if (suggestion != null || why == null) {
      return suggestion;
    }
    return tried != null && why.reason() == ErrorReason.ERROR_REASON_NAME_INVALID
        ? RepairedName.of(tried).orElse(null)
        : null;
  }

  private String reason(CallFailure why) {
    if (!canAskAgain || why.reason() != ErrorReason.ERROR_REASON_NAME_TAKEN) {
      return new Explanations(words.messages()).of(why);
    }
    // This text does not repeat the suggested name, because the question contains it.
    String confusable = why.metadata().get("confusable_name");
    return confusable == null
        ? words.text("reason.NAME_TAKEN")
        : words.text("reason.NAME_TAKEN.confusable", Sanitizer.line(confusable));
  }
}
