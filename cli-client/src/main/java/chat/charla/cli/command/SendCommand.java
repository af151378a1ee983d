package chat.charla.cli.command;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.cli.script.RetryLimit;
import chat.charla.cli.script.ScriptIdentity;
import chat.charla.cli.script.ScriptSession;
import chat.charla.cli.text.Sanitizer;
import chat.charla.cli.text.Utf8Lines;
import chat.charla.client.CallFailure;
import chat.charla.client.Target;
import chat.charla.client.WhiteSpace;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.SendMessageResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code charla send}: sends messages, and prints the sequence and id of each message when the
 * message is stored.
 */
@Command(name = "send", sortOptions = false)
final class SendCommand extends ScriptCommand {
  private static final String STANDARD_INPUT = "-";
  private static final int MAX_ID_BYTES = 64;

  @Mixin private OutputOptions format;

  @Option(names = "--to", paramLabel = "NAME")
  @Nullable String recipient;

  @Option(names = "--room", paramLabel = "ROOM")
  @Nullable String room;

  @Option(names = "--create")
  boolean create;

  @Option(names = {"-q", "--quiet"})
  boolean quiet;

  @Option(names = "--lines")
  boolean eachLine;

  @Option(names = "--id", paramLabel = "ID")
  @Nullable String id;

  @Option(names = "--timeout", paramLabel = "DURATION", converter = DurationConverter.class)
  @Nullable Duration timeout;

  @Parameters(arity = "0..*", paramLabel = "TEXT")
  List<String> text = List.of();

  @Override
  public Integer call() throws CommandException, CallFailedException, IOException {
    check();
    ScriptIdentity asked = identity().forSending(server(), true);
    Utf8Lines input = new Utf8Lines(invocation().context().in());
    boolean piped = text.isEmpty() || text.equals(List.of(STANDARD_INPUT));
    // Read the input before joining: while a slow pipe is read, the identity's lease could expire.
    String whole = eachLine ? "" : piped ? input.readAll() : String.join(" ", text);
    Output output = format.open();
    RetryLimit limit = timeout == null ? RetryLimit.STANDARD : new RetryLimit(timeout, true);
    try (ScriptSession session = ScriptSession.open(server().route(), asked, limit)) {
      if (eachLine) {
        sendLines(session, input, output);
      } else {
        send(session, whole, id == null ? newId() : id, "", output);
      }
    }
    return ExitCode.DONE;
  }

  private void check() {
    if (recipient != null && room != null) {
      throw usage("usage.to-or-room");
    }
    if (recipient != null && create) {
      throw usage("usage.create");
    }
    if (text.isEmpty() && invocation().context().terminal()) {
      throw usage("usage.no-text");
    }
    if (eachLine && !text.isEmpty() && !text.equals(List.of(STANDARD_INPUT))) {
      throw usage("usage.lines-and-text");
    }
    if (id == null) {
      return;
    }
    if (eachLine) {
      throw usage("usage.lines-and-id");
    }
    int bytes = id.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_ID_BYTES) {
      throw usage("usage.id");
    }
  }

  /**
   * Sends each line when the previous line has its answer. So no line is posted after a refused
   * line.
   */
  private void sendLines(ScriptSession session, Utf8Lines input, Output output)
      throws CommandException, CallFailedException, IOException {
    long number = 0;
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      number++;
      if (!WhiteSpace.isBlank(line)) {
        send(session, line, newId(), invocation().messages().text("send.line", number), output);
      }
    }
  }

  /**
   * Sends a message and prints its sequence and id. The message is sent even if printing fails.
   *
   * @param prefix the start of an error message
   */
  private void send(
      ScriptSession session, String message, String messageId, String prefix, Output output)
      throws CommandException, CallFailedException, IOException {
    try {
      SendMessageResponse sent = session.send(target(), message, messageId, create);
      if (!quiet) {
        output.sent(messageId, sent);
      }
    } catch (CallFailedException e) {
      CallFailure failure = e.failure();
      String reason = prefix + explanation(e);
      throw new CommandException(
          ExitCode.of(failure),
          e.isOutcomeUnknown()
              ? reason
                  + "\n"
                  + invocation().messages().text("send.unknown", Sanitizer.line(messageId))
              : reason);
    }
  }

  private String explanation(CallFailedException failed) {
    CallFailure failure = failed.failure();
    return failure.reason() == ErrorReason.ERROR_REASON_ROOM_NOT_FOUND && room != null
        ? invocation().messages().text("error.no-room", Sanitizer.line(room))
        : invocation().explanations().of(failure, server().address(), failed.subject());
  }

  private Target target() {
    if (recipient != null) {
      return Target.userName(recipient);
    }
    return Target.room(room == null ? ScriptSession.LOBBY : room);
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }
}
