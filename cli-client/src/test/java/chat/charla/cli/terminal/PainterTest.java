package chat.charla.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.terminal.Painter.Task;
import chat.charla.cli.text.StyledText;
import chat.charla.testkit.Patience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PainterTest {
  private static final int TEXTS = 100;
  private static final Task LONG = new Task.Lines(StyledText.of("x".repeat(30_000)));

  /** A terminal that prints nothing until it is unblocked. */
  private static final class BlockedTerminal implements Painter.Canvas {
    final CountDownLatch unblocked = new CountDownLatch(1);
    final List<Integer> drawings = new ArrayList<>();

    @Override
    public void paint(List<Task> tasks) {
      try {
        unblocked.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      drawings.add(tasks.stream().mapToInt(Task::characters).sum());
    }

    @Override
    public void leave() {}
  }

  @Test
  void callerWaitsWhileABlockedTerminalCannotShowLongTexts() throws InterruptedException {
    BlockedTerminal terminal = new BlockedTerminal();
    Painter painter = new Painter(terminal);
    Thread caller =
        new Thread(
            () -> {
              for (int i = 0; i < TEXTS; i++) {
                painter.add(LONG);
              }
              painter.close();
            });
    painter.start();
    caller.start();
    Patience.await(
        "the caller waits", () -> caller.getState() == Thread.State.WAITING || !caller.isAlive());

    terminal.unblocked.countDown();
    caller.join();
    assertTrue(painter.awaitEnd(Patience.LIMIT));
    assertEquals(TEXTS * LONG.characters(), terminal.drawings.stream().mapToInt(i -> i).sum());
    assertTrue(
        terminal.drawings.stream().allMatch(size -> size <= Painter.MAX_WAITING_CHARACTERS),
        terminal.drawings::toString);
  }

  @Test
  void aTextThatIsLongerThanTheQueueIsShown() {
    BlockedTerminal terminal = new BlockedTerminal();
    terminal.unblocked.countDown();
    Painter painter = new Painter(terminal);
    Task longest = new Task.Lines(StyledText.of("x".repeat(Painter.MAX_WAITING_CHARACTERS + 1)));
    painter.start();
    painter.add(longest);
    painter.close();
    assertTrue(painter.awaitEnd(Patience.LIMIT));
    assertEquals(
        List.of(longest.characters()),
        terminal.drawings.stream().filter(characters -> characters > 0).toList());
  }
}
