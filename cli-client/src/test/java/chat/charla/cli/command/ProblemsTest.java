package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.connection.Explanations;
import chat.charla.cli.connection.ServerAddress;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.client.CallFailure;
import io.grpc.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
  /** The codes are those that gRPC makes of the HTTP status. */
  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHENTICATED",
    "403, PERMISSION_DENIED",
    "404, UNIMPLEMENTED",
    "500, UNKNOWN",
    "502, UNAVAILABLE"
  })
  void theAnswerOfAProxyIsAServerThatIsNotReached(int http, Status.Code code) {
    Status status = code.toStatus().withDescription("HTTP status code " + http + "\ninvalid");
    CallFailure failure = CallFailure.fromStatus(status, null);

    assertEquals(ExitCode.UNREACHABLE, Problems.exitCode(failure));
    assertEquals(
        "cannot connect to localhost:9998 (it answered HTTP "
            + http
            + ", and not as a Charla server)",
        new Explanations(Messages.in(Language.ENGLISH))
            .of(failure, new ServerAddress("localhost", 9998)));
  }

  /** Without one, the code is of the server or of gRPC. */
  @ParameterizedTest
  @CsvSource({"UNAUTHENTICATED", "PERMISSION_DENIED", "UNIMPLEMENTED"})
  void whatIsNoAnswerOfAProxyHasFailed(Status.Code code) {
    assertEquals(ExitCode.FAILED, Problems.exitCode(CallFailure.of(code, "whatever")));
  }
}
