package chat.charla.server.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.server.disk.Disk.Space;
import chat.charla.server.scheduling.SimulatedScheduler;
import chat.charla.testkit.VirtualTime;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The free space of a simulated disk in virtual time, and of a real disk. */
class DiskWatchTest {
  @RegisterExtension final QuietLog log = new QuietLog(Level.SEVERE);

  private final VirtualTime time = new VirtualTime();
  private final List<String> told = new ArrayList<>();
  private @Nullable Space space = new Space(1000, 1000);
  private final DiskWatch watch =
      new DiskWatch(
          this::read,
          MinFree.percent(BigDecimal.valueOf(10)),
          new SimulatedScheduler(time),
          change -> told.add(change.level() + " " + change.usable() + " of " + change.min()));

  @Test
  void theLevelFollowsTheFreeSpaceAndEachChangeIsReportedOnce() {
    watch.start();
    for (long free : List.of(100, 99, 60, 50, 49, 10, 61, 62, 124, 125, 100)) {
      space = new Space(free, 1000);
      time.advance(DiskWatch.INTERVAL);
    }

    assertEquals(
        List.of("LOW 99 of 100", "TOO_LOW 49 of 100", "LOW 62 of 100", "ENOUGH 125 of 100"), told);
  }

  @Test
  void theFirstCheckIsAtTheStart() {
    space = new Space(0, 1000);

    watch.start();

    assertEquals(DiskLevel.TOO_LOW, watch.level());
  }

  @Test
  void aChangedMinimumAppliesToTheNextCheck() {
    space = new Space(90, 1000);
    watch.start();
    assertEquals(DiskLevel.LOW, watch.level());

    watch.change(MinFree.bytes(10));
    time.advance(DiskWatch.INTERVAL);

    assertEquals(DiskLevel.ENOUGH, watch.level());
  }

  @Test
  void aLowerMinimumAppliesAtOnceEvenIfItIsJustBelowTheFreeSpace() {
    space = new Space(90, 1000);
    watch.start();

    watch.change(MinFree.bytes(80));
    time.advance(Duration.ZERO);

    assertEquals(DiskLevel.ENOUGH, watch.level());
    assertEquals(List.of("LOW 90 of 100", "ENOUGH 90 of 80"), told);
    assertEquals(80, watch.minFreeBytes());
  }

  /** A reload sets all options again. If the value is the same, the level must not change. */
  @Test
  void theSameMinimumAgainChangesNothing() {
    space = new Space(90, 1000);
    watch.start();
    space = new Space(110, 1000);

    watch.change(MinFree.percent(BigDecimal.valueOf(10)));
    time.advance(DiskWatch.INTERVAL);

    assertEquals(List.of("LOW 90 of 100"), told);
  }

  @Test
  void aDiskThatCannotBeReadKeepsItsLevel() {
    space = new Space(90, 1000);
    watch.start();
    space = null;
    time.advance(DiskWatch.INTERVAL);
    assertEquals(DiskLevel.LOW, watch.level());

    space = new Space(1000, 1000);
    time.advance(DiskWatch.INTERVAL);

    assertEquals(DiskLevel.ENOUGH, watch.level());
  }

  @Test
  void withoutAMinimumTheSpaceIsNeverTooLow() {
    watch.change(MinFree.NONE);
    space = new Space(0, 1000);

    watch.start();

    assertEquals(DiskLevel.ENOUGH, watch.level());
  }

  @Test
  void aPercentageOfTheLargestDiskDoesNotOverflow() {
    assertEquals(Long.MAX_VALUE / 20, MinFree.percent(BigDecimal.valueOf(5)).of(Long.MAX_VALUE));
    assertThrows(IllegalArgumentException.class, () -> MinFree.percent(BigDecimal.valueOf(80.001)));
    assertThrows(IllegalArgumentException.class, () -> MinFree.bytes(Long.MAX_VALUE));
  }

  /** A server on a disk of 4 TB, of which 95 GB are free, refuses no message. */
  @Test
  void theDefaultIsFivePercentOrFiveGigabytesOfALargeDisk() {
    assertEquals(1_000_000_000L, MinFree.DEFAULT.of(20_000_000_000L));
    assertEquals(5_000_000_000L, MinFree.DEFAULT.of(100_000_000_000L));
    assertEquals(5_000_000_000L, MinFree.DEFAULT.of(4_000_000_000_000L));
    assertEquals(200_000_000_000L, MinFree.percent(BigDecimal.valueOf(5)).of(4_000_000_000_000L));
  }

  @Test
  void withTheHighestPercentageThereCanBeEnoughSpaceAgain() {
    watch.change(MinFree.percent(BigDecimal.valueOf(80)));
    space = new Space(0, 1000);
    watch.start();

    space = new Space(1000, 1000);
    time.advance(DiskWatch.INTERVAL);

    assertEquals(DiskLevel.ENOUGH, watch.level());
  }

  @Test
  void aRealDiskHasASize(@TempDir Path directory) throws IOException {
    Space real = new FileSystemDisk(directory).space();

    assertTrue(real.total() > 0, real::toString);
    assertTrue(real.usable() >= 0 && real.usable() <= real.total(), real::toString);
  }

  private Space read() throws IOException {
    if (space == null) {
      throw new IOException("the disk is gone");
    }
    return space;
  }
}
