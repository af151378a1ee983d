package chat.charla.cli.chat;

import chat.charla.cli.chat.view.Console;
import chat.charla.cli.chat.view.InputArea;
import chat.charla.cli.chat.view.Prompt;
import chat.charla.client.Scheduler;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the {@link InputPump} read the next line, and draws the input area around the line. Owned by
 * the client's scheduler.
 */
final class InputTurns {
  private final Scheduler scheduler;
  private final Console console;
  private final Supplier<Prompt> prompt;
  private final Supplier<InputArea> area;

  /** Completed to let the pump read the next line; null if the pump is not waiting. */
  private @Nullable CompletableFuture<Prompt> turn;

  private boolean areaDue;
  private boolean ended;

  /**
   * Creates the turns.
   *
   * @param prompt returns the prompt for the next line
   * @param area returns the current input area
   */
  InputTurns(
      Scheduler scheduler, Console console, Supplier<Prompt> prompt, Supplier<InputArea> area) {
    this.scheduler = scheduler;
    this.console = console;
    this.prompt = prompt;
    this.area = area;
  }

  /**
   * Takes the future for which the pump waits. If the chat is over, cancels the future, so that the
   * pump stops.
   */
  void pumpWaits(CompletableFuture<Prompt> next) {
    if (ended) {
      next.cancel(false);
    } else {
      turn = next;
    }
  }

  /** Lets the pump read a line, if it is waiting. */
  void offer() {
    CompletableFuture<Prompt> waiting = turn;
    if (waiting != null) {
      turn = null;
      waiting.complete(prompt.get());
    }
  }

  /** Schedules a redraw of the input area, unless one is scheduled already. */
  void refreshArea() {
    if (areaDue) {
      return;
    }
    areaDue = true;
    scheduler.execute(
        () -> {
          areaDue = false;
          if (!ended && console.hasPerson()) {
            console.show(area.get());
          }
        });
  }

  /** The chat is over: no line is read, and the input area is not drawn again. */
  void end() {
    ended = true;
    if (turn != null) {
      turn.cancel(false);
    }
  }
}
