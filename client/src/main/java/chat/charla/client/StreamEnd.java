package chat.charla.client;

import chat.charla.v1.Closing;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a stream has ended, and what the client does next. */
final class StreamEnd {
  private final FailurePolicy.Reaction reaction;
  private final CallFailure failure;
  private final @Nullable Duration delay;

  private StreamEnd(
      FailurePolicy.Reaction reaction, CallFailure failure, @Nullable Duration delay) {
    this.reaction = reaction;
    this.failure = failure;
    this.delay = delay;
  }

  /** The server has sent a {@code Closing} frame. */
  static StreamEnd closing(Closing closing) {
    CallFailure failure =
        closing.hasError()
            ? CallFailure.fromError(closing.getError())
            : CallFailure.of(Status.Code.OK, "the server has ended the stream");
    Duration delay =
        closing.hasReconnectDelay()
            ? Delays.fromProto(closing.getReconnectDelay())
            : failure.retryDelay();
    return new StreamEnd(FailurePolicy.ofClosing(closing), failure, delay);
  }

  /** The stream has ended with a status and no {@code Closing} frame. */
  static StreamEnd status(CallFailure failure, boolean serverAnswered) {
    FailurePolicy.Reaction reaction = FailurePolicy.ofStream(failure, serverAnswered);
    return new StreamEnd(reaction, failure, failure.retryDelay());
  }

  /** The client has given this stream up and opens another one. */
  static StreamEnd givenUp(Status.Code code, String message) {
    return new StreamEnd(FailurePolicy.Reaction.RESUME, CallFailure.of(code, message), null);
  }

  FailurePolicy.Reaction reaction() {
    return reaction;
  }

  CallFailure failure() {
    return failure;
  }

  /** How long the server wants the client to wait, or null. */
  @Nullable Duration delay() {
    return delay;
  }
}
