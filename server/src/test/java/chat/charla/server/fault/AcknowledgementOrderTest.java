package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.RawStream;
import chat.charla.server.process.Clients;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.SendMessageRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server sends no acknowledgement and no message before the write-ahead log that contains it is
 * synced. Killing the server cannot show this, because the kernel keeps written data. So the test
 * traces the order of the system calls.
 */
@Tag("fault-script")
@Timeout(10 * Patience.SECONDS)
class AcknowledgementOrderTest {
  private static final int ONE_BY_ONE = 20;
  private static final int BURSTS = 3;
  private static final int BURST = 20;

  /**
   * A mark. It is the text of a message if it ends with t, and its request id if it ends with a.
   */
  private static final Pattern MARK = Pattern.compile("mark-\\d{4}-[ta]");

  private static final Pattern SYNC = Pattern.compile("\\b(fsync|fdatasync)\\(\\d+<[^>]*-wal>");
  private static final Pattern SYNC_RESUMED =
      Pattern.compile("\\[pid +(\\d+)\\] <\\.\\.\\. f(data)?sync resumed>.*= 0");
  private static final Pattern PID = Pattern.compile("^\\[pid +(\\d+)\\]");
  private static final Pattern LOG_WRITE =
      Pattern.compile("\\b(write|pwrite64|pwritev2?)\\(\\d+<[^>]*-wal>");
  private static final Pattern NETWORK_WRITE =
      Pattern.compile("\\b(write|writev|sendto|sendmsg|sendmmsg)\\(\\d+<(socket|TCP)[^>]*>");

  @TempDir private Path data;

  private int count;

  @Test
  @Tag("fault:ack-before-sync")
  void nothingIsAcknowledgedOrShownBeforeItIsSynced() throws Exception {
    try (ServerProgram server = ServerProgram.classPath().data(data).option("--quiet").start();
        Clients clients = new Clients(server)) {
      RawClient ana = clients.join("Ana");
      RawStream own = ana.converse();
      RawStream other = clients.join("Luis").converse();
      Strace shown;
      try (Strace strace = Strace.watch(server)) {
        for (int i = 0; i < ONE_BY_ONE; i++) {
          own.result(say(own));
        }
        for (int i = 0; i < BURSTS; i++) {
          String last = "";
          for (int j = 0; j < BURST; j++) {
            last = say(own);
          }
          own.result(last);
        }
        other.message("mark-%04d-t".formatted(count - 1));
        shown = strace;
      }

      Order order = new Order();
      shown.shown().forEach(order::add);
      System.out.printf(
          "fault ack-before-sync: %d messages, %d syncs of the log, %d acknowledged and %d shown"
              + " after it, %d before%n",
          count,
          order.syncs,
          order.left.stream().filter(mark -> mark.endsWith("a")).count(),
          order.left.stream().filter(mark -> mark.endsWith("t")).count(),
          order.early.size());
      assertEquals(List.of(), order.early);
      assertEquals(
          2 * count, order.left.size(), "the trace shows each acknowledgement and each delivery");
      assertTrue(order.syncs >= ONE_BY_ONE, "the trace shows the syncs");
    }
  }

  private String say(RawStream stream) {
    String mark = "mark-%04d-".formatted(count++);
    stream.send(
        mark + "a", SendMessageRequest.newBuilder().setRoom("lobby").setText(mark + "t").build());
    return mark + "a";
  }

  /** Evaluates the traced system calls. They must be added in their order. */
  private static final class Order {
    /** All marks that were written to the log's file, whether synced or not. */
    private final Set<String> written = new HashSet<>();

    /** By thread: the marks that were in the log's file when the thread's pending sync began. */
    private final Map<String, Set<String>> syncing = new HashMap<>();

    private final Set<String> synced = new HashSet<>();
    private final Set<String> left = new HashSet<>();
    private final List<String> early = new ArrayList<>();
    private int syncs;

    void add(String line) {
      Matcher resumed = SYNC_RESUMED.matcher(line);
      if (LOG_WRITE.matcher(line).find()) {
        written.addAll(marks(line));
      } else if (SYNC.matcher(line).find()) {
        if (line.endsWith("<unfinished ...>")) {
          syncing.put(thread(line), Set.copyOf(written));
        } else if (line.endsWith("= 0")) {
          synced(Set.copyOf(written));
        }
      } else if (resumed.find()) {
        synced(syncing.getOrDefault(resumed.group(1), Set.of()));
      } else if (NETWORK_WRITE.matcher(line).find()) {
        for (String mark : marks(line)) {
          if (left.add(mark) && !synced.contains(mark.substring(0, 10) + "t")) {
            early.add(mark);
          }
        }
      }
    }

    private void synced(Set<String> marks) {
      syncs++;
      synced.addAll(marks);
    }

    private static String thread(String line) {
      Matcher pid = PID.matcher(line);
      return pid.find() ? pid.group(1) : "";
    }

    private static Set<String> marks(String line) {
      Set<String> marks = new HashSet<>();
      Matcher matcher = MARK.matcher(line);
      while (matcher.find()) {
        marks.add(matcher.group());
      }
      return marks;
    }
  }
}
