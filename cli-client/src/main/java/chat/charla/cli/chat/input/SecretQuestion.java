package chat.charla.cli.chat.input;

import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.Prompt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A question whose answer is secret: a password or an invitation code. At most one is asked at a
 * time. Owned by the client's scheduler.
 */
public final class SecretQuestion {
  /** The text that asks for an invitation code. */
  static final String INVITATION = "password.ask-invitation";

  private final Display display;
  private @Nullable Asked asked;

  /** A question, and what to do with the answer. */
  private record Asked(String key, Consumer<String> receiver) {}

  /** Creates an object that asks nothing yet. */
  public SecretQuestion(Display display) {
    this.display = display;
  }

  /**
   * Asks a question, which replaces the one that is asked. Only for a console that {@link
   * chat.charla.cli.chat.view.Console#canHide}.
   *
   * @param key the key of the question's text
   * @param receiver gets the answer, which is not empty
   */
  void ask(String key, Consumer<String> receiver) {
    asked = new Asked(key, receiver);
  }

  /** The current question, or null. */
  public @Nullable Prompt prompt() {
    return asked == null ? null : Prompt.secret(display.words().text(asked.key()));
  }

  /** The chat has ended. If a question has no answer, tells the user that none is used. */
  public void giveUp() {
    if (asked != null) {
      asked = null;
      display.answer("signin.unused");
    }
  }

  /** Handles the answer to the question. An empty answer cancels what it was asked for. */
  public void take(String secret) {
    Asked answered = asked;
    asked = null;
    if (answered != null && !secret.isEmpty()) {
      answered.receiver().accept(secret);
    } else {
      boolean code = answered != null && answered.key().equals(INVITATION);
      display.answer(code ? "signin.no-code" : "signin.none");
    }
  }
}
