package chat.charla.cli.connection;

import chat.charla.client.CallFailure;
import io.grpc.Status;
import java.time.Duration;

/** There was no answer, of anything, in the time that this program gives it. */
public final class NoAnswerException extends CallFailedException {
  private static final long serialVersionUID = 1L;

  NoAnswerException(Duration limit) {
    super(CallFailure.of(Status.Code.DEADLINE_EXCEEDED, "no answer within " + limit));
  }
}
