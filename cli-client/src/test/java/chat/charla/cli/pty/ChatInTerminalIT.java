package chat.charla.cli.pty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The screen of the packaged program during failures, resizes and hostile messages. */
class ChatInTerminalIT {
  private static final String TYPED = "Hola, est 你好 👋";

  @TempDir Path directory;
  private Tmux tmux;
  private TestServer server;

  @BeforeAll
  static void needTmux() {
    Assumptions.assumeTrue(
        Tmux.isInstalled(), "tmux is not installed (apt-get install tmux): no terminal to test in");
  }

  @BeforeEach
  void start() throws IOException {
    tmux = new Tmux(directory);
    server = new TestServer(directory.resolve("data"));
  }

  @AfterEach
  void stop() {
    tmux.close();
    server.close();
  }

  @Test
  void halfTypedTextSurvivesAHundredMessages() {
    Pane ana = chat("Ana").types(TYPED).sees(TYPED);
    List<String> said = IntStream.rangeClosed(1, 100).mapToObj(n -> "mensaje " + n).toList();
    say("Luis", said);

    ana.awaits("the last message", rows -> !indexesOf(rows, "mensaje 100").isEmpty());
    assertEquals(said, messages(ana.scrolled(), "<Luis> "));
    ana.awaits("the line, above the status row", rows -> lineIs("<Ana>: " + TYPED, rows));
    int row = ana.screen().indexOf("<Ana>: " + TYPED);
    int column = "<Ana>: Hola, est ".length() + 4 + 1 + 2;
    ana.awaitsTmuxValue("#{cursor_y} #{cursor_x}", row + " " + column);

    ana.types("o").presses("Enter").sees("<Ana> " + TYPED + "o");
    ana.awaits("an empty line", now -> now.contains("<Ana>:"));
  }

  @Test
  void halfTypedTextSurvivesResizes() {
    Pane ana = chat("Ana");
    String text = "Esto no cabe en una sola fila 你好, ni en ochenta ni en cincuenta columnas, ¿sí?";
    ana.types(text).awaits("the line", rows -> flat(rows).contains(flat(List.of(text))));
    for (int[] size : new int[][] {{50, 20}, {120, 30}, {30, 8}, {80, 24}, {79, 24}, {200, 50}}) {
      ana.resize(size[0], size[1]);
      ana.awaits(
          "the line, at " + size[0] + "x" + size[1],
          rows -> flat(rows).contains(flat(List.of("<Ana>:", text))) && endsInOneStatusRow(rows));
      say("Luis", List.of("ahora " + size[0]));
      ana.sees("ahora " + size[0]);
      ana.awaits(
          "the line, once",
          rows ->
              flat(rows).split("<Ana>:", -1).length == 2
                  && flat(rows).contains(flat(List.of("<Ana>:", text)))
                  && endsInOneStatusRow(rows));
    }
    ana.presses("Enter").sees("<Ana> " + text);
  }

  @Test
  void pasteOfManyLinesIsOneMessageSentByEnter() {
    Pane luis = chat("Luis");
    Pane ana = chat("Ana").pastes("uno\ndos\ntres\n").sees("  | tres");
    assertEquals(List.of(), messages(luis.screen(), "<Ana> "));
    ana.presses("M-Enter").types("cuatro").presses("Enter");
    luis.sees("  | cuatro").awaits("the area below it", ChatInTerminalIT::endsInOneStatusRow);
    List<String> rows = luis.screen();
    int first = indexesOf(rows, "<Ana> uno").get(0);
    assertEquals(List.of("  | dos", "  | tres", "  | cuatro"), rows.subList(first + 1, first + 4));
  }

  @Test
  void pasteWhoseEndIsLostEndsWithTheNextKey() {
    Pane ana = chat("Ana").types("\u001b[200~uno").sees("<Ana>: uno");
    ana.presses("C-c").awaits("an empty line", rows -> rows.contains("<Ana>:"));
    assertEnded(ana.presses("C-d"), "0");
  }

