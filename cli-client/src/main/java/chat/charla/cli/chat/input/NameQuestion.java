package chat.charla.cli.chat.input;

import chat.charla.cli.chat.view.Display;
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
  private final boolean refusalsApart;
  private @Nullable String tried;
  private @Nullable CallFailure refusal;
  private @Nullable String suggestion;
  private boolean refused;

  /**
   * Creates a question.
   *
   * @param refusalsApart whether {@link #refusalText} is shown apart from the question; otherwise
   *     the question includes the reason of the refusal
   * @param tried the name that the client tries first, or null
   */
  public NameQuestion(Words words, boolean refusalsApart, @Nullable String tried) {
    this.words = words;
    this.refusalsApart = refusalsApart;
    this.tried = tried;
  }

  /** Records why a name is needed, and which name the server suggests. */
  public void askedBy(ConnectionState state) {
    refusal = state.cause();
    suggestion = state.suggestedName();
    refused |= refusal != null;
  }

  /** The question, on one line. */
  public Prompt prompt() {
    CallFailure why = refusal;
    if (why == null) {
      return Prompt.question(words.text("ask.name"));
    }
    String offered = offered();
    String question =
        offered == null
            ? words.text("ask.again")
            : words.text("ask.again.suggested", Sanitizer.line(offered));
    return Prompt.question(
        refusalsApart ? question : words.text("ask.refused", reason(why), question));
  }

  /** The name that was refused, and the reason, if they are shown apart from the question. */
  public Optional<String> refusalText() {
    CallFailure why = refusal;
    if (why == null || !refusalsApart) {
      return Optional.empty();
    }
    String name = tried;
    return Optional.of(
        name == null
            ? words.text("name.refused", reason(why))
            : words.text("name.refused.named", Display.excerpt(name), reason(why)));
  }

  /** The free name that the server suggested, or null. */
  public @Nullable String suggestion() {
    return suggestion;
  }

  /** Whether the server has refused a name. */
  public boolean wasRefused() {
    return refused;
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
    if (why.reason() != ErrorReason.ERROR_REASON_NAME_TAKEN) {
      return new Explanations(words.messages()).of(why);
    }
    // This text does not repeat the suggested name, because the question contains it.
    String confusable = why.metadata().get("confusable_name");
    return confusable == null
        ? words.text("reason.NAME_TAKEN")
        : words.text("reason.NAME_TAKEN.confusable", Sanitizer.line(confusable));
  }
}
