package chat.charla.server.fatal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.fatal.FailingProgram.Failure;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * After a fatal error in any thread, the process prints one line and ends, even if no memory is
 * left.
 */
class ProcessEndTest {
  private @Nullable Process started;

  @AfterEach
  void kill() {
    if (started != null) {
      started.destroyForcibly();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "MEMORY_IN_A_CORE_TASK",
        "MEMORY_IN_A_TIMER",
        "MEMORY_IN_A_THREAD",
        "MEMORY_IN_TWO_THREADS",
        "MEMORY_AS_CAUSE_OF_ANOTHER_ERROR"
      })
  void withoutMemoryTheProcessEndsAfterOneLine(Failure failure) throws Exception {
    Process process = start(failure);

    List<String> lines = errors(process);

    assertEquals(ProcessEnd.EXIT_CODE, exitCode(process));
    assertEquals(List.of("charla-server: out of memory"), lines);
  }

  @ParameterizedTest
  @EnumSource(names = {"STACK_IN_A_CORE_TASK", "DEFECT_IN_A_THREAD"})
  void anyOtherFailureIsLoggedAfterTheLine(Failure failure) throws Exception {
    Process process = start(failure);

    List<String> lines = errors(process);

    assertEquals(ProcessEnd.EXIT_CODE, exitCode(process));
    assertEquals("charla-server: fatal failure", lines.get(0));
    assertTrue(lines.stream().anyMatch(line -> line.contains("FailingProgram")), lines.toString());
  }

  /**
   * Without memory, the failure cannot be logged. The attempt to log it takes longer than the
   * process may take to end.
   */
  @Test
  void theLineIsPrintedEvenIfThereIsNoMemoryToLogTheFailure() throws Exception {
    Process process = start(Failure.DEFECT_WHILE_THE_HEAP_IS_FULL);

    List<String> lines = errors(process);

    assertEquals(ProcessEnd.EXIT_CODE, exitCode(process));
    assertEquals("charla-server: fatal failure", lines.get(0));
  }

  @Test
  void theProcessEndsEvenIfItsConsoleIsNotRead() throws Exception {
    Process process = start(Failure.MEMORY_WHILE_THE_CONSOLE_IS_NOT_READ);

    assertEquals(ProcessEnd.EXIT_CODE, exitCode(process));
  }

  private Process start(Failure failure) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx16m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            FailingProgram.class.getName(),
            failure.name());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    started = builder.start();
    return started;
  }

  private static List<String> errors(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS), "the process still runs");
    return process.exitValue();
  }
}
