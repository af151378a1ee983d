package chat.charla.cli.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.client.Answer;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.client.Transport;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Which answers are repeated. The calls answer at once; nothing is sent over the transport. */
class RepetitionTest {
  private static final Patience PATIENCE = new Patience(Duration.ofMinutes(1), false);
  private static final CallFailure OF_A_PROXY =
      CallFailure.of(Status.Code.UNIMPLEMENTED, "HTTP status code 404");
  private static final CallFailure REFUSAL =
      CallFailure.of(
          Status.Code.NOT_FOUND, ErrorReason.ERROR_REASON_ROOM_NOT_FOUND, "", Map.of(), null);

  private int connectionsAbandoned;
  private final Transport transport =
      (Transport)
          Proxy.newProxyInstance(
              Transport.class.getClassLoader(),
              new Class<?>[] {Transport.class},
              (proxy, method, arguments) -> {
                assertEquals("abandonConnection", method.getName());
                connectionsAbandoned++;
                return null;
              });

  @Test
  void whatAProxySaysIsRepeatedOnceTheServerHasAnswered() throws Exception {
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(OF_A_PROXY, OF_A_PROXY));
    assertEquals("done", Repetition.call(transport, PATIENCE, failing(failures)));
  }

  @Test
  void whatAProxySaysFirstIsTold() {
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(OF_A_PROXY));
    CallFailedException failed =
        assertThrows(
            CallFailedException.class,
            () -> Repetition.callFirst(transport, PATIENCE, failing(failures)));
    assertEquals(OF_A_PROXY, failed.failure());
  }

  @Test
  void whatTheServerRefusesIsNotRepeated() {
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(REFUSAL));
    CallFailedException failed =
        assertThrows(
            CallFailedException.class,
            () -> Repetition.call(transport, PATIENCE, failing(failures)));
    assertEquals(REFUSAL, failed.failure());
  }

  @Test
  void whatHasNoAnswerIsRepeatedOverAnotherConnection() throws Exception {
    CallFailure silence = CallFailure.of(Status.Code.DEADLINE_EXCEEDED, "no answer");
    Queue<CallFailure> failures = new ArrayDeque<>(List.of(silence));
    assertEquals("done", Repetition.callFirst(transport, PATIENCE, failing(failures)));
    assertEquals(1, connectionsAbandoned);
  }

  private static Function<Answer<String>, Cancellable> failing(Queue<CallFailure> failures) {
    return answer -> {
      CallFailure failure = failures.poll();
      if (failure == null) {
        answer.onSuccess("done");
      } else {
        answer.onFailure(failure);
      }
      return () -> {};
    };
  }
}
