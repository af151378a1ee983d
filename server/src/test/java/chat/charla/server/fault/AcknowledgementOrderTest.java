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
 * The server delivers or acknowledges a message only after it has synced the write-ahead log with
 * that message. Killing the server cannot show this, because the kernel keeps written data. So the
 * test traces the order of the system calls.
 */
@Tag("fault-script")
@Timeout(10 * Patience.SECONDS)
class AcknowledgementOrderTest {
  private static final int ONE_BY_ONE = 20;
  private static final int BURSTS = 3;
  private static final int BURST = 20;

  /**
   * A mark. A mark that ends with t is the text of a message; one that ends with a is the request
   * id of the command that sends it.
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
  void noMessageIsAcknowledgedOrDeliveredBeforeItIsSynced() throws Exception {
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
          "fault ack-before-sync: %d messages, %d syncs of the log; after the sync of their message,"
              + " %d acknowledgements and %d deliveries; before it, %d%n",
          count,
          order.syncs,
          order.sent.stream().filter(mark -> mark.endsWith("a")).count(),
          order.sent.stream().filter(mark -> mark.endsWith("t")).count(),
          order.sentTooEarly.size());
      assertEquals(List.of(), order.sentTooEarly);
      assertEquals(
          2 * count, order.sent.size(), "the trace shows each acknowledgement and each delivery");
      assertTrue(order.syncs >= ONE_BY_ONE, "the trace shows the syncs");
    }
  }

  private String say(RawStream stream) {
    String mark = "mark-%04d-".formatted(count++);
    stream.send(
        mark + "a", SendMessageRequest.newBuilder().setRoom("lobby").setText(mark + "t").build());
    return mark + "a";
  }

  /**
   * Evaluates the traced system calls. The test must add them in the order in which they were made.
   */
  private static final class Order {
    /** All marks that were written to the log's file, whether synced or not. */
    private final Set<String> written = new HashSet<>();

    /**
     * For each thread with a pending sync, the marks that were in the log's file when that sync
     * began.
     */
    private final Map<String, Set<String>> syncing = new HashMap<>();

    private final Set<String> synced = new HashSet<>();
    private final Set<String> sent = new HashSet<>();
    private final List<String> sentTooEarly = new ArrayList<>();
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
          if (sent.add(mark) && !synced.contains(mark.substring(0, 10) + "t")) {
            sentTooEarly.add(mark);
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
