package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.testkit.Patience;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real shells complete command lines with the scripts that {@code completion} prints. */
class CompletionTest {
  /** Calls the function as bash does, with these words, and prints the completions. */
  private static final String BASH_DRIVER =
      """
      source "$1"; shift
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      _charla
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  /** Types into an interactive zsh, and prints its line after Tab. */
  private static final String ZSH_DRIVER =
      """
      zmodload zsh/zpty
      zpty shell "TERM=dumb zsh -f -i"
      zpty -w shell 'PS1="READY> "; autoload -Uz compinit; compinit -u -D; source '"$1"
      zpty -w shell 'show() { print -r -- "[$BUFFER]"; BUFFER= }; zle -N show; bindkey "^G" show'
      zpty -w shell 'bindkey "^I" complete-word; LISTMAX=0; echo "SET" "UP"'
      zpty -r shell seen $'*SET UP\\r\\n*READY> '
      zpty -w -n shell "$2"$'\\t\\a'
      zpty -r shell seen '*\\[*\\]*'
      print -r -- "$seen"
      zpty -d shell
      """;

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void makeFile() throws IOException {
    file = Files.writeString(directory.resolve("my token"), "");
  }

  @Test
  void bashCompletes() throws Exception {
    assertEquals(List.of("chat"), bash("charla", "ch"));
    assertTrue(bash("charla", "").containsAll(List.of("send", "config", "server", "demo")));
    assertEquals(List.of("path", "show"), bash("./charla", "config", ""));
    assertEquals(List.of("create"), bash("charla", "token", "cr"));
    assertEquals(List.of("write"), bash("charla", "token", "create", "--scope", "w"));
    assertEquals(List.of("--server"), bash("charla", "send", "--to", "config", "--serv"));
    assertEquals(List.of("--lines"), bash("charla", "send", "--lin"));
    assertEquals(List.of(), bash("charla", "users", "--lin"));
    assertEquals(List.of("en", "es"), bash("charla", "--lang", "e"));
    assertEquals(List.of("en", "es"), bash("charla", "users", "--lang", "="));
    assertEquals(List.of("es"), bash("charla", "users", "--lang", "=", "es"));
    assertEquals(List.of("users"), bash("charla", "--lang", "=", "es", "us"));
    assertEquals(List.of("zsh"), bash("charla", "completion", "z"));
    assertEquals(List.of(file.toString()), bash("charla", "users", "--token-file", start(file)));
    assertEquals(List.of(), bash("charla", "send", "--", "--"));
  }

  @Test
  void zshCompletes() throws Exception {
    assertTrue(zsh("charla comp").endsWith("[charla completion ]"));
    assertTrue(zsh("./charla config p").endsWith("[./charla config path ]"));
    assertTrue(zsh("charla send --lin").endsWith("[charla send --lines ]"));
    assertTrue(zsh("charla users --color al").endsWith("[charla users --color always ]"));
    assertTrue(zsh("charla users --color=al").endsWith("[charla users --color=always ]"));
    assertTrue(zsh("charla --lang es us").endsWith("[charla --lang es users ]"));
    assertTrue(zsh("charla users --token-file " + start(file)).contains("/my\\ token ]"));
    String offered = zsh("charla co");
    assertTrue(
        offered.contains("config      -- Muestra los ajustes y el archivo de configuración"),
        offered);
    assertTrue(offered.contains("completion  -- "), offered);
  }

  @Test
  void fishCompletes() throws Exception {
    assertEquals(List.of("chat\tAbre el chat interactivo"), fish("charla cha"));
    assertEquals(List.of("path", "show"), names(fish("./charla config ")));
    assertEquals(List.of("--server"), names(fish("charla send --to config --serv")));
    assertEquals(List.of(), fish("charla users --lin"));
    assertEquals(List.of("en", "es"), names(fish("charla --lang ")));
    assertEquals(List.of("--lang=es"), names(fish("charla users --lang=es")));
    assertEquals(List.of("users"), names(fish("charla --lang es us")));
    assertEquals(List.of("zsh"), fish("charla completion z"));
    assertEquals(1, fish("charla users --token-file " + start(file)).size());
    assertEquals(List.of(), fish("charla -- ch"));
  }

  private List<String> bash(String... words) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("bash", "--norc", "-c", BASH_DRIVER, "bash"));
    arguments.add(script("bash"));
    arguments.addAll(Arrays.asList(words));
    return sorted(run(arguments));
  }

  private String zsh(String line) throws Exception {
    String output = run(List.of("zsh", "-f", "-c", ZSH_DRIVER, "zsh", script("zsh"), line));
    return output.replace("\r", "").replaceAll("[ \n]+$", "");
  }

  private List<String> fish(String line) throws Exception {
    String command = "source $argv[1]; complete -C $argv[2]";
    return sorted(run(List.of("fish", "--no-config", "-c", command, script("fish"), line)));
  }

  private String script(String shell) throws IOException {
    List<String> lines = Person.starts("completion", shell).output();
    return Files.write(directory.resolve("charla." + shell), lines).toString();
  }

  /** Skips the test with a message if the shell is not installed. */
  private String run(List<String> command) throws Exception {
    String shell = command.get(0);
    boolean installed =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(path -> Files.isExecutable(Path.of(path, shell)));
    assumeTrue(installed, shell + " is not installed: its completion is not tested");
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "HOME", directory.toString()));
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      assertTrue(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS), () -> shell + " hangs");
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The beginning of the path, up to the space in the file's name. */
  private static String start(Path file) {
    String path = file.toString();
    return path.substring(0, path.length() - " token".length());
  }

  private static List<String> sorted(String lines) {
    return List.copyOf(new TreeSet<>(lines.lines().filter(line -> !line.isEmpty()).toList()));
  }

  private static List<String> names(List<String> lines) {
    return lines.stream().map(line -> line.split("\t")[0]).toList();
  }
}
