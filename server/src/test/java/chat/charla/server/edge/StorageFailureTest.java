package chat.charla.server.edge;

import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.ServerNoticeCode;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Predicate;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk on which messages cannot be stored: sends are refused, reading works, and no message is
 * posted twice.
 */
class StorageFailureTest {
  @RegisterExtension final QuietLog log = new QuietLog(Level.OFF);

  @TempDir private Path data;

  @Test
  void aRefusedSendMayBeRetriedWhenTheDiskWorksAgain() throws IOException, SQLException {
    try (RunningServer server = RunningServer.in(data);
        Connection disk = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"))) {
      RawClient ana = server.join("Ana");
      RawStream stream = ana.converse();
      ana.say("before");
      SendMessageRequest message =
          SendMessageRequest.newBuilder()
              .setRoom("lobby")
              .setText("retried")
              .setClientMessageId("m1")
              .build();

      execute(
          disk,
          "CREATE TRIGGER full BEFORE INSERT ON entries"
              + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
      stream.send("refused", message);
      Refusal inStream = Refusal.of(stream.result("refused").getError());
      Refusal inCall = Refusal.of(() -> ana.calls().sendMessage(message));
      var read =
          ana.calls().listMessages(ListMessagesRequest.newBuilder().setRoom("lobby").build());
      execute(disk, "DROP TRIGGER full");
      var repeated = ana.calls().sendMessage(message);

      inCall.is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
      assertTrue(inCall.hasRetryDelay());
      assertEquals(inCall, inStream);
      assertEquals(1, read.getEventsCount());
      assertFalse(repeated.getDuplicate());
      assertEquals(2, repeated.getSequence(), "refused sends use up no sequence");
      stream.event("notice", notice(ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_UNAVAILABLE));
      stream.message("retried");
      stream.event("notice", notice(ServerNoticeCode.SERVER_NOTICE_CODE_STORAGE_RESTORED));
      assertFalse(stream.ended());
    }
  }

  @Test
  void healthRecoversWithTheDiskEvenIfNoClientPosts() throws IOException, SQLException {
    try (RunningServer server = RunningServer.in(data);
        Connection disk = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("charla.db"))) {
      RawClient ana = server.join("Ana");
      RecordedAnswers<HealthCheckResponse> chat = ana.watchHealth(ChatServiceGrpc.SERVICE_NAME);
      RecordedAnswers<HealthCheckResponse> all = ana.watchHealth("");
      chat.await("health of the chat", 1);
      all.await("health of the server", 1);
      execute(
          disk,
          "CREATE TRIGGER full BEFORE INSERT ON entries"
              + " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");

      Refusal.of(() -> ana.say("refused"))
          .is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
      chat.await("health of the chat", 2);
      execute(disk, "DROP TRIGGER full");
      chat.await("health of the chat", 3);

      assertEquals(List.of(SERVING, NOT_SERVING, SERVING), statuses(chat));
      assertEquals(List.of(SERVING), statuses(all));
    }
  }

  private static List<ServingStatus> statuses(RecordedAnswers<HealthCheckResponse> answers) {
    return answers.all().stream().map(HealthCheckResponse::getStatus).toList();
  }

  private static Predicate<Event> notice(ServerNoticeCode code) {
    return event -> event.getServerNotice().getCode() == code;
  }

  private static void execute(Connection connection, String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }
}
