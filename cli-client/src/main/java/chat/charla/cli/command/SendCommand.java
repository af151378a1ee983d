package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.script.Who;
import chat.charla.cli.text.Fields;
import chat.charla.cli.text.Utf8Lines;
import chat.charla.client.Target;
import chat.charla.v1.SendMessageResponse;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code charla send}: posts what it is given, and prints the sequence and the id of each message
 * once it is durable.
 */
@Command(name = "send", sortOptions = false)
final class SendCommand implements Callable<Integer>, ServerCommand {
  private static final String STANDARD_INPUT = "-";

  @ParentCommand private CharlaCommand charla;
  @Mixin private ServerOptions server;
  @Mixin private IdentityOptions identity;
  @Spec private CommandSpec spec;

  @Option(names = "--to", paramLabel = "NAME")
  @Nullable String recipient;

  @Option(names = "--room", paramLabel = "ROOM")
  @Nullable String room;

  @Option(names = "--lines")
  boolean eachLine;

  @Parameters(arity = "0..*", paramLabel = "TEXT")
  List<String> text = List.of();

  @Override
  public ServerAddress address() {
    return server.address();
  }

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    if (recipient != null && room != null) {
      throw usage("usage.to-or-room");
    }
    boolean piped = text.isEmpty() || text.equals(List.of(STANDARD_INPUT));
    if (text.isEmpty() && charla.context().terminal()) {
      throw usage("usage.no-text");
    }
    if (eachLine && !piped) {
      throw usage("usage.lines-and-text");
    }
    Who who = identity.speaker("send", charla.messages());
    Utf8Lines input = new Utf8Lines(charla.context().in());
    // Before the identity exists: a slow pipe would use up its lease.
    String whole = eachLine ? "" : piped ? input.readAll() : String.join(" ", text);
    try (ScriptSession session = ScriptSession.open(address(), who)) {
      Target target = target(session);
      if (eachLine) {
        sendLines(session, target, input);
      } else {
        send(session, target, whole);
      }
    }
    return ExitCode.DONE;
  }

  private Target target(ScriptSession session) throws CallFailedException, IOException {
    if (recipient != null) {
      return Target.userName(recipient);
    }
    return Target.room(session.enter(room == null ? ScriptSession.LOBBY : room));
  }

  private void sendLines(ScriptSession session, Target target, Utf8Lines input)
      throws CallFailedException, IOException {
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      if (!line.isBlank()) {
        send(session, target, line);
      }
    }
  }

  private void send(ScriptSession session, Target target, String message)
      throws CallFailedException, IOException {
    String id = UUID.randomUUID().toString();
    SendMessageResponse sent = session.send(target, message, id);
    charla.context().out().println(Fields.line(sent.getSequence(), id));
  }

  private ParameterException usage(String key) {
    return new ParameterException(spec.commandLine(), charla.messages().text(key));
  }
}