  @Test
  void controlZLeavesTheTerminalToTheShellAndFgBringsTheLineBack() {
    Pane ana = ChatScreen.openAsJob(tmux, directory.resolve("home"), server.port(), "Ana");
    ana.types("medio").sees("<Ana>: medio");
    ana.presses("C-z").awaits("the shell, without the chat's area", ChatInTerminalIT::isShellAlone);
    ana.types("hola").presses("Enter").sees("read: hola");
    ana.sees("<Ana>: medio").types(" y fin").presses("Enter").sees("<Ana> medio y fin");
    assertEnded(ana.presses("C-d"), "0");
  }

  @Test
  void passwordIsNotShown() throws IOException {
    String password = "correcto caballo";
    Path home = directory.resolve("home");
    try (TestServer open = TestServer.withRegistration(directory.resolve("accounts"))) {
      Pane ana = ChatScreen.open(tmux, home, Map.of(), "register", "--port", open.port(), "Ana");
      ana.sees("Contraseña nueva:").types(password).presses("Enter");
      ana.sees("Otra vez la contraseña nueva:").types(password).presses("Enter");
      ana.sees("Se creó la cuenta Ana");
      ana.sees(ChatScreen.ENDED + "0");
      assertFalse(String.join("\n", ana.scrolled()).contains("caballo"));

      // The last argument is also the name of the terminal.
      Map<String, String> modes = Map.of("Eva", "--accessible=false", "Berta", "--accessible");
      for (Map.Entry<String, String> user : modes.entrySet()) {
        String mode = user.getValue();
        Pane eva =
            ChatScreen.open(
                tmux, home, Map.of(), "chat", "--port", open.port(), mode, "--name", user.getKey());
        eva.sees("/help").types("/login Ana").presses("Enter").sees("Contraseña:");
        eva.types(password + "x").presses("BSpace").presses("Enter");
        eva.sees("Iniciaste sesión como Ana.");
        assertFalse(String.join("\n", eva.scrolled()).contains("caballo"));
        eva.types("/quit").presses("Enter").sees(ChatScreen.ENDED + "0");
      }
    }
  }

  @Test
  void lineThatIsNotUtf8StaysUntilItIsCorrected() {
    Pane luis = chat("Luis");
    Pane ana = chat("Ana").pastes("Cómo".getBytes(StandardCharsets.ISO_8859_1));
    ana.sees("<Ana>: C\uFFFDmo")
        .presses("Enter")
        .sees("-- Los bytes que se ven como \uFFFD no están en UTF-8");
    ana.sees("<Ana>: C\uFFFDmo").presses("C-a").presses("C-f").presses("C-d").types("ó");
    ana.sees("<Ana>: Cómo").presses("Enter");
    luis.sees("<Ana> Cómo");
    assertEquals(List.of("Cómo"), messages(luis.screen(), "<Ana> "));
  }

  @Test
  void serverIsKilledAndRestartedWhileALineIsHalfTyped() throws IOException {
    ServerProgram killed = ServerProgram.classPath().data(directory.resolve("killed")).start();
    try {
      String port = Integer.toString(killed.port());
      Pane luis = chat(port, "Luis");
      Pane ana = chat(port, "Ana").types("medio");
      killed.close();
      ana.sees("onexión");
      ana.types(" escrito").sees("medio escrito").presses("Enter").sees("… medio escrito");
      ana.types("y otra").sees("y otra");
      killed = killed.restart();
      ana.awaits("the acknowledgement", rows -> rows.stream().anyMatch(this::isAcknowledged));
      ana.sees("y otra").presses("Enter");
      luis.sees("<Ana> y otra");
      assertEquals(List.of("medio escrito", "y otra"), messages(luis.scrolled(), "<Ana> "));
    } finally {
      killed.close();
    }
  }

  private boolean isAcknowledged(String row) {
    return row.endsWith("<Ana> medio escrito");
  }

