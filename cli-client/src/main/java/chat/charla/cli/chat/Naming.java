package chat.charla.cli.chat;

import chat.charla.cli.chat.input.NameLines;
import chat.charla.cli.chat.input.NameQuestion;
import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.state.Phase;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.cli.text.Sanitizer;
import chat.charla.client.ChatClient;
import chat.charla.client.ConnectionState;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets a name for the user: asks for one when the client needs it, and joins with the answer. Owned
 * by the client's scheduler.
 */
final class Naming {
  private final ChatClient client;
  private final ChatState state;
  private final Display display;
  private final boolean hasPerson;
  private final NameQuestion question;
  private final NameLines lines;
  private final ChatEnd chatEnd;

  /**
   * Creates an object that has asked nothing.
   *
   * @param hasPerson whether a person types the lines
   */
  Naming(
      ChatClient client,
      ChatState state,
      Display display,
      boolean hasPerson,
      NameQuestion question,
      NameLines lines,
      ChatEnd chatEnd) {
    this.client = client;
    this.state = state;
    this.display = display;
    this.hasPerson = hasPerson;
    this.question = question;
    this.lines = lines;
    this.chatEnd = chatEnd;
  }

  /** The client needs a name: asks the user, or takes the name that the server suggests. */
  void ask(ConnectionState connection) {
    question.recordQuestion(connection);
    String suggestion = question.suggestion();
    boolean busy = state.phase() == Phase.TALKING || state.phase() == Phase.LEAVING;
    if (suggestion != null && busy && state.hasJoined()) {
      // The identity lost its name while disconnected. Take the suggested name without asking.
      display.systemLine("name.lost", Sanitizer.line(suggestion));
      question.recordAttempt(suggestion);
      client.useName(suggestion);
      return;
    }
    if (state.phase() == Phase.LEAVING) {
      chatEnd.leaveNow();
      return;
    }
    Optional<String> refusal = question.refusalText();
    refusal.ifPresent(display::refused);
    if (refusal.isPresent() && !hasPerson) {
      // The lines come from a pipe. The next line is most likely a message, and not another name.
      chatEnd.endWithoutName(Ending.NAME_REFUSED);
      return;
    }
    if (state.phase() == Phase.TALKING) {
      display.plain(question.prompt().text());
    }
    state.setPhase(Phase.NAMING);
  }

  /** The question, on one line. */
  Prompt prompt() {
    return question.prompt();
  }

  /** Handles a line that was typed at the question. */
  void take(String line) {
    lines.take(
        line,
        name -> {
          state.setPhase(Phase.JOINING);
          client.useName(name);
        });
  }

  /**
   * The input has ended before the client had a name. Ends the chat.
   *
   * @param cause why reading failed, or null at the regular end of the input
   */
  void inputEnded(@Nullable IOException cause) {
    if (question.wasRefused()) {
      chatEnd.endWithoutName(Ending.NAME_REFUSED);
    } else {
      chatEnd.endWithoutName(cause == null ? Ending.NO_NAME : Ending.FAILED);
    }
  }
}
