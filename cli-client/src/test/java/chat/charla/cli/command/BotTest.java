package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.charla.cli.settings.TokenFile;
import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.Program;
import chat.charla.cli.testkit.TestServer;
import chat.charla.testkit.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The bot in the documentation, run unchanged with a real server. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class BotTest {
  private static final Pattern PYTHON =
      Pattern.compile("```python[^\\n]*\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void killedBotAnswersEverythingOnce() throws Exception {
    assumeTrue(hasPython(), "python3 is not installed");
    try (TestServer server = new TestServer(directory.resolve("data"));
        Person ana = Person.chats(server, "Ana")) {
      new TokenFile(directory.resolve("bot.token")).create(TestServer.join(server, "pingbot"));
      Path charla = directory.resolve("charla");
      Files.writeString(
          charla, "#!/bin/sh\nexec " + Program.commandLine() + " \"$@\" --port " + server.port());
      assertEquals(true, charla.toFile().setExecutable(true));
      Files.writeString(directory.resolve("bot.py"), bot());

      Process first = startBot();
      ana.sees("HH:MM -- pingbot entró al chat");
      ana.types("!ping").sees("HH:MM <pingbot> pong, Ana");
      awaitSavedPosition("lobby:2@");
      kill(first);
      ana.types("!ping").types("nada").sees("HH:MM <Ana> nada");
      // Simulate a bot that was killed before it could record its first answer.
      Path position = directory.resolve("bot.position");
      Files.writeString(position, Files.readString(position).replace("lobby:2@", "lobby:0@"));
      Process second = startBot();
      awaitSavedPosition("lobby:5@");
      kill(second);
    }
    try (TestServer server = new TestServer(directory.resolve("data"))) {
      List<String> history = Person.starts(server, "history").output();
      assertEquals(
          List.of("!ping", "pong, Ana", "!ping", "nada", "pong, Ana"),
          history.stream().map(line -> line.substring(line.lastIndexOf('\t') + 1)).toList());
    }
  }

  private static String bot() throws IOException {
    Matcher matcher = PYTHON.matcher(Files.readString(Path.of("..", "docs", "scripting.md")));
    if (!matcher.find()) {
      throw new AssertionError("the documentation shows no bot");
    }
    return matcher.group(1);
  }

  private Process startBot() throws IOException {
    return new ProcessBuilder("python3", "bot.py")
        .directory(directory.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void awaitSavedPosition(String beginning) throws IOException {
    Path file = directory.resolve("bot.position");
    long end = System.nanoTime() + Patience.LIMIT.toNanos();
    while (!Files.exists(file) || !Files.readString(file).startsWith(beginning)) {
      if (System.nanoTime() > end) {
        throw new AssertionError("the bot never saves a position that starts with  " + beginning);
      }
      Thread.onSpinWait();
    }
  }

  /** Kills the bot without cleanup, and waits until its {@code charla pipe} process has ended. */
  private static void kill(Process bot) throws InterruptedException {
    List<ProcessHandle> children = bot.descendants().toList();
    bot.destroyForcibly().waitFor();
    children.forEach(child -> child.onExit().join());
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
