package chat.charla.cli.demo;

import chat.charla.cli.text.Messages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Plays the conversation of figures 5 to 13 in the report on the original program, and checks what
 * each console shows. Each step waits for its expected line. The deadline is the only time limit
 * for all steps.
 */
final class DemoScript {
  private static final String PRIVATE_TEXT = "Estudemos principios";
  private static final String MALFORMED_TEXT = "clave secreta";
  private static final String LISTENING = "Servidor escuchando en localhost:";
  private static final String WELCOME = "Welcome to the best chat in the universe!";
  private static final String FAREWELL = "<Servidor>: Te has desconectado. Vuelve pronto!";

  private final DemoProcesses processes;
  private final Programs programs;
  private final Messages messages;
  private final Deadline deadline;
  private final Checklist checklist;
  private final Actor server;

  DemoScript(
      DemoProcesses processes,
      Programs programs,
      Messages messages,
      Deadline deadline,
      Checklist checklist)
      throws IOException {
    this.processes = processes;
    this.programs = programs;
    this.messages = messages;
    this.deadline = deadline;
    this.checklist = checklist;
    Path data = processes.data();
    this.server =
        processes.start(
            messages.text("demo.server"),
            Programs.command(
                programs.server(),
                processes.temporary(),
                "--port",
                "0",
                "--data",
                data.toString(),
                "--lang",
                "es",
                "--quiet=false"));
  }

  /** Plays the conversation, and returns the processes with their consoles. */
  List<Actor> play() throws IOException, InterruptedException {
    expect(server, LISTENING + "…");
    String port =
        server.console().stream()
            .filter(line -> line.contains(LISTENING))
            .map(line -> line.substring(line.indexOf(LISTENING) + LISTENING.length()))
            .findFirst()
            .orElse("1");
    Actor luciano = client("Luciano", port);
    Actor samuel = client("Samuel", port);
    join(luciano, samuel, port);
    talk(luciano, samuel);
    askTheServer(samuel);
    whisper(luciano, samuel);
    leave(luciano, samuel);
    stopServer();
    keepSecrets(luciano, samuel);
    return List.of(server, luciano, samuel);
  }

  /**
   * Plays figures 5 to 7. Both clients may choose a name at the same time. In addition, a client
   * tries a confusable and a reserved name, which the server refuses.
   */
  private void join(Actor luciano, Actor samuel, String port) throws InterruptedException {
    for (Actor client : List.of(luciano, samuel)) {
      expect(client, "Conectado a localhost:" + port);
      expect(client, "Ingresa tu nombre:");
    }
    luciano.type("Luciano");
    expect(luciano, WELCOME);
    expect(server, "[SERVER] Cliente <Luciano,ID> conectado! (…)");
    samuel.type("Luciano");
    expect(samuel, "Nombre en uso. Escoge otro nombre…");
    // First try a confusable name, with a digit instead of a letter, then a reserved name.
    samuel.type("Lucian0");
    expect(samuel, "Ese nombre se confunde con Luciano, que está en uso. Escoge otro nombre…");
    samuel.type("Servidor");
    expect(samuel, "Ese nombre no es válido: está reservado. Escoge otro nombre…");
    samuel.type("Samuel");
    expect(samuel, WELCOME);
    expect(server, "[SERVER] Cliente <Samuel,ID> conectado! (…)");
    expect(luciano, "HH:MM -- Samuel entró al chat");
  }

  /** Plays figures 8 and 9. All clients see the messages without pressing a key. */
  private void talk(Actor luciano, Actor samuel) throws InterruptedException {
    say(luciano, "Hola", List.of(luciano, samuel));
    say(luciano, "Cómo estas?", List.of(luciano, samuel));
    say(samuel, "Holaaaa :D", List.of(samuel, luciano));
  }

  private void say(Actor speaker, String text, List<Actor> listeners) throws InterruptedException {
    speaker.type(text);
    for (Actor listener : listeners) {
      expect(listener, "HH:MM <" + speaker.name() + "> " + text);
    }
    expect(server, "[" + speaker.name() + "]: " + text);
  }

