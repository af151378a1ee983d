package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.CreateAccountRequest;
import chat.charla.admin.v1.CreateAccountResponse;
import chat.charla.admin.v1.DeleteUserRequest;
import chat.charla.admin.v1.LogLevel;
import chat.charla.admin.v1.NotifyRequest;
import chat.charla.admin.v1.NotifyResponse;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.admin.v1.RenameUserResponse;
import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.RevokeInvitationRequest;
import chat.charla.admin.v1.RevokeUserSessionsRequest;
import chat.charla.admin.v1.SetLogLevelRequest;
import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.admin.v1.UnbanAddressRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListRoomsRequest;
import chat.charla.v1.Record;
import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Everything that operators do is recorded in the timeline {@code !}, which only they can read. */
class AuditRulesTest {
  private static final ListMessagesRequest RECORDS =
      ListMessagesRequest.newBuilder().setRoom("!").setAfterSequence(0).build();

  private final World world = new World();
  private final ScriptedClient operator = world.operator();

  @Test
  void everyActionIsOneEvent() {
    CreateAccountResponse created = create("Berta");
    String id = created.getAccount().getUser().getId();
    act(
        AdminServiceGrpc.getSuspendAccountMethod(),
        SuspendAccountRequest.newBuilder().setUserId(id).build());
    act(
        AdminServiceGrpc.getRenameUserMethod(),
        RenameUserRequest.newBuilder().setUserId(id).setName("Carla").build());
    act(
        AdminServiceGrpc.getDeleteUserMethod(),
        DeleteUserRequest.newBuilder().setUserId(id).build());
    assertTrue(notify("Restart at 8").succeeds());
    act(
        AdminServiceGrpc.getSetLogLevelMethod(),
        SetLogLevelRequest.newBuilder()
            .setLogger("chat.charla.server.health")
            .setLevel(LogLevel.LOG_LEVEL_DEBUG)
            .build());

    List<Event> events = read(operator, RECORDS).get().getEventsList();

    assertEquals(
        List.of(
            "account.created " + id + " {name=Berta}",
            "account.suspended " + id + " {name=Berta}",
            "user.renamed " + id + " {name=Carla, previous_name=Berta}",
            "user.deleted " + id + " {name=Carla}",
            "notice.sent  {text=Restart at 8}"),
        events.stream().limit(5).map(AuditRulesTest::described).toList());
    assertEquals("log_level.changed", events.get(5).getRecord().getAction());
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), sequences(events));
    for (Event event : events) {
      assertEquals("!", event.getRoom());
      assertTrue(event.hasMessageCount() && event.getMessageCount() == 0);
      assertTrue(event.hasCreateTime());
      assertFalse(event.hasActor());
      assertFalse(event.toString().contains(created.getRecoveryCode().getCode()));
    }
  }

  @Test
  void aRefusedCallIsNotRecorded() {
    create("Berta");
    operator
        .account(
            AdminServiceGrpc.getDeleteUserMethod(),
            DeleteUserRequest.newBuilder().setUserId("nobody").build())
        .refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    notify(" ").refused(ErrorReason.ERROR_REASON_MESSAGE_EMPTY);

    assertEquals(1, read(operator, RECORDS).get().getHeadSequence());
  }

  /** A call without effect may repeat one whose event was lost when the server was killed. */
  @Test
  void aCallWithoutEffectIsRecordedToo() {
    String id = create("Berta").getAccount().getUser().getId();
    act(
        AdminServiceGrpc.getResumeAccountMethod(),
        ResumeAccountRequest.newBuilder().setUserId(id).build());
    act(
        AdminServiceGrpc.getRenameUserMethod(),
        RenameUserRequest.newBuilder().setUserId(id).setName("Berta").build());
    act(
        AdminServiceGrpc.getRevokeUserSessionsMethod(),
        RevokeUserSessionsRequest.newBuilder().setUserId(id).setAll(true).build());

    assertEquals(
        List.of(
            "account.created " + id + " {name=Berta}",
            "account.resumed " + id + " {name=Berta, unchanged=true}",
            "user.renamed " + id + " {name=Berta, previous_name=Berta}",
            "account.sessions_revoked " + id + " {count=0, name=Berta}"),
        described());
  }

  /** The invitation and the ban do not exist, or no longer. */
  @Test
  void aRevocationOrAnEndOfABanWithoutEffectIsRecordedToo() {
    act(
        AdminServiceGrpc.getRevokeInvitationMethod(),
        RevokeInvitationRequest.newBuilder().setInvitationId("3p9xk2m7qa").build());
    act(
        AdminServiceGrpc.getUnbanAddressMethod(),
        UnbanAddressRequest.newBuilder().setCidr("192.0.2.7").build());

    assertEquals(
        List.of(
            "invitation.revoked 3p9xk2m7qa {unchanged=true}",
            "address.unbanned 192.0.2.7 {unchanged=true}"),
        described());
  }

  /** An operator may paste the code of an invitation in place of its id. */
  @Test
  void aCodeInPlaceOfAnIdIsNotRecorded() {
    for (String text :
        List.of("k7qf2-9xj4t-mwz3a-8rhcd", "k7qf29xj4tmwz3a8rhcd", "", "IIIIIIIIII")) {
      act(
          AdminServiceGrpc.getRevokeInvitationMethod(),
          RevokeInvitationRequest.newBuilder().setInvitationId(text).build());
    }

    assertEquals(Collections.nCopies(4, "invitation.revoked  {unchanged=true}"), described());
  }

  @Test
  void twoRenamesAtOnceAreRecordedInTheirOrder() {
    String id = create("Ana").getAccount().getUser().getId();
    world.faults().maxDelay(World.SLOW_DISK);
    List<Reply<RenameUserResponse>> replies = new ArrayList<>();
    for (String name : List.of("Berta", "Carla")) {
      replies.add(
          operator.account(
              AdminServiceGrpc.getRenameUserMethod(),
              RenameUserRequest.newBuilder().setUserId(id).setName(name).build()));
      world.pass(World.ARRIVAL);
    }
    replies.forEach(Reply::get);

    assertEquals(
        List.of(
            "user.renamed " + id + " {name=Berta, previous_name=Ana}",
            "user.renamed " + id + " {name=Carla, previous_name=Berta}"),
        read(operator, RECORDS).get().getEventsList().stream()
            .skip(1)
            .map(AuditRulesTest::described)
            .toList());
  }

  @Test
  void beforeTheFirstActionTheTimelineIsEmpty() {
    ListMessagesResponse page = read(operator, RECORDS).get();

    assertEquals(ListMessagesResponse.newBuilder().setFirstSequence(1).build(), page);
  }

  @Test
  void theTimelineOutlivesARestartAndIsReadPageByPage() {
    for (String name : List.of("Berta", "Carla", "Dora")) {
      create(name);
    }
    String epoch = read(operator, RECORDS).get().getEpoch();
    world.restart();
    create("Elena");

    ListMessagesRequest.Builder request = RECORDS.toBuilder().setPageSize(3);
    List<Long> sequences = new ArrayList<>();
    do {
      ListMessagesResponse page = read(operator, request.build()).get();
      assertEquals(epoch, page.getEpoch());
      sequences.addAll(sequences(page.getEventsList()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());

    assertEquals(List.of(1L, 2L, 3L, 4L), sequences);
    assertEquals(
        List.of(4L),
        sequences(
            read(operator, RECORDS.toBuilder().setAfterSequence(3).build()).get().getEventsList()));
  }

  /** To every other client the server says that the room does not exist. */
  @Test
  void onlyAnAdministratorReadsTheTimeline() {
    create("Berta");
    ScriptedClient ana = world.join("Ana");

    read(ana, RECORDS).refused(ErrorReason.ERROR_REASON_ROOM_NOT_FOUND);
    ScriptedStream stream = ana.online();
    stream.enter("1", "!");
    stream.refused("1", ErrorReason.ERROR_REASON_ROOM_NAME_INVALID);
    assertEquals(1, ana.call(ListRoomsRequest.getDefaultInstance()).get().getRoomsCount());
    read(world.stranger().as(ana.user(), "guess"), RECORDS)
        .refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
    read(operator, RECORDS.toBuilder().setRoom("lobby").build())
        .refused(ErrorReason.ERROR_REASON_SESSION_EXPIRED);
  }

  /** The notice has been sent, and cannot be taken back. */
  @Test
  void actionsDuringADiskFailureAreRecordedLater() {
    create("Berta");
    world.breakDisk(false);

    notify("The disk is full").refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();
    create("Carla");

    assertEquals(
        List.of("account.created", "notice.sent", "account.created"),
        read(operator, RECORDS).get().getEventsList().stream()
            .map(event -> event.getRecord().getAction())
            .toList());
  }

  /** A failed write may have reached the disk. Then the event is not stored twice. */
  @Test
  void anEventIsStoredOnceAlsoIfTheOutcomeIsUnknown() {
    create("Berta");
    world.breakDisk(true);

    notify("The disk is full").refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();
    assertTrue(notify("The disk works").succeeds());

    assertEquals(
        List.of("{name=Berta}", "{text=The disk is full}", "{text=The disk works}"),
        read(operator, RECORDS).get().getEventsList().stream()
            .map(event -> event.getRecord().getDetailsMap())
            .map(details -> details.toString())
            .toList());
  }

  @Test
  void oldEventsAreRemoved() {
    World forAYear = new World().retainAuditFor(Duration.ofDays(365));
    ScriptedClient admin = forAYear.operator();
    create(admin, "Berta");
    forAYear.pass(Duration.ofDays(200));
    create(admin, "Carla");
    forAYear.pass(Duration.ofDays(166));

    ListMessagesResponse page = read(admin, RECORDS).get();
    assertEquals(List.of(2L), sequences(page.getEventsList()));
    assertEquals(2, page.getFirstSequence());
    create(admin, "Dora");
    assertEquals(List.of(2L, 3L), sequences(read(admin, RECORDS).get().getEventsList()));
  }

  private List<String> described() {
    return read(operator, RECORDS).get().getEventsList().stream()
        .map(AuditRulesTest::described)
        .toList();
  }

  private static String described(Event event) {
    Record record = event.getRecord();
    Map<String, String> sorted = new TreeMap<>(record.getDetailsMap());
    return record.getAction() + " " + record.getTarget() + " " + sorted;
  }

  private static List<Long> sequences(List<Event> events) {
    return events.stream().map(Event::getSequence).toList();
  }

  private CreateAccountResponse create(String name) {
    return create(operator, name);
  }

  private static CreateAccountResponse create(ScriptedClient admin, String name) {
    return admin
        .account(
            AdminServiceGrpc.getCreateAccountMethod(),
            CreateAccountRequest.newBuilder().setName(name).build())
        .get();
  }

  private Reply<NotifyResponse> notify(String text) {
    return operator.account(
        AdminServiceGrpc.getNotifyMethod(), NotifyRequest.newBuilder().setText(text).build());
  }

  private <Q extends MessageLite, A> void act(MethodDescriptor<Q, A> method, Q request) {
    assertTrue(operator.account(method, request).succeeds());
  }

  private static Reply<ListMessagesResponse> read(
      ScriptedClient client, ListMessagesRequest request) {
    return client.call(request);
  }
}
