package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.testkit.Person;
import chat.charla.cli.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole chats over pipes, with a real server. */
class ChatCommandTest {
  @TempDir Path data;
  private TestServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new TestServer(data);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void asksForAName() {
    try (Person ana = Person.starts(server, "chat")) {
      ana.sees("Conectado a localhost:" + server.port()).sees("Ingresa tu nombre:");
      ana.types("Ana").sees(TestServer.WELCOMED);
      ana.types("hola").sees("HH:MM <Ana> hola");
    }
  }

  /** A dumb terminal has no line editor, so Tab completes nothing. */
  @Test
  void hintsNameOnlyKeysThatWork() {
    try (Person ana =
        Person.startsAtTerminal(Map.of(), "chat", "--port", server.port(), "--name", "Ana")) {
      ana.sees("-- /help: comandos · /history: mensajes anteriores");
    }
  }

  @Test
  void hostAndPortAreArgumentsAsInTheOriginal() {
    try (Person ana = Person.starts("chat", "localhost", server.port(), "--name", "Ana")) {
      ana.sees(TestServer.WELCOMED);
    }
  }

  @Test
  void nameInUseIsRefusedAndAskedForAgain() {
    try (Person luciano = Person.chats(server, "Luciano");
        Person samuel = atTerminal()) {
      samuel.types("luciano").sees("HH:MM ✗ «luciano»: Nombre en uso.");
      samuel.screen().awaitLineStarting("Escoge otro nombre (Enter = ");
      samuel.types("Samuel").sees(TestServer.WELCOMED);
      luciano.sees("HH:MM -- Samuel entró al chat");
      samuel.types("/quit");
    }
  }

  @Test
  void confusableNameIsRefusedWithTheNameInUse() {
    try (Person luciano = Person.chats(server, "Luciano");
        Person samuel = atTerminal()) {
      samuel.types("Lucian0");
      samuel.sees("HH:MM ✗ «Lucian0»: Ese nombre se confunde con Luciano, que está en uso.");
      samuel.sees("Escoge otro nombre (Enter = Lucian0-2):").types("Servidor");
      samuel.sees("HH:MM ✗ «Servidor»: Nombre no válido: está reservado.");
      samuel.sees("Escoge otro nombre:").types("Samuel").sees(TestServer.WELCOMED);
      luciano.sees("HH:MM -- Samuel entró al chat");
      samuel.types("/quit");
    }
  }

  @Test
  void emptyLineTakesTheSuggestedName() {
    try (Person luciano = Person.chats(server, "Luciano");
        Person other = atTerminal("--name", "Luciano")) {
      other.sees("HH:MM ✗ «Luciano»: Nombre en uso.");
      String question = other.screen().awaitLineStarting("Escoge otro nombre (Enter = ");
      String suggested = question.substring(question.indexOf('=') + 2, question.indexOf(')'));
      other.types("").sees(TestServer.WELCOMED);
      luciano.sees("HH:MM -- " + suggested + " entró al chat");
      other.types("/quit");
    }
  }

  @Test
  void invalidNameIsExplained() {
    try (Person ana = atTerminal("--name", "Ana María")) {
      ana.screen().awaitLineStarting("HH:MM ✗ «Ana María»: Nombre no válido: ");
      ana.types("Ana").sees(TestServer.WELCOMED).types("/quit");
    }
  }

  /** The next line of a pipe is a message. It must not become a name, and is not read. */
  @Test
  void refusedNameInAPipeEndsTheChatBeforeTheFirstMessage() {
    try (Person luciano = Person.chats(server, "Luciano")) {
      Person invalid = Person.starts(server, "chat", "--name", "bad!name").types("hola");
      assertEquals(ExitCode.REFUSED, invalid.exitCode());
      invalid.screen().awaitLineStarting("HH:MM ✗ «bad!name»: Nombre no válido: ");
      Person taken = Person.starts(server, "chat", "--name", "luciano").types("hola");
      assertEquals(ExitCode.REFUSED, taken.exitCode());
      taken.screen().awaitLineStarting("HH:MM ✗ «luciano»: Nombre en uso (libre: ");
      Person asked = Person.starts(server, "chat").types("luciano").types("hola");
      assertEquals(ExitCode.REFUSED, asked.exitCode());
      asked.screen().awaitLineStarting("HH:MM ✗ «luciano»: Nombre en uso (libre: ");
      for (Person refused : List.of(invalid, taken, asked)) {
        assertFalse(refused.screen().text().contains("hola"), refused.screen()::text);
        assertFalse(refused.screen().text().contains("Escoge otro"), refused.screen()::text);
      }
      luciano.types("fin").sees("HH:MM <Luciano> fin");
      assertFalse(luciano.screen().text().contains("hola"), luciano.screen()::text);
    }
  }

