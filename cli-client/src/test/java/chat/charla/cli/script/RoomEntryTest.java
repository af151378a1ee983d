package chat.charla.cli.script;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.cli.connection.NoAnswerException;
import chat.charla.client.StreamHandle;
import chat.charla.client.Transport;
import chat.charla.v1.ConverseRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that never answers the entry into a room. */
class RoomEntryTest {
  private static final StreamHandle SILENT_STREAM =
      new StreamHandle() {
        @Override
        public void send(ConverseRequest command) {}

        @Override
        public void request(int frames) {}

        @Override
        public void halfClose() {}

        @Override
        public void cancel() {}
      };

  private static final Transport SILENT =
      StubTransports.of(
          (proxy, method, arguments) ->
              method.getReturnType() == StreamHandle.class ? SILENT_STREAM : null);

  /** No message is sent before the room is entered, so the outcome is known: none was posted. */
  @Test
  void entryHasTheTimeLimitOfTheCommand() {
    try (RoomEntry entry = new RoomEntry(SILENT, "token", "cine")) {
      NoAnswerException late =
          assertThrows(NoAnswerException.class, () -> entry.await(Duration.ofMillis(1)));
      assertFalse(late.isOutcomeUnknown());
    }
  }
}
