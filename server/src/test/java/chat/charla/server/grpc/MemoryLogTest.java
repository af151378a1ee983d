package chat.charla.server.grpc;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.memory.MemoryBudget;
import chat.charla.testkit.Recording;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limit of lines counts lines with the same text, without its values, as one kind. */
class MemoryLogTest {
  private static final Logger LOGGER = Logger.getLogger(MemoryLog.class.getName());

  private final Recording<LogRecord> lines = new Recording<>();
  private final Handler recorder =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void record() {
    LOGGER.addHandler(recorder);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void stop() {
    LOGGER.setUseParentHandlers(true);
    LOGGER.removeHandler(recorder);
  }

  @Test
  void eachReasonIsAKindOfItsOwn() {
    MemoryLog log = new MemoryLog(new MemoryBudget(64 << 20).server());

    for (AbortReason reason : AbortReason.values()) {
      log.logAbort(4096, "192.0.2.1", reason);
      log.logAbort(8192, "192.0.2.2", reason);
    }

    Set<String> kinds = lines.all().stream().map(LogRecord::getMessage).collect(toSet());
    assertEquals(AbortReason.values().length, kinds.size(), kinds::toString);
    assertEquals(
        "A call of 192.0.2.2, with 8 KiB, was aborted to free memory, because the peer does not"
            + " read the answer. Held for peers: 0 MiB of 64 (--memory-budget)",
        new SimpleFormatter().formatMessage(lines.all().get(5)));
  }
}
