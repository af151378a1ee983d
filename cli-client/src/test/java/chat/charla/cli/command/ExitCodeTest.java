package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.connection.Explanations;
import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.client.CallFailure;
import io.grpc.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
  /** gRPC maps each HTTP status to the code beside it. */
  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHENTICATED",
    "403, PERMISSION_DENIED",
    "404, UNIMPLEMENTED",
    "500, UNKNOWN",
    "502, UNAVAILABLE"
  })
  void theAnswerOfAProxyMeansAnUnreachableServer(int http, Status.Code code) {
    Status status = code.toStatus().withDescription("HTTP status code " + http + "\ninvalid");
    CallFailure failure = CallFailure.fromStatus(status, null);

    assertEquals(ExitCode.UNREACHABLE, ExitCode.of(failure));
    assertEquals(
        "cannot connect to localhost:9998 (it answered HTTP " + http + ", not as a Charla server)",
        new Explanations(Messages.in(Language.ENGLISH))
            .of(failure, new ServerAddress("localhost", 9998)));
  }

  /** Without an HTTP status, the failure does not come from a proxy. */
  @ParameterizedTest
  @CsvSource({"UNAUTHENTICATED", "PERMISSION_DENIED", "UNIMPLEMENTED"})
  void otherFailuresHaveTheGeneralExitCode(Status.Code code) {
    assertEquals(ExitCode.FAILED, ExitCode.of(CallFailure.of(code, "whatever")));
  }
}
