package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.fatal.ProcessEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An exception in a task of a connection is logged and closes the connection. Otherwise the
 * exception would be lost, and the server would stop checking the connection's calls, or stop
 * reading from the connection.
 */
class ConnectionDefectTest extends MeteredConnectionFixture {
  private static final Logger FAILURES = Logger.getLogger(ProcessEnd.class.getName());

  private final List<LogRecord> logged = new ArrayList<>();
  private final Handler recorder = new Recorder();

  @BeforeEach
  void recordTheLog() {
    FAILURES.addHandler(recorder);
    FAILURES.setUseParentHandlers(false);
  }

  @AfterEach
  void restoreTheLog() {
    FAILURES.removeHandler(recorder);
    FAILURES.setUseParentHandlers(true);
  }

  @Test
  void aDefectWhileCallsAreCheckedClosesTheConnection() {
    grpc.call().ended(System.nanoTime());
    assertTrue(channel.isOpen());

    advance();
    assertThrows(IllegalStateException.class, channel::checkException);

    assertFalse(channel.isOpen());
    requireLogged();
  }

  @Test
  void aDefectWhileACallIsFreedClosesTheConnection() {
    int[] done = new int[1];
    connection()
        .free(
            grpc.call(),
            () -> {
              throw new IllegalStateException("a defect");
            },
            () -> done[0]++);
    channel.runPendingTasks();
    assertThrows(IllegalStateException.class, channel::checkException);

    assertFalse(channel.isOpen());
    assertEquals(1, done[0]);
    requireLogged();
  }

  private void requireLogged() {
    assertEquals(
        List.of("a defect"),
        logged.stream().map(record -> record.getThrown().getMessage()).toList());
  }

  private final class Recorder extends Handler {
    @Override
    public void publish(LogRecord record) {
      logged.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