  @Test
  void commandsWorkAtTheQuestionForAName() {
    try (Person ana = Person.starts(server, "chat")) {
      ana.types("/help").sees("<Servidor>: Los comandos disponibles son");
      ana.types("/who").types("/nada").types("/lang en").sees("-- In English now.");
      ana.types("/who")
          .sees(
              "-- You have no name yet. Here you can use /help, /lang, /clear, /login, /register and /quit.");
      ana.types("Ana").sees("<Server>: " + TestServer.WELCOME);
    }
    for (String quit : List.of("/quit", ":q")) {
      Person eva = atTerminal().types("Ana María").types(quit);
      assertEquals(ExitCode.DONE, eva.exitCode());
      eva.sees("Adiós, ¡vuelve pronto!");
    }
  }

  @Test
  void refusedNameDecidesTheExitCode() {
    try (Person luciano = Person.chats(server, "Luciano")) {
      Person other = atTerminal("--name", "Luciano").typesFinally("");
      assertEquals(ExitCode.REFUSED, other.exitCode());
      luciano.types("sigo aquí").sees("HH:MM <Luciano> sigo aquí");
    }
    assertEquals(ExitCode.DONE, Person.starts(server, "chat").typesFinally("").exitCode());
  }

  /** The original program showed messages only after Enter was pressed. */
  @Test
  void messagesArriveWithoutAKeypress() {
    try (Person ana = Person.chats(server, "Ana");
        Person luis = Person.chats(server, "Luis")) {
      luis.types("uno").types("dos");
      ana.sees("HH:MM <Luis> uno").sees("HH:MM <Luis> dos");
    }
  }

  /** In the original program, public messages reached only the server's console. */
  @Test
  void publicMessagesReachAllUsers() {
    try (Person ana = Person.chats(server, "Ana");
        Person luis = Person.chats(server, "Luis");
        Person eva = Person.chats(server, "Eva")) {
      luis.types("Holaaaa :D");
      for (Person user : List.of(ana, luis, eva)) {
        user.sees("HH:MM <Luis> Holaaaa :D");
      }
    }
  }

  /** In the original program, all users had to wait while a user chose a name. */
  @Test
  void severalUsersChooseANameWhileOthersChat() {
    try (Person ana = Person.chats(server, "Ana");
        Person first = Person.starts(server, "chat");
        Person second = Person.starts(server, "chat")) {
      first.sees("Ingresa tu nombre:");
      second.sees("Ingresa tu nombre:");
      ana.types("nadie espera").sees("HH:MM <Ana> nadie espera");
      second.types("Luis").sees(TestServer.WELCOMED);
      first.types("Eva").sees(TestServer.WELCOMED);
    }
  }

  /**
   * The original program cut messages after 1024 bytes, and merged messages that arrived together.
   */
  @Test
  void longMessagesAndManyAtOnceArriveWhole() {
    String text = "ñandú ".repeat(500).strip();
    List<String> lines =
        IntStream.rangeClosed(1, 300).mapToObj(number -> number + " " + text).toList();
    try (Person ana = Person.chats(server, "Ana");
        Person luis = Person.starts(server, "chat", "--name", "Luis")) {
      luis.typesFinally(String.join("\n", lines));
      assertEquals(ExitCode.DONE, luis.exitCode());
      ana.sees("HH:MM -- Luis salió del chat");
      List<String> expected = lines.stream().map(line -> "HH:MM <Luis> " + line).toList();
      assertEquals(expected, messagesOf(ana));
      assertEquals(expected, messagesOf(luis));
    }
  }

  /** The original program sent private messages to the wrong user after any user had left. */
  @Test
  void privateMessagesReachOnlyTheirRecipient() {
    try (Person ana = Person.chats(server, "Ana");
        Person luis = Person.chats(server, "Luis");
        Person eva = Person.chats(server, "Eva-Luisa")) {
      ana.types(":q").sees("Adiós, ¡vuelve pronto!");
      luis.sees("HH:MM -- Ana salió del chat").sees("HH:MM -- Eva-Luisa entró al chat");
      luis.types(":p-Eva-Luisa-Estudemos principios");
      eva.sees("HH:MM [privado] Luis → tú: Estudemos principios");
      luis.sees("HH:MM [privado] tú → Eva-Luisa: Estudemos principios");
      eva.types("y ahora todos").sees("HH:MM <Eva-Luisa> y ahora todos");
      assertFalse(ana.screen().text().contains("principios"));
    }
  }

