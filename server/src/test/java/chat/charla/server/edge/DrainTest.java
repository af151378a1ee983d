package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Open;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How streams end in an orderly way: by a shutdown of the server, and by a drain of the client. */
class DrainTest {
  @TempDir private Path data;

  @Test
  void aShutdownClosesEveryStreamWithResume() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawStream open = server.join("Ana").converse();
      RawClient berta = server.join("Berta");
      RawStream notYetOpen = berta.stream();
      // An answer on the same connection shows that the stream has started.
      assertEquals(berta.user(), berta.whoAmI().getSelf());

      server.stop();

      for (RawStream stream : List.of(open, notYetOpen)) {
        Closing closing = stream.closing();
        assertEquals(Closing.Action.ACTION_RESUME, closing.getAction());
        assertTrue(closing.hasReconnectDelay());
        Refusal refusal = stream.end();
        refusal.is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_SERVER_DRAINING);
        assertTrue(refusal.hasRetryDelay());
        assertEquals(refusal, Refusal.of(closing.getError()));
      }
    }
  }

  @Test
  void aDrainedStreamDeliversEverythingAndEndsWithOk() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawClient ana = server.join("Ana");
      RawStream stream = ana.converse(Open.newBuilder().setDrainOnHalfClose(true).build());

      for (int i = 1; i <= 100; i++) {
        stream.say("message " + i);
      }
      stream.halfClose();

      Closing closing = stream.closing();
      assertEquals(Closing.newBuilder().setAction(Closing.Action.ACTION_STOP).build(), closing);
      assertEquals(Status.Code.OK, stream.end().code());
      assertEquals(
          100,
          stream.texts(100).size(),
          "everything sent before the half-close is posted and delivered");
      assertEquals(closing, stream.frames().get(stream.frames().size() - 1).getClosing());
    }
  }
}
