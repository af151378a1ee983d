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

/** Reads commands and has them carried out, until the input ends. What runs the reading thread. */
final class CommandPump implements Runnable {
  private final RequestLines lines;
  private final Commands commands;
  private final Answers answers;
  private final ConversationOutput output;
  private final Duration patience;
  private final Consumer<@Nullable Exception> whenEnded;

  /**
   * A pump that has not begun.
   *
   * @param patience how long messages may go without a result once the input has ended
   * @param whenEnded told the failure, or null if everything is done
   */
  CommandPump(
      InputStream input,
      Commands commands,
      Answers answers,
      ConversationOutput output,
      Duration patience,
      Consumer<@Nullable Exception> whenEnded) {
    this.lines = new RequestLines(input);
    this.commands = commands;
    this.answers = answers;
    this.output = output;
    this.patience = patience;
    this.whenEnded = whenEnded;
  }

  @Override
  public void run() {
    try {
      while (carryOutNext()) {
        // On to the next one.
      }
      if (!answers.awaitAllSettled(patience)) {
        throw new CallFailedException(
            CallFailure.of(Status.Code.DEADLINE_EXCEEDED, "no results within " + patience));
      }
      whenEnded.accept(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      whenEnded.accept(e);
    } catch (IOException | CallFailedException | RuntimeException e) {
      whenEnded.accept(e);
    }
  }

  /** Returns whether there may be another one. */
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
