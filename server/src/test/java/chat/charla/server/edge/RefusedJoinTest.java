package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.Closing;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.EnterRoom;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Open;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.UserLeftReason;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Joins that are refused, and the content of the refusals. */
class RefusedJoinTest {
  private static final String REQUEST_ID = "0b7e7e0e-53c5-4d0b-8a0e-6f4f6a1d9c55";

  @TempDir private Path data;

  @Test
  void aNameInUseIsRefusedAndAFreeOneSuggested() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawStream ana = server.join("Ana").converse();

      Refusal refusal = Refusal.of(() -> server.join("ANA"));

      refusal
          .is(Status.Code.ALREADY_EXISTS, ErrorReason.ERROR_REASON_NAME_TAKEN)
          .requireField("name");
      assertFalse(refusal.hasRetryDelay(), "its holder is online");
      String suggested = refusal.metadata().getOrDefault("suggested_name", "none");
      assertEquals(suggested, server.join(suggested).user().getName());
      assertFalse(ana.ended());
    }
  }

  @Test
  void theNameOfALostConnectionIsRefusedWithARetryDelay() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      RawStream watcher = server.join("Watcher").converse();
      RawClient ana = server.join("Ana");
      var ready = ana.converse().ready();
      ana.close();
      var lost = watcher.event("loss of Ana", Event::hasUserReconnecting);

      Refusal refusal = Refusal.of(() -> server.join("Ana"));

      refusal
          .is(Status.Code.ALREADY_EXISTS, ErrorReason.ERROR_REASON_NAME_TAKEN)
          .requireField("name");
      assertTrue(refusal.hasRetryDelay());
      assertTrue(refusal.retryDelay().compareTo(Duration.ofSeconds(60)) <= 0);
      assertEquals(ready.getSelf(), lost.getActor());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "two words", "a/b", "tab\t", "\u202eevil", "<Ana>"})
  void aNameThatBreaksTheRulesIsRefused(String name) throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      Refusal.of(() -> server.join(name))
          .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_NAME_INVALID)
          .requireField("name");
    }
  }

  @Test
  void aNameMayHave32CodePoints() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      String astral = "\uD842\uDFB7".repeat(32); // a Han character beyond the basic plane

      assertEquals(astral, server.join(astral).user().getName());
      Refusal.of(() -> server.join(astral + "x"))
          .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_NAME_INVALID)
          .requireField("name");
    }
  }

  @Test
  void aRequestIdIsAUuidAndBelongsToOneName() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      JoinResponse first = join(server, "Ana", REQUEST_ID);

      assertEquals(first, join(server, "Ana", REQUEST_ID), "a repetition");
      Refusal.of(() -> join(server, "Berta", REQUEST_ID))
          .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_ID_REUSED)
          .requireField("request_id");
      Refusal.of(() -> join(server, "Berta", "guess"))
          .is(Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_REQUEST_ID_INVALID)
          .requireField("request_id");
    }
  }

  @Test
  void aFullServerRefusesWithARetryDelay() throws IOException {
    try (RunningServer server =
        RunningServer.with(data, config -> config.maxIdentities(1).maxRooms(2))) {
      RawStream ana = server.join("Ana").converse();

      Refusal users = Refusal.of(() -> server.join("Berta"));
      ana.enter("second");
      ana.send(enter("third"));

      users.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_SERVER_FULL);
      assertTrue(users.hasRetryDelay());
      Refusal rooms = Refusal.of(ana.result("third").getError());
      rooms.is(Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_SERVER_FULL);
      assertTrue(rooms.hasRetryDelay());
      ana.send(enter("SECOND"));
      assertTrue(ana.result("SECOND").getRoomEntered().getAlreadyMember());
      assertFalse(ana.ended());
    }
  }

  @Test
  void anIdentityThatHasLostItsNameKeepsItsSession() throws IOException {
    Duration lease = Duration.ofMillis(300);
    try (RunningServer server = RunningServer.with(data, config -> config.nameLease(lease))) {
      RawStream watcher = server.join("Watcher").converse();
      RawClient ana = server.join("Ana");
      ana.converse().cancel();
      watcher.event("end of Ana's lease", RefusedJoinTest::leaseExpired);
      RawClient newHolder = server.join("ana");
      newHolder.converse(); // without a stream its lease would end
      SendMessageRequest message =
          SendMessageRequest.newBuilder()
              .setRoom("lobby")
              .setText("still me")
              .setClientMessageId("m1")
              .build();

      Refusal send = Refusal.of(() -> ana.calls().sendMessage(message));
      RawStream stream = ana.stream();
      stream.open(Open.getDefaultInstance());

      send.is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_NAME_LOST);
      assertEquals(Closing.Action.ACTION_REJOIN, stream.closing().getAction());
      stream.end().is(Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_NAME_LOST);
      var nameless = ana.whoAmI().getSelf();
      assertEquals(ana.user().toBuilder().clearName().build(), nameless);
      Refusal.of(() -> rejoin(ana, ""))
          .is(Status.Code.ALREADY_EXISTS, ErrorReason.ERROR_REASON_NAME_TAKEN);
      assertEquals(ana.id(), rejoin(ana, "Ana-2").getSelf().getId());
      assertFalse(
          ana.calls().sendMessage(message).getDuplicate(), "the refusal did not use up the id");
      assertEquals("ana", newHolder.user().getName());
    }
  }

  @Test
  void theReportedLeaseIsExact() throws IOException {
    Duration lease = Duration.ofMillis(1500);
    try (RunningServer server = RunningServer.with(data, config -> config.nameLease(lease))) {
      var told = server.join("Ana").session().getLimits().getNameLease();

      assertEquals(lease, Duration.ofSeconds(told.getSeconds(), told.getNanos()));
    }
  }

  @Test
  void aRefusalWithoutAnInvalidFieldNamesNone() throws IOException {
    try (RunningServer server = RunningServer.in(data)) {
      Refusal missing = Refusal.of(() -> server.connect().whoAmI());

      missing.requireField("");
      assertEquals(Map.of(), missing.metadata());
      assertFalse(missing.hasRetryDelay());
    }
  }

  private static boolean leaseExpired(Event event) {
    return event.getUserLeft().getReason() == UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED;
  }

  private static JoinResponse join(RunningServer server, String name, String requestId) {
    return server
        .connect()
        .calls()
        .join(JoinRequest.newBuilder().setName(name).setRequestId(requestId).build());
  }

  private static JoinResponse rejoin(RawClient identity, String name) {
    return identity.calls().join(JoinRequest.newBuilder().setName(name).build());
  }

  private static ConverseRequest enter(String room) {
    return ConverseRequest.newBuilder()
        .setRequestId(room)
        .setEnterRoom(EnterRoom.newBuilder().setRoom(room))
        .build();
  }
}
