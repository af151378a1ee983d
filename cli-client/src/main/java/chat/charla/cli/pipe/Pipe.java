package chat.charla.cli.pipe;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.ConversationOutput;
import chat.charla.cli.script.Cursor;
import chat.charla.cli.script.Follower;
import chat.charla.cli.script.ScriptSession;
import chat.charla.client.CallFailure;
import chat.charla.client.ChatClient;
import chat.charla.client.PendingMessage;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.v1.CaughtUp;
import chat.charla.v1.Error;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code charla pipe}: carries out the commands of an input, and writes their answers and all
 * events. The program ends successfully when the input has ended and every command has its answer,
 * or when the reader has closed the output.
 */
public final class Pipe extends Follower {
  private final ScriptSession session;
  private final ConversationOutput output;
  private final InputStream input;
  private final Duration limit;
  private final Answers answers;
  private @Nullable CommandPump reader;

  private Pipe(
      ScriptSession session, InputStream input, ConversationOutput output, Duration limit) {
    super(session);
    this.session = session;
    this.input = input;
    this.output = output;
    this.limit = limit;
    this.answers = new Answers(output);
  }

  /**
   * Runs until the input has ended and all commands have their answers, or until a failure.
   *
   * @param since the cursors after which to begin, one for every timeline of the identity
   * @param limit how long to wait, after the end of the input, for the results of messages
   * @throws CallFailedException if the server refuses, or cannot be reached at the start
   */
  public static void run(
      ScriptSession session,
      InputStream input,
      ConversationOutput output,
      List<Cursor> since,
      Duration limit)
      throws CallFailedException, IOException {
    Pipe pipe = new Pipe(session, input, output, limit);
    pipe.follow(since, null);
  }

  @Override
  protected void begin(ChatClient client, SingleThreadScheduler scheduler) {
    Commands commands = new Commands(session.calls(), client, scheduler, output, answers);
    reader =
        new CommandPump(
            input, commands, answers, output, limit, failure -> inputEnded(failure, scheduler));
  }

  @Override
  protected void connected(Ready ready, boolean again) {
    output.ready(ready);
    checkOutput();
    if (!again && reader != null) {
      // Start reading only after "ready" is written, so that "ready" is the first line of the
      // output. A thread that reads from a pipe cannot be interrupted. A daemon thread does not
      // prevent the program from ending.
      Thread thread = new Thread(reader, "charla-pipe");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * Ends the program, because the input has ended and all commands have their answers, or because
   * of a failure.
   */
  private void inputEnded(@Nullable Exception failure, SingleThreadScheduler scheduler) {
    if (failure == null) {
      finish();
      return;
    }
    scheduler.execute(
        () -> {
          answers.giveUp();
          fail(failure);
        });
  }

  @Override
  protected void disconnected(CallFailure cause, @Nullable Duration retryIn) {
    output.disconnected(cause, retryIn);
    checkOutput();
  }

  @Override
  public void onEvent(Event event) {
    output.event(event, epoch(event.getRoom()));
    checkOutput();
  }

  @Override
  public void onGap(Gap gap) {
    super.onGap(gap);
    output.gap(gap);
    checkOutput();
  }

  @Override
  public void onCaughtUp(CaughtUp caughtUp) {
    output.caughtUp(caughtUp);
    checkOutput();
  }

  @Override
  public void onMessageSettled(PendingMessage message) {
    answers.settled(message);
    checkOutput();
  }

  @Override
  public void onRoomEntered(RoomEntered entered) {
    super.onRoomEntered(entered);
    answers.roomEntered(entered);
  }

  @Override
  public void onRoomLeft(RoomLeft left) {
    answers.roomLeft(left);
  }

  /** Writes a line without a reference, because this is not the answer to a command. */
  @Override
  public void onRoomEnteredElsewhere(RoomEntered entered) {
    super.onRoomEntered(entered);
    output.roomEntered(entered);
    checkOutput();
  }

  /** Writes a line without a reference, because this is not the answer to a command. */
  @Override
  public void onRoomLeftElsewhere(RoomLeft left) {
    output.roomLeft(left);
    checkOutput();
  }

  @Override
  public void onRoomRefused(String room, Error error) {
    answers.roomRefused(CallFailure.fromError(error));
  }

  /** Ends the program if the reader has closed the output. */
  private void checkOutput() {
    if (output.isBroken()) {
      finish();
    }
  }
}
