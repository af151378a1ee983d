package chat.charla.cli.pipe;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.ConversationOutput;
import chat.charla.client.CallFailure;
import chat.charla.client.WhiteSpace;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands and carries them out, until the input ends. {@link #run} is the reading thread's
 * task.
 */
final class CommandPump implements Runnable {
  private final RequestLines lines;
  private final Commands commands;
  private final Answers answers;
  private final ConversationOutput output;
  private final Duration limit;
  private final Consumer<@Nullable Exception> whenEnded;

  /**
   * Creates a pump, which the caller must run on the reading thread.
   *
   * @param limit how long to wait, after the end of the input, for the results of messages
   * @param whenEnded receives the failure, or null if all commands were carried out and all
   *     messages have their results
   */
  CommandPump(
      InputStream input,
      Commands commands,
      Answers answers,
      ConversationOutput output,
      Duration limit,
      Consumer<@Nullable Exception> whenEnded) {
    this.lines = new RequestLines(input);
    this.commands = commands;
    this.answers = answers;
    this.output = output;
    this.limit = limit;
    this.whenEnded = whenEnded;
  }

  @Override
  public void run() {
    try {
      while (carryOutNext()) {
        // Continue with the next command.
      }
      if (!answers.awaitAllSettled(limit)) {
        throw new CallFailedException(
            CallFailure.of(Status.Code.DEADLINE_EXCEEDED, "no results within " + limit));
      }
      whenEnded.accept(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      whenEnded.accept(e);
    } catch (IOException | CallFailedException | RuntimeException e) {
      whenEnded.accept(e);
    }
  }

  /** Carries out one command. Returns false at the end of the input. */
  private boolean carryOutNext() throws IOException, InterruptedException {
    try {
      String line = lines.next();
      if (line == null) {
        return false;
      }
      if (!WhiteSpace.isBlank(line)) {
        commands.carryOut(RequestParser.parse(line));
      }
    } catch (MalformedRequestException e) {
      String message = String.valueOf(e.getMessage());
      output.answering(e.ref()).error(lines.number(), e.reason().name(), message);
    }
    return true;
  }
}