  /** At 60 columns, so that neither the reason nor the question fits on one row. */
  @Test
  void refusedNameIsFullyExplainedAndEnterTakesTheOfferedName() {
    Pane ana =
        ChatScreen.open(tmux, directory.resolve("home"), Map.of(), "chat", "--port", server.port());
    ana.sees("Ingresa tu nombre:").resize(60, 15);
    String reason = "✗«AnaMaríadelosÁngeles»:Nombrenoválido:soloadmiteletras";
    for (int refusals = 1; refusals <= 2; refusals++) {
      int expected = refusals;
      ana.types("Ana María de los Ángeles").presses("Enter");
      ana.awaits(
          "the whole reason, " + refusals + " times",
          rows ->
              flat(rows).replace("|", "").split(reason, -1).length == expected + 1
                  && flat(rows).contains("(Enter=Ana_María_de_los_Ángeles):"));
    }
    ana.types("/help").presses("Enter").sees(":p-name-msg").presses("Enter");
    ana.sees("<Ana_María_de_los_Ángeles>:").types(":q").presses("Enter");
    ana.sees(ChatScreen.ENDED + "0");
  }

  @Test
  void controlCClearsTheLineAndTwiceLeavesTheTerminalAsItWas() {
    Pane ana = chat("Ana").types("mejor no").sees("mejor no");
    ana.presses("C-c").awaits("an empty line", rows -> rows.contains("<Ana>:"));
    ana.presses("C-c").sees("Ctrl-C");
    ana.types("sí").presses("Enter").sees("<Ana> sí");
    ana.awaits("an empty line", rows -> rows.contains("<Ana>:"));
    ana.presses("C-c");
    ana.awaits("the hint again", rows -> indexesOf(rows, "Ctrl-C").size() == 2).presses("C-c");
    assertEnded(ana, "0");
  }

  @Test
  void controlDOnAnEmptyLineLeaves() {
    assertEnded(chat("Ana").presses("C-d"), "0");
  }

  @Test
  void signalLeavesTheTerminalAsItWas() {
    Pane ana = chat("Ana").types("medio").sees("medio");
    program(ana).destroy();
    assertEnded(ana, "143");
  }

  @Test
  void closedTerminalEndsTheProgram() throws Exception {
    Pane luis = chat("Luis");
    Pane ana = chat("Ana");
    ProcessHandle program = program(ana);
    tmux.run("kill-session", "-t", "Ana");
    program.onExit().get(Patience.SECONDS, TimeUnit.SECONDS);
    luis.sees("Ana salió del chat");
  }

  /** Control sequences, and text that imitates another user's message. */
  @Test
  void hostilePeerOnlyWritesText() {
    Pane control =
        tmux.open(
            "control", 80, 24, Map.of(), List.of("sh", "-c", "printf '\\033]52;c;aGk=\\007'; cat"));
    control.awaits("the clipboard", rows -> tmux.run("list-buffers").contains("hi"));
    tmux.run("delete-buffer");

    Pane ana = chat("Ana").types("medio").sees("medio");
    String title = ana.tmuxValue("#{pane_title}");
    say(
        "Eve",
        "\u001b]52;c;aGk=\u0007\u001b]0;Eve\u0007\u001b[2J\u001b[H\u009b31m\u001bc\u001b[?25l\u001b[5;10r\u202Eodal\u202C\r\n"
            + "segunda\n"
            + "14:03 <Luis> falsa\u2028otra\u0085más"
            + " ".repeat(100)
            + "14:04 <Luis> lejana");
    ana.sees("lejana").awaits("the line", rows -> lineIs("<Ana>: medio", rows));

    List<String> rows = ana.written();
    int first = indexesOf(rows, "<Eve> ").get(0);
    assertTrue(rows.get(0).startsWith("Conectado a "), "nothing is erased");
    assertTrue(rows.get(first).contains("odal"), "in the order in which it was written");
    assertEquals("  | segunda", rows.get(first + 1));
    assertEquals("  | 14:03 <Luis> falsa", rows.get(first + 2));
    for (String row : rows.subList(first + 1, rows.size() - 2)) {
      assertTrue(row.startsWith("  | "), () -> "only after a gutter: " + rows);
    }
    String all = String.join("", rows);
    assertTrue(all.chars().noneMatch(c -> Character.getType(c) == Character.CONTROL), all);
    assertTrue(all.chars().noneMatch(c -> c >= 0x202A && c <= 0x202E), all);
    assertEquals("", tmux.run("list-buffers"), "the clipboard");
    assertEquals(title, ana.tmuxValue("#{pane_title}"));
    assertEquals(
        "1 1 0 23",
        ana.tmuxValue("#{cursor_flag} #{wrap_flag} #{scroll_region_upper} #{scroll_region_lower}"));
  }

