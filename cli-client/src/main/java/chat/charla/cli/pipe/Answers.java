package chat.charla.cli.pipe;

import chat.charla.cli.output.ConversationOutput;
import chat.charla.client.CallFailure;
import chat.charla.client.PendingMessage;
import chat.charla.client.Refusal;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.RoomLeft;
import chat.charla.v1.SendMessageResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers to the commands that are sent over the stream. Each answer has the reference
 * that the program has given to the command.
 *
 * <p>The client's scheduler owns this object. The thread that reads commands calls only the methods
 * whose comment says "For the reading thread".
 */
final class Answers {
  /**
   * The maximum number of messages without a result. A server accepts this number of unanswered
   * commands on a stream.
   */
  private static final int MAX_UNSETTLED = 64;

  private final ConversationOutput output;
  private final Semaphore permits = new Semaphore(MAX_UNSETTLED);
  private final Map<PendingMessage, Reference> unsettled = new LinkedHashMap<>();
  private volatile @Nullable RoomCommand roomCommand;

  /**
   * The program's reference for a message, or null. This record wraps the reference, because a
   * value of the map must not be null.
   */
  private record Reference(@Nullable String ref) {}

  /** The room command in progress. */
  private record RoomCommand(@Nullable String ref, CountDownLatch answered) {}

  Answers(ConversationOutput output) {
    this.output = output;
  }

  /** Waits until another message may be sent. For the reading thread. */
  void awaitPermit() throws InterruptedException {
    permits.acquire();
  }

  void sending(PendingMessage message, @Nullable String ref) {
    unsettled.put(message, new Reference(ref));
  }

  void settled(PendingMessage message) {
    Reference reference = unsettled.remove(message);
    if (reference == null) {
      return;
    }
    ConversationOutput answer = output.answering(reference.ref());
    String id = message.clientMessageId();
    SendMessageResponse response = message.response();
    Refusal refusal = message.refusal();
    if (message.status() == PendingMessage.Status.SENT && response != null) {
      answer.sent(id, response);
    } else if (message.status() == PendingMessage.Status.REFUSED && refusal != null) {
      answer.refused(id, refusal);
    } else {
      answer.outcomeUnknown(id);
    }
    // Release the permit only after the answer is written, because the program ends when all
    // permits are free.
    permits.release();
  }

  /**
   * Waits until every message has its result. For the reading thread.
   *
   * @return false if some messages have no result when the time limit expires
   */
  boolean awaitAllSettled(Duration limit) throws InterruptedException {
    return permits.tryAcquire(MAX_UNSETTLED, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Reports the outcome of each message without a result as unknown, because no more results will
   * come.
   */
  void giveUp() {
    unsettled.forEach(
        (message, reference) ->
            output.answering(reference.ref()).outcomeUnknown(message.clientMessageId()));
    unsettled.clear();
  }

  /**
   * Runs a room command and waits for its answer. So only one room command runs at a time. If there
   * were several commands for one room, the client would carry out only the last one. For the
   * reading thread.
   */
  void awaitRoomAnswer(@Nullable String ref, Runnable command) throws InterruptedException {
    RoomCommand waiting = new RoomCommand(ref, new CountDownLatch(1));
    roomCommand = waiting;
    command.run();
    waiting.answered().await();
  }

  void roomEntered(RoomEntered entered) {
    answerToRoomCommand().roomEntered(entered);
    endWait();
  }

  void roomLeft(RoomLeft left) {
    answerToRoomCommand().roomLeft(left);
    endWait();
  }

  void roomRefused(CallFailure refusal) {
    answerToRoomCommand().refused(refusal);
    endWait();
  }

  private ConversationOutput answerToRoomCommand() {
    RoomCommand waiting = roomCommand;
    return waiting == null ? output : output.answering(waiting.ref());
  }

  /**
   * Ends the reading thread's wait. The caller must write the answer before this call, so that the
   * answer precedes the answers to later commands.
   */
  private void endWait() {
    RoomCommand waiting = roomCommand;
    roomCommand = null;
    if (waiting != null) {
      waiting.answered().countDown();
    }
  }
}
