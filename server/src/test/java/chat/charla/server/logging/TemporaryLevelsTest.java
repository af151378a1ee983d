package chat.charla.server.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.testkit.VirtualTime;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes of log levels end by themselves, and leave no trace. */
class TemporaryLevelsTest {
  private static final String LOGGER = TemporaryLevels.class.getName();
  private static final Instant START = Instant.parse("2027-01-31T12:00:00Z");

  private final Logger logger = Logger.getLogger(LOGGER);
  private final VirtualTime time = new VirtualTime();
  private final TemporaryLevels levels =
      new TemporaryLevels(new SimulatedScheduler(time), () -> START.plusNanos(time.nanoTime()));
  private final List<String> ended = new ArrayList<>();

  @AfterEach
  void restore() {
    levels.close();
  }

  @Test
  void aChangeEndsAfterItsTime() {
    change(Level.DEBUG, Duration.ofMinutes(10));
    assertEquals(java.util.logging.Level.FINE, logger.getLevel());

    time.advance(Duration.ofMinutes(9));
    assertEquals(java.util.logging.Level.FINE, logger.getLevel());
    assertEquals(List.of(), ended);

    time.advance(Duration.ofMinutes(1));
    assertNull(logger.getLevel());
    assertEquals(List.of(), levels.changes());
    assertEquals(List.of(LOGGER), ended);
  }

  @Test
  void aSecondChangeReplacesTheFirst() {
    change(Level.DEBUG, Duration.ofMinutes(10));
    time.advance(Duration.ofMinutes(5));
    change(Level.ERROR, Duration.ofMinutes(10));

    time.advance(Duration.ofMinutes(9));
    assertEquals(java.util.logging.Level.SEVERE, logger.getLevel());

    time.advance(Duration.ofMinutes(1));
    assertNull(logger.getLevel());
    assertEquals(List.of(LOGGER), ended);
  }

  @Test
  void closingUndoesAllChanges() {
    change(Level.TRACE, Duration.ofHours(1));
    levels.close();
    assertNull(logger.getLevel());

    change(Level.TRACE, Duration.ofHours(1));
    assertNull(logger.getLevel(), "a change that comes too late has no effect");
  }

  private void change(Level level, Duration duration) {
    TemporaryLevels.Change change = levels.change(LOGGER, level, duration, ended::add);
    assertEquals(LOGGER, change.logger());
  }
}
