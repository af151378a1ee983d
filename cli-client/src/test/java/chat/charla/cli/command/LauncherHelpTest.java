package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.cli.settings.Settings;
import chat.charla.cli.testkit.Screen;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The help of the launchers names the commands that exist, and no others. */
class LauncherHelpTest {
  private static final Map<String, String> NO_SETTINGS = Map.of("XDG_CONFIG_HOME", "/nonexistent");
  private static final Path PACKAGED = Path.of("..", "bin", "charla");
  private static final Path CHECKOUT = Path.of("..", "charla");
  private static final Path WINDOWS = Path.of("..", "charla.cmd");

  /** The commands that the launchers run without the terminal client. */
  private static final Set<String> OF_LAUNCHERS = Set.of("server", "demo");

  /** A line with commands, separated by commas, and perhaps a description after two spaces. */
  private static final Pattern COMMANDS =
      Pattern.compile("^(?:echo )?  ([a-z]+(?:-[a-z]+)*(?:, [a-z]+(?:-[a-z]+)*)*),?(?:  .*)?$");

  @Test
  void launcherOfPackagesNamesEveryCommand() throws IOException {
    assertEquals(commands(), named(Files.readString(PACKAGED), "cat <<END\n", "\nEND\n"));
  }

  @Test
  void launcherForWindowsNamesEveryCommand() throws IOException {
    assertEquals(commands(), named(Files.readString(WINDOWS), "\n:usage\n", "\nexit /b"));
  }

  /** The launcher of a checkout prints the help of the packages' launcher, and one more command. */
  @Test
  void launcherOfACheckoutAddsOnlyTheBenchmark() throws IOException {
    assertEquals(Set.of("bench"), named(Files.readString(CHECKOUT), "other_commands='\n", "'\n"));
  }

  private static Set<String> commands() {
    Screen screen = new Screen();
    Context context =
        new Context(
            InputStream.nullInputStream(), screen.stream(), screen.stream(), NO_SETTINGS, false);
    Settings settings = Settings.read(NO_SETTINGS, null, null);
    Set<String> commands =
        new TreeSet<>(
            CharlaCommand.commandLine(context, Messages.in(Language.ENGLISH), settings)
                .getSubcommands()
                .keySet());
    commands.addAll(OF_LAUNCHERS);
    return commands;
  }

  /** The commands that are named in the part of a launcher between these two texts. */
  private static Set<String> named(String launcher, String begin, String end) {
    String unix = launcher.replace("\r\n", "\n");
    int first = unix.indexOf(begin);
    assertFalse(first < 0, begin);
    int last = unix.indexOf(end, first + begin.length());
    assertFalse(last < 0, end);
    return unix.substring(first + begin.length(), last)
        .lines()
        .map(COMMANDS::matcher)
        .filter(Matcher::matches)
        .flatMap(matcher -> List.of(matcher.group(1).split(", ")).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
