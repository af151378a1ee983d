package chat.charla.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeedsTest {
  private static final List<String> PROPERTIES =
      List.of("charla.seed", "charla.seeds", "charla.seeds.seconds");

  private final Map<String, @Nullable String> before = new HashMap<>();
  private final List<Long> run = new ArrayList<>();
  private final PrintStream console = System.out;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  /**
   * Captures the output. Otherwise the failures that this test provokes would look like failures of
   * the build.
   */
  @BeforeEach
  void capturePrinted() {
    System.setOut(new PrintStream(printed, true, UTF_8));
  }

  @AfterEach
  void restoreConsole() {
    System.setOut(console);
  }

  @BeforeEach
  void clearProperties() {
    PROPERTIES.forEach(name -> before.put(name, System.clearProperty(name)));
  }

  @AfterEach
  void restoreProperties() {
    PROPERTIES.forEach(System::clearProperty);
    before.forEach(
        (name, value) -> {
          if (value != null) {
            System.setProperty(name, value);
          }
        });
  }

  @Test
  void theCorpusComesFirstAndThenAFixedRange() {
    assertEquals(5, Seeds.forEach(SeedsTest.class, 3, run::add));

    assertEquals(List.of(1795387250568L, -7L, 1L, 2L, 3L), run);
    assertEquals(List.of(1795387250568L, -7L), Seeds.corpus(SeedsTest.class));
  }

  @Test
  void aTestWithoutACorpusRunsOnlyTheRange() {
    Seeds.forEach(Seeds.class, 2, run::add);

    assertEquals(List.of(1L, 2L), run);
  }

  @Test
  void aChosenSeedRunsAlone() {
    System.setProperty("charla.seed", "42");

    Seeds.forEach(SeedsTest.class, 3, run::add);

    assertEquals(List.of(42L), run);
    assertEquals(42, Seeds.one());
  }

  @Test
  void theChosenNumberOfSeedsRuns() {
    System.setProperty("charla.seed", "42");
    System.setProperty("charla.seeds", "3");

    Seeds.forEach(SeedsTest.class, 1, run::add);

    assertEquals(List.of(42L, 43L, 44L), run);
  }

  @Test
  void oneSeedRunsEvenIfNoTimeIsLeft() {
    System.setProperty("charla.seed", "42");
    System.setProperty("charla.seeds.seconds", "0");

    Seeds.forEach(SeedsTest.class, 3, run::add);

    assertEquals(List.of(42L), run);
  }

  @Test
  void aFailureDoesNotStopTheOtherSeeds() {
    IllegalStateException wrong = new IllegalStateException("wrong");

    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () ->
                Seeds.forEach(
                    Seeds.class,
                    4,
                    seed -> {
                      run.add(seed);
                      if (seed % 2 == 0) {
                        throw wrong;
                      }
                    }));

    assertEquals("of 4 seeds these fail: 2, 4; the first: wrong", failure.getMessage());
    assertSame(wrong, failure.getCause());
    assertTrue(printed.toString(UTF_8).contains("FAILED Seeds seed 4: " + wrong));
    assertEquals(List.of(1L, 2L, 3L, 4L), run);
  }

  @Test
  void tenFailuresStopTheRun() {
    AssertionError failure =
        assertThrows(
            AssertionError.class,
            () ->
                Seeds.forEach(
                    Seeds.class,
                    100,
                    seed -> {
                      run.add(seed);
                      throw new AssertionError("wrong");
                    }));

    assertTrue(String.valueOf(failure.getMessage()).startsWith("of 10 seeds these fail: 1, 2,"));
    assertEquals(LongStream.rangeClosed(1, 10).boxed().toList(), run);
  }
}
