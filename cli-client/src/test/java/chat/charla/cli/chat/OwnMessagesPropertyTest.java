package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.testkit.Seeds;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * In any order of results, events, gaps and losses of the connection, each typed message is shown
 * once, or reported once as refused, or reported once as having an unknown outcome.
 */
@Tag("seeds")
class OwnMessagesPropertyTest {
  private static final int STEPS = 120;

  @Test
  void eachMessageEndsInExactlyOneWay() {
    Seeds.forEach(OwnMessagesPropertyTest.class, 300, seed -> new Run(seed).play());
  }

  /**
   * One random run: Ana's client, and a server with one room. The server stores at most one message
   * for each client message id.
   */
  private static final class Run {
    private final Random random;
    private final long seed;
    private final Scene ana = Scene.person().joins();
    private final List<String> typed = new ArrayList<>();

    /** The room's log, with the messages of Ana and of Luis. */
    private final List<Event> log = new ArrayList<>();

    private final Map<String, Long> posted = new HashMap<>();
    private List<ConverseRequest> unanswered = new ArrayList<>();
    private int delivered;
    private boolean online = true;

    Run(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void play() {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(8)) {
          case 0, 1 -> type();
          case 2 -> receive();
          case 3 -> answer();
          case 4, 5 -> deliver();
          case 6 -> othersPost();
          default -> breakConnectionOrReconnect();
        }
      }
      boolean quits = random.nextBoolean();
      if (quits) {
        ana.server.ignoresLeave();
        ana.types("/quit").waits(Duration.ofMinutes(1));
      } else {
        settle();
      }
      check(quits);
    }

    private void type() {
      String text = "m" + typed.size() + ".";
      typed.add(text);
      ana.types(text);
    }

    private void receive() {
      while (ana.server.hasCommand()) {
        ConverseRequest command = ana.server.nextCommand();
        if (online) {
          unanswered.add(command);
          if (!isRefused(command)) {
            post(command);
          }
        }
      }
    }

    /**
     * Whether the server refuses a message. This depends only on the text, so the server refuses a
     * repetition as well.
     */
    private static boolean isRefused(ConverseRequest command) {
      return command.getSendMessage().getText().endsWith("3.");
    }

    private void post(ConverseRequest command) {
      String id = command.getSendMessage().getClientMessageId();
      if (!posted.containsKey(id)) {
        posted.put(id, (long) log.size() + 1);
        log.add(Scene.echo(command, log.size() + 1));
      }
    }

    private void answer() {
      if (!online || unanswered.isEmpty()) {
        return;
      }
      ConverseRequest command = unanswered.remove(random.nextInt(unanswered.size()));
      if (isRefused(command)) {
        ana.refuses(command, ErrorReason.ERROR_REASON_NOT_A_MEMBER);
      } else {
        long sequence = posted.getOrDefault(command.getSendMessage().getClientMessageId(), 0L);
        ana.accepts(command, sequence, sequence <= delivered);
      }
    }

    private void deliver() {
      if (online && delivered < log.size()) {
        ana.receives(log.get(delivered));
        delivered++;
      }
    }

    private void othersPost() {
      log.add(said("lobby", log.size() + 1, LUIS, "de Luis"));
    }

    private void breakConnectionOrReconnect() {
      if (online) {
        online = false;
        // Messages that the server has not read are lost with the stream.
        unanswered = new ArrayList<>();
        while (ana.server.hasCommand()) {
          ana.server.nextCommand();
        }
        ana.losesConnection();
      } else {
        reconnect();
      }
    }

    private void reconnect() {
      online = true;
      ana.types("/reconnect").opens(timeline("lobby", delivered, log.size()));
      if (random.nextInt(3) == 0 && delivered < log.size()) {
        int trimmed = delivered + 1 + random.nextInt(log.size() - delivered);
        ana.gap("lobby", delivered + 1, trimmed);
        delivered = trimmed;
      }
    }

    private void settle() {
      if (!online) {
        reconnect();
      }
      receive();
      while (!unanswered.isEmpty()) {
        answer();
        receive();
      }
      while (delivered < log.size()) {
        deliver();
      }
      assertEquals(List.of(), ana.console.pending(), () -> "pending, seed " + seed);
    }

    private void check(boolean quits) {
      for (String text : typed) {
        long shown = count("14:03 <Ana> " + text);
        long reported =
            ana.console.everything().stream()
                .filter(line -> line.contains("«" + text + "»"))
                .count();
        assertEquals(
            1,
            shown + reported,
            () -> text + " of seed " + seed + ", quits " + quits + ": " + ana.console.everything());
      }
    }

    private long count(String line) {
      return ana.console.everything().stream().filter(line::equals).count();
    }
  }
}
