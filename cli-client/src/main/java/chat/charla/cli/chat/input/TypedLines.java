package chat.charla.cli.chat.input;

import chat.charla.cli.chat.state.ChatState;
import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.Display;
import chat.charla.cli.chat.view.Prompt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Handles the lines typed during the chat. A line is the answer to a question, a command, or a
 * message. A private message whose recipient is ambiguous waits until the users present are known.
 * Messages typed after it wait, too. Owned by the client's scheduler.
 */
public final class TypedLines {
  private final Console console;
  private final ChatState state;
  private final Display display;
  private final Runnable listUsers;
  private final Deque<String> waiting = new ArrayDeque<>();
  private @Nullable Question question;
  private boolean dropped;

  /**
   * Creates the handler.
   *
   * @param listUsers requests the users present; {@link #usersListed} must be called when this
   *     request has ended
   */
  public TypedLines(Console console, ChatState state, Display display, Runnable listUsers) {
    this.console = console;
    this.state = state;
    this.display = display;
    this.listUsers = listUsers;
  }

  /** Asks a question. The next line is its answer. */
  public void ask(Question toAsk) {
    question = toAsk;
  }

  /** The current question, or null. */
  public @Nullable Prompt question() {
    return question == null ? null : question.prompt();
  }

  /** Handles a line at once, or later if it must wait. */
  public void take(String line, Input.Handler commands) {
    Question asked = question;
    if (asked != null) {
      takeAnswer(asked, line, commands);
    } else {
      takeInput(line, commands);
    }
  }

  /**
   * A request for the users present has ended. If the users are known, handles the waiting lines.
   * Otherwise drops these lines, unless the connection is lost.
   */
  public void usersListed(Input.Handler commands) {
    if (state.roster().isKnown()) {
      handleWaiting(commands);
    } else if (!state.link().isLost()) {
      drop("private.unclear");
    }
  }

  /** The chat ends. Answers an open question with no, and reports the waiting lines as not sent. */
  public void giveUp() {
    if (question != null) {
      question.no().run();
      question = null;
    }
    drop("refusal.not-running");
  }

  /** The waiting lines, oldest first. */
  public List<String> waiting() {
    return List.copyOf(waiting);
  }

  /** How many answers are missing. Each waiting line counts as one. */
  public int answersMissing() {
    return state.answersMissing() + waiting.size();
  }

  /** Whether a waiting line was dropped. */
  public boolean hasDropped() {
    return dropped;
  }

  private void takeAnswer(Question asked, String line, Input.Handler commands) {
    Optional<Boolean> answer = Question.answer(line, display.words().messages());
    if (answer.isPresent()) {
      question = null;
      (answer.get() ? asked.yes() : asked.no()).run();
      handleWaiting(commands);
    }
  }

  private void takeInput(String line, Input.Handler commands) {
    Input input = InputParser.parse(line, state.roster());
    boolean mustWait = InputParser.isAmbiguous(line) && !state.roster().isKnown();
    if (input != Input.Simple.NOTHING && !input.mayHavePassword()) {
      boolean sentToPeer = input.sendsMessage() && state.privatePeers().peer() != null;
      console.remember(line, !(input.isPrivate() || sentToPeer));
    }
    if (mustWait || (!waiting.isEmpty() && input.sendsMessage())) {
      waiting.addLast(line);
      if (!state.link().isLost()) {
        listUsers.run();
      }
    } else {
      input.giveTo(commands, line);
    }
  }

  /**
   * Handles the waiting lines in order. Stops after a line that needs a confirmation by the user.
   */
  private void handleWaiting(Input.Handler commands) {
    while (question == null && !waiting.isEmpty()) {
      String line = waiting.removeFirst();
      InputParser.parse(line, state.roster()).giveTo(commands, line);
    }
  }

  private void drop(String why) {
    for (String line : waiting) {
      dropped = true;
      display.unsent(line, display.words().text(why));
    }
    waiting.clear();
  }
}