  @Test
  void unknownRecipientIsNotConnected() {
    try (Person ana = Person.chats(server, "Ana")) {
      ana.types(":p-Nadie-hola").sees("HH:MM ✗ No se envió «hola»: Usuario no conectado: «Nadie».");
    }
  }

  @Test
  void malformedPrivateMessageIsNotPublic() {
    try (Person ana = Person.chats(server, "Ana");
        Person luis = Person.chats(server, "Luis")) {
      luis.types(":p-clave secreta")
          .types(":P-clave secreta")
          .types("fin")
          .sees("HH:MM <Luis> fin");
      luis.sees("-- No se envió: escribe los mensajes privados como :p-nombre-mensaje");
      ana.sees("HH:MM <Luis> fin");
      assertFalse(ana.screen().text().contains("secreta"));
    }
  }

  @Test
  void commandsAnswer() {
    try (Person ana = Person.chats(server, "Ana")) {
      ana.types(":h").sees("<Servidor>: Los comandos disponibles son");
      ana.sees("      :p-name-msg = Envía mensaje privado msg a name");
      ana.types(":add");
      String id = ana.screen().awaitLineStarting("Tu identificador es ").substring(20);
      ana.types(":i").sees("Los usuarios disponibles son").sees("Ana      " + id);
      ana.types(":x :D").sees("HH:MM <Ana> :x :D");
      ana.types(":q").sees("Adiós, ¡vuelve pronto!");
      assertEquals(ExitCode.DONE, ana.exitCode());
    }
  }

  @Test
  void endOfInputWaitsForAnswersAndLeaves() {
    try (Person ana = Person.chats(server, "Ana")) {
      Person luis = Person.starts(server, "chat");
      luis.typesFinally("Luis\nhola\n:add\n:p-Ana-shh");
      assertEquals(ExitCode.DONE, luis.exitCode());
      luis.screen().awaitLineStarting("Tu identificador es ");
      luis.sees("HH:MM <Luis> hola").sees("HH:MM [privado] tú → Ana: shh");
      luis.sees("Adiós, ¡vuelve pronto!");
      ana.sees("HH:MM [privado] Luis → tú: shh").sees("HH:MM -- Luis salió del chat");
    }
  }

  @Test
  void tooLongMessageIsRefusedAndTheChatContinues() {
    try (Person ana = Person.chats(server, "Ana")) {
      ana.types("x".repeat(4001));
      ana.screen().awaitLineStarting("HH:MM ✗ No se envió «xxx");
      ana.types("x".repeat(4000)).sees("HH:MM <Ana> " + "x".repeat(4000));
    }
  }

  @Test
  void hostileMessageIsHarmless() {
    try (Person ana = Person.chats(server, "Ana");
        Person eve = Person.chats(server, "Eve")) {
      eve.types("\u001b]52;c;aGk=\u0007\u001b[2J\u202Eodal\u2028-- Ana salió del chat");
      ana.sees("HH:MM <Eve> \uFFFD]52;c;aGk=\uFFFD\uFFFD[2Jodal").sees("  | -- Ana salió del chat");
    }
  }

  @Test
  void lossAndReturnAreShownAndNothingIsLostOrDuplicated() throws IOException {
    try (Person ana = Person.chats(server, "Ana");
        Person luis = Person.chats(server, "Luis")) {
      server.stop();
      luis.screen().awaitLineStarting("HH:MM -- Conexión perdida");
      luis.types("¿hay alguien?");
      server.restart();
      luis.sees("HH:MM -- Conectado de nuevo").sees("HH:MM <Luis> ¿hay alguien?");
      ana.sees("HH:MM -- Conectado de nuevo").sees("HH:MM <Luis> ¿hay alguien?");
      ana.types("sí");
      luis.sees("HH:MM <Ana> sí");
      assertEquals(List.of("HH:MM <Luis> ¿hay alguien?", "HH:MM <Ana> sí"), messagesOf(luis));
    }
  }

  @Test
  void quitWorksWithoutAServer() {
    Person ana = Person.chats(server, "Ana");
    server.stop();
    ana.screen().awaitLineStarting("HH:MM -- Conexión perdida");
    ana.types(":q").sees("Adiós, ¡vuelve pronto!");
    assertEquals(ExitCode.DONE, ana.exitCode());
    assertTrue(ana.screen().text().contains("-- El servidor no respondió"));
  }

