package chat.charla.cli.connection;

import chat.charla.client.CallFailure;
import io.grpc.Status;
import java.time.Duration;

/** No answer came within this program's time limit; the call itself has no gRPC deadline. */
public final class NoAnswerException extends CallFailedException {
  private static final long serialVersionUID = 1L;

  NoAnswerException(Duration limit) {
    super(CallFailure.of(Status.Code.DEADLINE_EXCEEDED, "no answer within " + limit));
  }
}
