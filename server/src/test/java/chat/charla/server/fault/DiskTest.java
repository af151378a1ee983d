package chat.charla.server.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.PendingMessage;
import chat.charla.server.edge.RawClient;
import chat.charla.server.edge.Refusal;
import chat.charla.server.process.Clients;
import chat.charla.server.process.LogPages;
import chat.charla.testkit.Patience;
import chat.charla.testkit.ServerProgram;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.JoinRequest;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of a running server fails. Clients that write get refusals, and clients that read are
 * served. When the disk works again, the server works again, and no message is lost or posted
 * twice.
 */
@Tag("fault-script")
@Timeout(10 * Patience.SECONDS)
class DiskTest extends StageFixture {
  /** A way to make the disk fail. */
  private interface Failure {
    Strace begin(ServerProgram server, Path log) throws IOException;
  }

  @Test
  @Tag("fault:disk-full")
  void theDiskIsFull() throws Exception {
    fails("disk-full", (server, log) -> Strace.failWrites(server, log, "ENOSPC"));
  }

  @Test
  @Tag("fault:disk-read-only")
  void theDiskBecomesReadOnly() throws Exception {
    fails("disk-read-only", (server, log) -> Strace.failWrites(server, log, "EROFS"));
  }

  @Test
  @Tag("fault:sync-fails")
  void everySyncOfTheDiskFails() throws Exception {
    fails("sync-fails", (server, log) -> Strace.failSyncs(server, log, "EIO"));
  }

  /** The data directory is on a read-only disk. */
  @Test
  @Tag("fault:read-only-start")
  void aServerThatCannotWriteDoesNotStart(@TempDir Path other) throws Exception {
    runOnce(other);
    for (String file : List.of("charla.db", "charla.lock")) {
      List<String> lines = linesOfAFailedStart(other, Strace.withoutOpening(other.resolve(file)));
      assertEquals(2, lines.size(), "an error and a hint: " + lines);
      assertTrue(lines.get(0).contains(other.toString()), lines.toString());
    }
  }

  /** The server can open the database, but cannot write to it. It logs the failed write as well. */
  @Test
  @Tag("fault:full-start")
  void aServerOnAFullDiskDoesNotStart(@TempDir Path other) throws Exception {
    runOnce(other);
    Path log = other.toRealPath().resolve("charla.db-wal");
    List<String> lines = linesOfAFailedStart(other, Strace.withoutWriting(log));
    assertEquals(
        List.of(
            "charla-server: No space left for " + other.resolve("charla.db"),
            "Free space on the disk"),
        lines.subList(lines.size() - 2, lines.size()));
  }

  private static void runOnce(Path data) throws IOException {
    try (ServerProgram server = ServerProgram.classPath().data(data).start();
        Clients clients = new Clients(server)) {
      Strace.requireUsable(server);
      clients.join("Ana").say("something");
      server.terminate();
      assertEquals(0, server.exitCode());
    }
  }

  private static List<String> linesOfAFailedStart(Path data, String[] starter) throws IOException {
    try (ServerProgram server = ServerProgram.classPath().data(data).under(starter).start()) {
      assertEquals(1, server.exitCode());
      return server.console().all();
    }
  }

  private void fails(String fault, Failure failure) throws Exception {
    stage.during(
        fault,
        Stage.RESTARTED,
        () -> {
          ServerProgram server = stage.server();
          int outage = 1 + times(server, "writes are refused");
          RawClient reader = stage.join("Reader-" + fault);
          stage.canary().stop();
          int before = LogPages.all(reader, "lobby").size();
          PendingMessage message;
          try (Strace disk = failure.begin(server, data.resolve("charla.db-wal"))) {
            message = stage.canary().say("to be retried");
            server.console().await("warnings", outage, line -> line.contains("writes are refused"));

            Refusal.of(() -> reader.say("refused"))
                .is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
            Refusal.of(() -> join("Newcomer-" + fault))
                .is(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
            assertEquals(before, LogPages.all(reader, "lobby").size(), "reading still works");
            assertEquals(reader.user(), reader.whoAmI().getSelf());
            assertTrue(message.response() == null, "acknowledged although the disk fails");
            Patience.await("NOT_SERVING", () -> health(reader) == ServingStatus.NOT_SERVING);
          }

          stage.canary().start();
          assertFalse(
              stage.canary().acknowledgement(message).getDuplicate(),
              "the first attempt was not stored");
          server
              .console()
              .await("recovery", outage, line -> line.contains("The storage works again"));
          Patience.await("SERVING", () -> health(reader) == ServingStatus.SERVING);
        });
  }

  private static ServingStatus health(RawClient tool) {
    return HealthGrpc.newBlockingStub(tool.channel())
        .withDeadlineAfter(Patience.SECONDS, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(ChatServiceGrpc.SERVICE_NAME).build())
        .getStatus();
  }

  private static int times(ServerProgram server, String text) {
    return (int) server.console().all().stream().filter(line -> line.contains(text)).count();
  }

  private void join(String name) {
    var unused = stage.connect().calls().join(JoinRequest.newBuilder().setName(name).build());
  }
}