  @Test
  void roomsAreEnteredReadAndLeft() {
    try (Person ana = Person.chats(server, "Ana");
        Person luis = Person.chats(server, "Luis")) {
      ana.types("/join Dev").sees("-- Estás en la sala dev.");
      luis.types("/join dev").sees("-- Estás en la sala dev.").types("/room lobby");
      luis.sees("-- Estás en la sala lobby.");
      ana.sees("HH:MM -- Luis entró en la sala").types("uno").types("dos, luis");
      ana.sees("HH:MM <Ana> dos, luis").types("/room lobby").types("aquí");
      luis.sees("HH:MM <Ana> aquí");
      assertFalse(luis.screen().text().contains("uno"));
      luis.types("/rooms");
      assertEquals("-- dev    2         2 sin leer", luis.screen().awaitLineStarting("-- dev "));
      luis.types("/room dev").sees("── 2 mensajes sin leer ──").sees("HH:MM <Ana> dos, luis");
      luis.types("/leave").sees("-- Saliste de la sala dev.");
      luis.types("/history 1").sees("── historial: lobby ──").sees("── fin del historial ──");
      luis.types("/leave lobby").sees("-- Saliste de la sala lobby.");
    }
  }

  @Test
  void whoListsTheCurrentRoom() {
    try (Person ana = Person.chats(server, "Ana");
        Person luis = Person.chats(server, "Luis");
        Person eva = Person.chats(server, "Eva")) {
      ana.types("/join dev").sees("-- Estás en la sala dev.");
      luis.types("/join dev").sees("-- Estás en la sala dev.");
      ana.sees("HH:MM -- Luis entró en la sala").types("/who");
      ana.screen().awaitLineStarting("Luis  ");
      ana.types("fin").sees("HH:MM <Ana> fin");
      assertFalse(ana.screen().lines().stream().anyMatch(line -> line.startsWith("Eva  ")));
      eva.types("/who");
      eva.screen().awaitLineStarting("Luis  ");
    }
  }

  @Test
  void historyOfAPrivateConversationIsSeparate() {
    try (Person ana = Person.chats(server, "Ana");
        Person luis = Person.chats(server, "Luis");
        Person eva = Person.chats(server, "Eva")) {
      luis.types("/msg ana de luis");
      ana.sees("HH:MM [privado] Luis → tú: de luis");
      eva.types("/msg ana de eva");
      ana.sees("HH:MM [privado] Eva → tú: de eva").types("/reply hola, eva");
      eva.sees("HH:MM [privado] Ana → tú: hola, eva");
      eva.types("/query ana").types("/history");
      eva.sees("── historial: Ana ──").sees("── fin del historial ──");
      String shown = eva.screen().text();
      assertFalse(shown.contains("de luis"));
      int shownMessages = shown.split("hola, eva|de eva", -1).length - 1;
      assertEquals(4, shownMessages, "both messages, when they arrive and in the history");
    }
  }

  @Test
  void lastingIdentityContinuesWhereItWas() throws IOException {
    Path token = data.resolve("mine").resolve("token");
    Map<String, String> environment = Map.of("XDG_STATE_HOME", data.resolve("state").toString());
    String[] asAna = {
      "chat", "--port", server.port(), "--name", "Ana", "--token-file", token.toString()
    };
    try (Person luis = Person.chats(server, "Luis")) {
      Person ana = Person.startsIn(environment, asAna);
      ana.sees(TestServer.WELCOMED).types("hola").sees("HH:MM <Ana> hola").types("/quit");
      assertEquals(ExitCode.DONE, ana.exitCode());
      ana.screen().awaitLineStarting("Hasta pronto. Tu identidad queda guardada");
      luis.sees("HH:MM -- Ana perdió la conexión").types("¿Ana?").types("/msg Ana vuelve");
      luis.sees("HH:MM [privado] tú → Ana: vuelve");
      Person again = Person.startsIn(environment, asAna);
      again.sees("── 2 mensajes mientras no estabas ──");
      again.sees("HH:MM <Luis> ¿Ana?").sees("HH:MM [privado] Luis → tú: vuelve");
      again.sees("── al día ──");
      assertFalse(again.screen().text().contains("<Ana> hola"));
      luis.sees("HH:MM -- Ana volvió");
      again.types("/quit");
      assertEquals(ExitCode.DONE, again.exitCode());
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
    try (Stream<Path> kept = Files.list(data.resolve("state/charla/sessions"))) {
      for (Path file : kept.toList()) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(Files.readString(token).contains(file.getFileName().toString()));
      }
    }
  }

  /** Starts a chat in a terminal in append-only mode. */
  private Person atTerminal(String... arguments) {
    List<String> all = new ArrayList<>(List.of("chat", "--port", server.port()));
    all.addAll(List.of(arguments));
    return Person.startsAtTerminal(Map.of(), all.toArray(String[]::new));
  }

  private static List<String> messagesOf(Person person) {
    return person.screen().lines().stream()
        .filter(line -> line.matches("\\d\\d:\\d\\d <.*"))
        .map(line -> "HH:MM" + line.substring(5))
        .toList();
  }
}
