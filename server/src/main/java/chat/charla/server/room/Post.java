package chat.charla.server.room;

import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.SendMessageResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A send on its way to the log, and the callback for its outcome. Owned by the core. */
public final class Post {
  private static final Logger LOG = System.getLogger(Post.class.getName());

  private final Participant author;
  private final SendMessageRequest request;
  private final SendAllowance allowance;
  private final Consumer<Outcome<SendMessageResponse>> reply;
  private boolean sendCounted;
  private @Nullable Refusal sendRefusal;
  private boolean bytesCounted;
  private @Nullable Refusal bytesRefusal;
  private boolean answered;

  /**
   * Creates a post that has not been answered.
   *
   * @param allowance counts this send for the author's limits
   * @param reply called with the outcome, once, on the core
   */
  public Post(
      Participant author,
      SendMessageRequest request,
      SendAllowance allowance,
      Consumer<Outcome<SendMessageResponse>> reply) {
    this.author = author;
    this.request = request;
    this.allowance = allowance;
    this.reply = reply;
  }

  Participant author() {
    return author;
  }

  SendMessageRequest request() {
    return request;
  }

  /**
   * Counts this send for the rate limit. Returns the refusal if the limit is exceeded. Only the
   * first call counts the send; later calls return the same result.
   */
  Optional<Refusal> countSend() {
    if (!sendCounted) {
      sendCounted = true;
      sendRefusal = allowance.take().orElse(null);
    }
    return Optional.ofNullable(sendRefusal);
  }

  /**
   * Counts the bytes that this send would add to the disk. Returns the refusal if their limit is
   * exceeded. Only the first call counts the bytes; later calls return the same result.
   *
   * @param bytes as in {@link Draft#bytes}
   */
  Optional<Refusal> countBytes(long bytes) {
    if (!bytesCounted) {
      bytesCounted = true;
      bytesRefusal = allowance.takeBytes(bytes).orElse(null);
    }
    return Optional.ofNullable(bytesRefusal);
  }

  /**
   * Answers this post with the outcome of the first send, because the post is a repetition. A
   * repetition does not count for the limits. If the receipt is damaged, the answer is INTERNAL.
   *
   * @param timelineOf returns the timeline to which the first send was posted
   */
  void answerRepetition(byte[] receipt, Function<Post, Timeline> timelineOf) {
    Outcome<SendMessageResponse> outcome;
    try {
      outcome = Receipts.answer(Receipts.parse(receipt), request, timelineOf.apply(this));
    } catch (IllegalStateException damaged) {
      LOG.log(Level.ERROR, "answering a repetition failed", damaged);
      outcome = Outcome.refused(Refusal.internal());
    }
    if (!answered) {
      giveBack();
    }
    answer(outcome);
  }

  /**
   * Refuses the post, so that the log does not store it. If the bytes of the post were counted,
   * neither the post nor its bytes count for the limits any more. Has no effect if the post has
   * been answered.
   */
  void refuse(Refusal refusal) {
    if (!answered && bytesCounted && bytesRefusal == null) {
      giveBack();
    }
    answer(Outcome.refused(refusal));
  }

  /**
   * Called when it is certain that the log does not have the post. The post then does not count for
   * the limits.
   */
  void notStored() {
    giveBack();
  }

  private void giveBack() {
    if (sendCounted && sendRefusal == null) {
      allowance.giveBack();
    }
  }

  /** Answers the post with the outcome; only the first call has an effect. */
  void answer(Outcome<SendMessageResponse> outcome) {
    if (!answered) {
      answered = true;
      reply.accept(outcome);
    }
  }
}