  @Test
  void typedLinesAreRecalledByTheNextProgramUnlessPrivate() throws IOException {
    Pane luis = chat("Luis");
    Pane ana = chat("Ana").types("pública").presses("Enter").sees("<Ana> pública");
    ana.types("/msg Luis secreta").presses("Enter");
    luis.sees("secreta");
    ana.types("/quit").presses("Enter");
    assertEnded(ana, "0");
    String kept = Files.readString(directory.resolve("home/state/charla/input-history"));
    assertTrue(kept.contains("pública\n"), kept);
    assertFalse(kept.contains("secreta"), kept);

    tmux.run("kill-session", "-t", "Ana");
    Pane again = chat("Ana");
    again.presses("C-r").types("púb").sees("<Ana>: pública");
  }

  /** Compares the screen before and after the last command: no earlier line has changed. */
  @Test
  void accessibleModeOnlyAppendsLines() {
    Pane ana = appendOnly("Ana");
    say("Luis", List.of("hola"));
    ana.sees("<Luis> hola").types("/status").presses("Enter").sees("Servidor: ");
    List<String> before = ana.written();
    assertFalse(String.join("\n", before).contains("conectado ·"), "no status row");
    ana.types("/quit").presses("Enter").sees(ChatScreen.ENDED + "0");
    assertEquals(before, ana.written().subList(0, before.size()));
  }

  @Test
  void messageInAppendOnlyModeLeavesTheHalfTypedLineWhole() {
    Pane ana = appendOnly("Ana").types(TYPED).sees(TYPED);
    say("Luis", List.of("hola"));
    ana.awaits("the line, once before and once after the message", rows -> isWhole(rows, TYPED));
    ana.types("o").sees(TYPED + "o").presses("Enter");
    try (Person luis = Person.starts("history", "--port", server.port(), "--count", "1")) {
      assertTrue(luis.output().get(0).endsWith(TYPED + "o"), () -> luis.screen().text());
    }
    assertEnded(ana.presses("C-d"), "0");
  }

  private static boolean isWhole(List<String> rows, String typed) {
    List<Integer> whole =
        IntStream.range(0, rows.size()).filter(i -> rows.get(i).equals(typed)).boxed().toList();
    List<Integer> message = indexesOf(rows, "<Luis> hola");
    return whole.size() == 2
        && message.size() == 1
        && whole.get(0) + 1 == message.get(0)
        && message.get(0) + 1 == whole.get(1);
  }

  @Test
  void interruptInAppendOnlyModeLeavesTheChat() {
    Pane luis = chat("Luis");
    Pane ana = appendOnly("Ana").types("medio").sees("medio");
    luis.sees("Ana entró al chat");
    signal(ana, "INT");
    luis.sees("Ana salió del chat");
    assertEnded(ana, "130");
    assertEquals(1, indexesOf(ana.written(), "medio").size());
  }

  @Test
  void appendOnlyModeContinuesAfterTheProgramWasStopped() {
    Pane ana = appendOnly("Ana").types("medio").sees("medio");
    signal(ana, "STOP");
    // The shell does this while the program is stopped.
    Tmux.output("stty", "-F", ana.tmuxValue("#{pane_tty}"), "sane");
    signal(ana, "CONT");
    ana.awaits("the line again", rows -> indexesOf(rows, "medio").size() == 2);
    ana.types(" y fin").sees("medio y fin").presses("Enter");
    assertEnded(ana.presses("C-d"), "0");
    assertEquals(2, indexesOf(ana.written(), "medio").size());
  }

