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
 * Writes the answers that come by the stream, each with the reference that the command's author
 * gave it.
 *
 * <p>Owned by the client's scheduler, except the methods for the thread that reads commands, which
 * say so.
 */
final class Answers {
  /** The number of unanswered commands that a server accepts on one stream. */
  private static final int MAX_UNSETTLED = 64;

  private final ConversationOutput output;
  private final Semaphore room = new Semaphore(MAX_UNSETTLED);
  private final Map<PendingMessage, Reference> unsettled = new LinkedHashMap<>();
  private volatile @Nullable RoomWish wish;

  /**
   * The author's reference for a message, which may be null; a wrapper for use as a map's value.
   */
  private record Reference(@Nullable String ref) {}

  /** The room command in progress. */
  private record RoomWish(@Nullable String ref, CountDownLatch answered) {}

  Answers(ConversationOutput output) {
    this.output = output;
  }

  /** Waits until another message may be sent. For the reading thread. */
  void awaitRoomForMessage() throws InterruptedException {
    room.acquire();
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
    // Only after printing, because the program ends when the last message is released.
    room.release();
  }

  /**
   * Waits until every message has its result. For the reading thread.
   *
   * @return false if some have none when the time limit expires
   */
  boolean awaitAllSettled(Duration limit) throws InterruptedException {
    return room.tryAcquire(MAX_UNSETTLED, limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** No more results will come: the outcome of the open messages is unknown. */
  void giveUp() {
    unsettled.forEach(
        (message, reference) ->
            output.answering(reference.ref()).outcomeUnknown(message.clientMessageId()));
    unsettled.clear();
  }

  /**
   * Runs a room command and waits for its answer. One at a time, because of several commands for
   * one room the client would carry out only the last one. For the reading thread.
   */
  void awaitRoom(@Nullable String ref, Runnable command) throws InterruptedException {
    RoomWish waiting = new RoomWish(ref, new CountDownLatch(1));
    wish = waiting;
    command.run();
    waiting.answered().await();
  }

  void roomEntered(RoomEntered entered) {
    answerWish().roomEntered(entered);
    fulfil();
  }

  void roomLeft(RoomLeft left) {
    answerWish().roomLeft(left);
    fulfil();
  }

  void roomRefused(CallFailure refusal) {
    answerWish().refused(refusal);
    fulfil();
  }

  private ConversationOutput answerWish() {
    RoomWish waiting = wish;
    return waiting == null ? output : output.answering(waiting.ref());
  }

  /**
   * Ends the wait. Called after the answer is written, so that it comes before those to later
   * commands.
   */
  private void fulfil() {
    RoomWish waiting = wish;
    wish = null;
    if (waiting != null) {
      waiting.answered().countDown();
    }
  }
}
