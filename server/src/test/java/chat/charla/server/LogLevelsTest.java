package chat.charla.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What gRPC and Netty log in a process that starts like the server, with all levels enabled. */
class LogLevelsTest {
  @TempDir private Path directory;
  private @Nullable Process started;

  @AfterEach
  void kill() {
    if (started != null) {
      started.destroyForcibly();
    }
  }

  @Test
  void framesAreNotLogged() throws Exception {
    Process process = start("frames");

    assertEquals("frames are logged: false", lastLine(process));
    assertEquals(0, exitCode(process));
  }

  @ParameterizedTest
  @ValueSource(strings = {"connection", "stream", "message"})
  void aVirtualMachineErrorEndsTheProcessEvenIfTheErrorIsNotLogged(String where) throws Exception {
    Process process = start(where);

    assertEquals("charla-server: out of memory", lastLine(process));
    assertEquals(ProcessEnd.EXIT_CODE, exitCode(process));
  }

  @Test
  void exceptionsThatClientsCauseAreNotLogged() throws Exception {
    Process process = start("client");

    assertEquals("still running", lastLine(process));
    assertEquals(0, exitCode(process));
  }

  private Process start(String what) throws IOException {
    Path everything =
        Files.writeString(
            directory.resolve("logging.properties"),
            """
            handlers = java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level = ALL
            .level = ALL
            io.grpc.netty.shaded.level = ALL
            io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler.level = ALL
            # From Java 21 on, this logger would log the exit.
            java.lang.Runtime.level = OFF
            """);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.logging.config.file=" + everything,
            "-cp",
            System.getProperty("java.class.path"),
            LoggingTransport.class.getName(),
            what);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
    started = builder.start();
    return started;
  }

  private static String lastLine(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .reduce("", (before, line) -> line);
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS), "the process still runs");
    return process.exitValue();
  }
}