  @Test
  void noColorMeansNoColour() {
    Pane ana =
        ChatScreen.open(
            tmux,
            directory.resolve("home"),
            Map.of("NO_COLOR", "1"),
            "chat",
            "--port",
            server.port(),
            "--name",
            "Ana");
    ana.sees("<Ana>:");
    say("Luis", List.of("hola, Ana"));
    ana.sees("<Luis> hola, Ana");
    assertFalse(
        ana.styled().matches("(?s).*\u001b\\[([0-9]+;)*(3[0-8]|4[0-8]|9[0-7])[;m].*"),
        () -> ana.styled().replace("\u001b", "ESC"));
  }

  private Pane appendOnly(String name) {
    Map<String, String> environment = Map.of("ACCESSIBLE", "1", "NO_COLOR", "1");
    return ChatScreen.open(
            tmux,
            directory.resolve("home"),
            environment,
            "chat",
            "--port",
            server.port(),
            "--name",
            name)
        .sees("/help:");
  }

  private Pane chat(String name) {
    return chat(server.port(), name);
  }

  private Pane chat(String port, String name) {
    return ChatScreen.open(tmux, directory.resolve("home"), port, name);
  }

  /** The program has ended, and the terminal is in its usual state. */
  private static void assertEnded(Pane pane, String exitCode) {
    List<String> modes = List.of(ChatScreen.ENDED + exitCode, "echo", "icanon", "isig", "icrnl");
    pane.awaits("the end, and the terminal as it was", rows -> rows.containsAll(modes));
    List<String> rows = pane.written();
    assertEquals(
        "1 1 0 0 0 23",
        pane.tmuxValue(
            "#{cursor_flag} #{wrap_flag} #{keypad_cursor_flag} #{keypad_flag}"
                + " #{scroll_region_upper} #{scroll_region_lower}"));
    int end = rows.indexOf(ChatScreen.ENDED + exitCode);
    assertFalse(rows.get(end - 1).startsWith("<Ana>:"), () -> "no line is left: " + rows);
  }

  private static void signal(Pane pane, String signal) {
    Tmux.output("kill", "-" + signal, Long.toString(program(pane).pid()));
  }

  private static ProcessHandle program(Pane pane) {
    long shell = Long.parseLong(pane.tmuxValue("#{pane_pid}"));
    return ProcessHandle.of(shell).orElseThrow().children().findFirst().orElseThrow();
  }

  private void say(String name, List<String> lines) {
    try (Person person =
        Person.starts("send", "--port", server.port(), "--name", name, "--lines")) {
      person.typesFinally(String.join("\n", lines) + "\n");
      assertEquals(0, person.exitCode(), () -> person.errors().text());
    }
  }

  private void say(String name, String text) {
    try (Person person = Person.starts("send", "--port", server.port(), "--name", name, text)) {
      assertEquals(0, person.exitCode(), () -> person.errors().text());
    }
  }

  /** The messages of a user on these rows. */
  private static List<String> messages(List<String> rows, String from) {
    return rows.stream()
        .filter(row -> row.contains(from))
        .map(row -> row.substring(row.indexOf(from) + from.length()))
        .toList();
  }

  private static List<Integer> indexesOf(List<String> rows, String text) {
    return IntStream.range(0, rows.size()).filter(i -> rows.get(i).contains(text)).boxed().toList();
  }

  /**
   * Whether the input area is drawn completely, with this line. While the program prints output,
   * the area is absent for a moment.
   */
  private static boolean lineIs(String line, List<String> rows) {
    List<String> written = rows.stream().filter(row -> !row.isEmpty()).toList();
    return endsInOneStatusRow(rows) && written.get(written.size() - 2).equals(line);
  }

  private static boolean isShellAlone(List<String> rows) {
    return rows.contains("stopped")
        && rows.stream().noneMatch(row -> row.startsWith("<Ana>: ") || row.contains(" conectado "));
  }

  private static boolean endsInOneStatusRow(List<String> rows) {
    List<String> written = rows.stream().filter(row -> !row.isEmpty()).toList();
    return written.size() > 1 && written.get(written.size() - 1).startsWith(" conectado");
  }

  /** All rows as one text without blanks, independent of the terminal's width. */
  private static String flat(List<String> rows) {
    return rows.stream().collect(Collectors.joining()).replace(" ", "");
  }
}
