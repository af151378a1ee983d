package chat.charla.cli.demo;

import chat.charla.cli.text.Messages;
import chat.charla.client.WhiteSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Plays the conversation of figures 5 to 13 in the report on the original program, and checks the
 * output of each process. The typed lines are those of the report, in Spanish. The output of the
 * programs is in the user's language. Each step waits for its expected line. One deadline limits
 * the time of all steps together.
 */
final class DemoScript {
  private static final String PRIVATE_TEXT = "Estudemos principios";
  private static final String MALFORMED_TEXT = "clave secreta";
  private static final String WELCOME = "Welcome to the best chat in the universe!";

  /** The exit code of a client whose name the server refuses. */
  private static final int REFUSED = 5;

  /** The pattern of {@link Expectation} for the time at the start of a line. */
  private static final String TIME = "HH:MM ";

  private final DemoProcesses processes;
  private final Programs programs;
  private final Messages messages;
  private final Deadline deadline;
  private final Checklist checklist;
  private final Actor server;
  private final List<Actor> refused = new ArrayList<>();

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
                messages.language().tag(),
                "--quiet=false"));
  }

  /** Plays the conversation, and returns the processes with their consoles. */
  List<Actor> play() throws IOException, InterruptedException {
    String listening = messages.text("demo.listening");
    expect(server, listening + "…");
    String port =
        server.console().stream()
            .filter(line -> line.contains(listening))
            .map(line -> line.substring(line.indexOf(listening) + listening.length()))
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
    checkSecrets(luciano, samuel);
    return Stream.concat(Stream.of(server, luciano, samuel), refused.stream()).toList();
  }

  /**
   * Plays figures 5 to 7. All clients may choose a name at the same time. A refused name ends its
   * client, because the client's input is a pipe. Two more clients are not in the figures. One
   * tries a confusable name, with a digit instead of a letter; the other tries a reserved name.
   */
  private void join(Actor luciano, Actor samuel, String port)
      throws IOException, InterruptedException {
    Actor namesake = client("Samuel 1", port);
    Actor similar = client("Samuel 2", port);
    Actor reserved = client("Samuel 3", port);
    refused.addAll(List.of(namesake, similar, reserved));
    for (Actor client : List.of(luciano, samuel, namesake, similar, reserved)) {
      expect(client, messages.text("connected", "localhost:" + port));
      expect(client, WhiteSpace.strip(messages.text("ask.name")));
    }
    luciano.type("Luciano");
    String welcome = messages.text("welcome", WELCOME);
    expect(luciano, welcome);
    expect(server, messages.text("demo.connected", "Luciano"));
    String taken = messages.text("reason.NAME_TAKEN.suggested", "…");
    expectRefusal(namesake, "Luciano", taken);
    String confusable = messages.text("reason.NAME_TAKEN.confusable.suggested", "Luciano", "…");
    expectRefusal(similar, "Lucian0", confusable);
    String rule = messages.text("rule.reserved");
    expectRefusal(reserved, "Servidor", messages.text("reason.NAME_INVALID.rule", rule));
    samuel.type("Samuel");
    expect(samuel, welcome);
    expect(server, messages.text("demo.connected", "Samuel"));
    expect(luciano, TIME + "-- " + messages.text("event.joined", "Samuel"));
  }

  private void expectRefusal(Actor client, String name, String reason) throws InterruptedException {
    client.type(name);
    String named = messages.text("refused.named", name, reason);
    expect(client, TIME + "✗ " + messages.text("name.refused", named));
    expectEnd(client, REFUSED);
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
      expect(listener, TIME + "<" + speaker.name() + "> " + text);
    }
    expect(server, "[" + speaker.name() + "]: " + text);
  }

  /** Plays figures 10 and 11. */
  private void askTheServer(Actor samuel) throws InterruptedException {
    samuel.type(":h");
    expect(samuel, messages.text("help.title"));
    for (String line : messages.text("help.original").split("\n", -1)) {
      if (line.contains(" = ")) {
        expect(samuel, line);
      }
    }
    samuel.type(":i");
    expect(samuel, lastLine(messages.text("users.title")));
    expect(samuel, "Luciano  ID");
    expect(samuel, "Samuel   ID");
    expect(server, messages.text("demo.asked-for-users", "Samuel"));
    samuel.type(":add");
    expect(samuel, messages.text("whoami", "ID"));
    expect(server, messages.text("demo.asked-for-identifier", "Samuel"));
  }

  /** Plays figures 12 and 13, and the errors that the original program did not handle. */
  private void whisper(Actor luciano, Actor samuel) throws InterruptedException {
    luciano.type(":p-Samuel-" + PRIVATE_TEXT);
    String mark = TIME + "[" + messages.text("private") + "] ";
    String you = messages.text("you");
    expect(samuel, mark + "Luciano → " + you + ": " + PRIVATE_TEXT);
    expect(luciano, mark + you + " → Samuel: " + PRIVATE_TEXT);
    expect(server, messages.text("demo.private", "Luciano", "Samuel"));
    luciano.type(":p-Nadie-hola");
    String absent = messages.text("private.not-connected", "Nadie");
    expect(luciano, TIME + "✗ " + messages.text("message.refused", "hola", absent));
    luciano.type(":p-" + MALFORMED_TEXT);
    expect(luciano, "-- " + messages.text("private.malformed"));
  }

  private void leave(Actor luciano, Actor samuel) throws InterruptedException {
    samuel.type(":q");
    expect(samuel, messages.text("farewell"));
    expect(luciano, TIME + "-- " + messages.text("event.left", "Samuel"));
    luciano.type(":q");
    expect(luciano, messages.text("farewell"));
    for (Actor client : List.of(samuel, luciano)) {
      expect(server, messages.text("demo.asked-to-leave", client.name()));
      expect(server, messages.text("demo.disconnected", client.name()));
      expectEnd(client, 0);
    }
  }

  private void stopServer() throws InterruptedException {
    // Without SIGTERM, as on Windows, a process can only be killed, so its exit code is not
    // checked.
    boolean asked = server.process().supportsNormalTermination();
    server.process().destroy();
    boolean ended = server.ends(0, deadline);
    checklist.add(server.name(), messages.text("demo.exit", 0), ended || !asked);
  }

  private void checkSecrets(Actor luciano, Actor samuel) {
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
            programs.client(),
            processes.temporary(),
            "chat",
            "localhost",
            port,
            "--lang",
            messages.language().tag()));
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  private void expectEnd(Actor actor, int exitCode) throws InterruptedException {
    boolean ended = actor.ends(exitCode, deadline);
    checklist.add(actor.name(), messages.text("demo.exit", exitCode), ended);
  }

  private void expect(Actor actor, String line) throws InterruptedException {
    Expectation expectation = new Expectation(line);
    checklist.add(actor.name(), line, actor.shows(expectation::isMetBy, deadline));
  }
}
