package chat.charla.cli.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is typed while one talks: the answer to what was asked back, a command, or something to say.
 * A private message waits until it is clear whom it is for, and what is said after it waits behind
 * it. Owned by the client's scheduler.
 */
final class TypedLines {
  private final Console console;
  private final Situation situation;
  private final Display display;
  private final Runnable findOutWhoIsHere;
  private final Deque<String> waiting = new ArrayDeque<>();
  private @Nullable Question question;
  private boolean dropped;

  /**
   * Nothing is typed yet.
   *
   * @param findOutWhoIsHere has {@link #whoIsHere} called later
   */
  TypedLines(Console console, Situation situation, Display display, Runnable findOutWhoIsHere) {
    this.console = console;
    this.situation = situation;
    this.display = display;
    this.findOutWhoIsHere = findOutWhoIsHere;
  }

  /** Asks back: the next line is the answer. */
  void ask(Question toAsk) {
    question = toAsk;
  }

  /** What is asked at present, or null. */
  @Nullable Prompt question() {
    return question == null ? null : question.prompt();
  }

  /** Takes a line, and has done what it asks for, now or later. */
  void take(String line, Input.Handler commands) {
    Question asked = question;
    if (asked != null) {
      takeAnswer(asked, line, commands);
    } else {
      understand(line, commands);
    }
  }

  /** It may be known now who is present, so that {@code :p-} can be understood. */
  void whoIsHere(Input.Handler commands) {
    if (situation.roster.isKnown()) {
      understandWaiting(commands);
    } else if (!situation.link.isLost()) {
      drop("private.unclear");
    }
  }

  /** Nothing more can be done: what is open counts as answered with no, what waits as not sent. */
  void giveUp() {
    if (question != null) {
      question.no().run();
      question = null;
    }
    drop("refusal.not-running");
  }

  /** What waits, the oldest first. */
  List<String> waiting() {
    return List.copyOf(waiting);
  }

  /** Whether something that waited was not sent in the end. */
  boolean hasDropped() {
    return dropped;
  }

  private void takeAnswer(Question asked, String line, Input.Handler commands) {
    Optional<Boolean> answer = Question.answer(line, display.words().messages());
    if (answer.isPresent()) {
      question = null;
      (answer.get() ? asked.yes() : asked.no()).run();
      understandWaiting(commands);
    }
  }

  private void understand(String line, Input.Handler commands) {
    Input input = InputParser.parse(line, situation.roster);
    boolean mustWait = InputParser.isAmbiguous(line) && !situation.roster.isKnown();
    if (input != Input.Simple.NOTHING) {
      boolean spokenInPrivate = input.isSpeech() && situation.whispers.peer() != null;
      console.remember(line, !(input.isPrivate() || spokenInPrivate));
    }
    if (mustWait || (!waiting.isEmpty() && input.isSpeech())) {
      waiting.addLast(line);
      if (!situation.link.isLost()) {
        findOutWhoIsHere.run();
      }
    } else {
      input.giveTo(commands);
    }
  }

  /** One after the other: before the next one, what the last one has asked back is answered. */
  private void understandWaiting(Input.Handler commands) {
    while (question == null && !waiting.isEmpty()) {
      InputParser.parse(waiting.removeFirst(), situation.roster).giveTo(commands);
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