  /** Plays figures 10 and 11. */
  private void askTheServer(Actor samuel) throws InterruptedException {
    samuel.type(":h");
    expect(samuel, "<Servidor>: Los comandos disponibles son");
    expect(samuel, "      :q = Desconectarse del chat");
    expect(samuel, "      :h = Mostrar comandos");
    expect(samuel, "      :i = Usuarios conectados");
    expect(samuel, "      :add = Identificador interno");
    expect(samuel, "      :p-name-msg = Envía mensaje privado msg a name");
    samuel.type(":i");
    expect(samuel, "Los usuarios disponibles son");
    expect(samuel, "Luciano  ID");
    expect(samuel, "Samuel   ID");
    expect(server, "El usuario <Samuel,ID> solicitó la lista de usuarios");
    samuel.type(":add");
    expect(samuel, "Tu identificador es ID");
    expect(server, "El usuario <Samuel,ID> solicitó su identificador");
  }

  /** Plays figures 12 and 13, and the errors that the original program did not handle. */
  private void whisper(Actor luciano, Actor samuel) throws InterruptedException {
    luciano.type(":p-Samuel-" + PRIVATE_TEXT);
    expect(samuel, "HH:MM [privado] Luciano → tú: " + PRIVATE_TEXT);
    expect(luciano, "HH:MM [privado] tú → Samuel: " + PRIVATE_TEXT);
    expect(server, "El usuario <Luciano> ha enviado un mensaje privado a <Samuel>");
    luciano.type(":p-Nadie-hola");
    expect(luciano, "HH:MM ✗ No se envió «hola»: Usuario no conectado: Nadie.");
    luciano.type(":p-" + MALFORMED_TEXT);
    expect(luciano, "-- No se envió: un mensaje privado se escribe :p-nombre-mensaje");
  }

  private void leave(Actor luciano, Actor samuel) throws InterruptedException {
    samuel.type(":q");
    expect(samuel, FAREWELL);
    expect(luciano, "HH:MM -- Samuel salió del chat");
    luciano.type(":q");
    expect(luciano, FAREWELL);
    for (Actor client : List.of(samuel, luciano)) {
      expect(server, "El usuario <" + client.name() + ",ID> solicitó desconectarse del chat");
      expect(server, "[SERVER] Cliente <" + client.name() + ",ID> desconectado!");
      checklist.add(client.name(), messages.text("demo.exit-0"), client.ends(0, deadline));
    }
  }

  private void stopServer() throws InterruptedException {
    // Without SIGTERM, as on Windows, a process can only be killed, so its exit code is not
    // checked.
    boolean asked = server.process().supportsNormalTermination();
    server.process().destroy();
    boolean ended = server.ends(0, deadline);
    checklist.add(server.name(), messages.text("demo.exit-0"), ended || !asked);
  }

  private void keepSecrets(Actor luciano, Actor samuel) {
    checklist.add(
        server.name(), messages.text("demo.never", PRIVATE_TEXT), !server.mentions(PRIVATE_TEXT));
    for (Actor other : List.of(server, samuel)) {
      checklist.add(
          other.name(),
          messages.text("demo.never", MALFORMED_TEXT),
          !other.mentions(MALFORMED_TEXT));
    }
    checklist.add(
        luciano.name(),
        messages.text("demo.never", MALFORMED_TEXT),
        !luciano.mentions(MALFORMED_TEXT));
  }

  private Actor client(String name, String port) throws IOException {
    return processes.start(
        name,
        Programs.command(
            programs.client(), processes.temporary(), "chat", "localhost", port, "--lang", "es"));
  }

  private void expect(Actor actor, String line) throws InterruptedException {
    Expectation expectation = new Expectation(line);
    checklist.add(actor.name(), line, actor.shows(expectation::isMetBy, deadline));
  }
}
