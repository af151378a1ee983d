package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares the table of errors in the contract's comments with the server: every reason is
 * documented, is produced here over a real connection, and its refusals have what its comment says.
 * The client knows the contract only from reflection.
 */
class ErrorTableTest {
  /**
   * This reason ends a stream only after a defect of the server, so this test sees it only in
   * calls.
   */
  private static final String ONLY_IN_CALLS = "ERROR_REASON_INTERNAL";

  @RegisterExtension final QuietLog log = new QuietLog(Level.OFF);

  @TempDir private Path data;

  static Stream<DocumentedReason> reasons() {
    return DocumentedReason.all().stream();
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void everyReasonIsDocumentedAndMatchesItsComment(DocumentedReason reason) throws Exception {
    List<GenericRefusal> told;
    List<String> endings;
    try (ProvokedServer server = new ProvokedServer(data)) {
      told = server.provoke(reason.name());
      endings = server.endings();
    }

    assertFalse(told.isEmpty());
    for (GenericRefusal refusal : told) {
      assertEquals(reason.name(), refusal.reason());
      assertEquals(reason.code(), refusal.code());
      assertEquals(reason.metadata(), refusal.metadata());
      assertEquals(reason.retryDelay(), refusal.retryDelay());
      assertTrue(
          !reason.field() || !refusal.field().isEmpty(), "the refusal names the invalid field");
      assertEquals(told.get(0), refusal, "every form has the same content");
    }
    if (!reason.name().equals(ONLY_IN_CALLS)) {
      assertEquals(reason.ends(), !endings.isEmpty(), "whether it ends streams");
      assertTrue(
          reason.action().isEmpty() || endings.equals(List.of(reason.action())),
          () -> "streams ended with " + endings);
    }
  }
}
