package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.ExportDetails;
import chat.charla.admin.v1.ExportMembership;
import chat.charla.admin.v1.ExportProgress;
import chat.charla.admin.v1.ExportRecord;
import chat.charla.admin.v1.ExportRecord.KindCase;
import chat.charla.admin.v1.ExportUserRequest;
import chat.charla.admin.v1.ExportUserResponse;
import chat.charla.admin.v1.RenameUserRequest;
import chat.charla.client.CallFailure;
import chat.charla.client.Cancellable;
import chat.charla.server.account.AccountSettings;
import chat.charla.server.account.RegistrationPolicy;
import chat.charla.server.simulation.SimulatedServer;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.BlockUserRequest;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateAccessTokenResponse;
import chat.charla.v1.CreateInvitationRequest;
import chat.charla.v1.CreateInvitationResponse;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.Scope;
import chat.charla.v1.SendMessageRequest;
import io.netty.pkitesting.X509Bundle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An operator exports what the server has stored about Ana, who has an account. */
class ExportRulesTest {
  private final World world = new World();
  private final ScriptedClient operator = world.operator();
  private final ScriptedClient ana = world.stranger().registered("Ana");
  private final ScriptedClient berta = world.join("Berta");

  @Test
  void theExportHasEverythingOfTheUserAndNothingElse() {
    ana.enter("kitchen").get();
    ana.enter("attic").get();
    berta.enter("kitchen").get();
    say(ana, "lobby", "from Ana to all");
    say(berta, "lobby", "from Berta to all");
    say(berta, "kitchen", "only Berta");
    say(ana, "attic", "before leaving");
    ana.leave("attic").get();
    sendPrivately(berta, ana, "secret of Berta for Ana");
    sendPrivately(ana, berta, "secret of Ana for Berta");
    sendPrivately(berta, berta, "note of Berta");
    rename("Anabel");

    List<ExportUserResponse> responses = export(ana.id()).get();

    List<ExportRecord> records = records(responses);
    assertEquals(
        List.of(KindCase.HEADER, KindCase.ACCOUNT, KindCase.DETAILS),
        records.stream().limit(3).map(ExportRecord::getKindCase).toList());
    assertEquals("Anabel", records.get(1).getAccount().getUser().getName());
    assertTrue(records.get(1).getAccount().getHasPassword());
    assertEquals(
        List.of("kitchen"),
        records.get(2).getDetails().getMembershipsList().stream()
            .map(ExportMembership::getRoom)
            .filter(room -> !room.equals("lobby"))
            .toList());
    assertEquals(1, records.get(2).getDetails().getSessionsCount());
    assertEquals(
        List.of(
            "timeline ",
            "secret of Berta for Ana",
            "secret of Ana for Berta",
            "timeline attic",
            "before leaving",
            "timeline lobby",
            "from Ana to all",
            "timeline !",
            "user.renamed"),
        records.stream().skip(3).map(ExportRulesTest::described).toList());
    ExportProgress last = responses.get(responses.size() - 1).getProgress();
    assertTrue(last.getComplete());
    assertEquals(last.getEventCount(), last.getReadEventCount());
    assertEquals(1, responses.stream().filter(each -> each.getProgress().getComplete()).count());
    for (String secret : List.of(ana.token(), ScriptedClient.PASSWORD, "argon2")) {
      assertFalse(responses.toString().contains(secret), secret);
    }
  }

  @Test
  void theExportHasWhatAnAccountHasOfItsOwn() {
    CredentialFixture accounts = new CredentialFixture();
    World invited =
        accounts.world().accounts(new AccountSettings(RegistrationPolicy.INVITE, true, 2));
    InvitedPeople people = new InvitedPeople(invited);
    ScriptedClient carla = people.registered("Carla", people.code());
    ScriptedClient guest = invited.join("Guest");
    X509Bundle laptop = CredentialFixture.certificate("carla");
    CredentialInfo certificate =
        accounts
            .add(accounts.as(carla, laptop), CredentialFixture.OWN, CredentialFixture.CERTIFICATE)
            .get()
            .getCredential();
    CreateInvitationResponse invitation =
        carla
            .account(
                AccountServiceGrpc.getCreateInvitationMethod(),
                CreateInvitationRequest.newBuilder().setNote("for Dora").build())
            .get();
    CreateAccessTokenResponse token =
        carla
            .account(
                AccountServiceGrpc.getCreateAccessTokenMethod(),
                CreateAccessTokenRequest.newBuilder()
                    .setPresent(CredentialFixture.OWN)
                    .addScopes(Scope.SCOPE_READ)
                    .setLabel("build server")
                    .build())
            .get();
    carla
        .account(
            AccountServiceGrpc.getBlockUserMethod(),
            BlockUserRequest.newBuilder().setUserId(guest.id()).build())
        .get();
    people.code(); // not of Carla

    List<ExportUserResponse> responses =
        invited
            .operator()
            .serverStream(AdminServiceGrpc.getExportUserMethod(), request(carla.id()))
            .get();

    ExportDetails details = records(responses).get(2).getDetails();
    assertEquals(List.of(invitation.getInvitation()), details.getInvitationsList());
    assertEquals(
        List.of(certificate.getClientCertificate().getKeyFingerprint()),
        details.getCertificatesList().stream()
            .map(each -> each.getClientCertificate().getKeyFingerprint())
            .toList());
    assertEquals(List.of(guest.id()), details.getBlockedUserIdsList());
    assertTrue(
        details.getSessionsList().stream()
            .anyMatch(each -> each.getLabel().equals("build server")));
    for (String secret :
        List.of(invitation.getInvitationCode(), token.getToken(), carla.token(), "argon2")) {
      assertFalse(responses.toString().contains(secret), secret);
    }
  }

  @Test
  void anExportIsRecordedBeforeItBegins() {
    export(ana.id()).get();

    List<Event> events =
        operator
            .call(ListMessagesRequest.newBuilder().setRoom("!").setAfterSequence(0).build())
            .get()
            .getEventsList();

    assertEquals(
        List.of("user.exported " + ana.id()),
        events.stream()
            .map(event -> event.getRecord().getAction() + " " + event.getRecord().getTarget())
            .toList());
    world.breakDisk(false);
    export(ana.id()).refused(ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE);
    world.repairDiskAndWait();
    export(ana.id()).get();
  }

  /** More than the server reads at once, and more than it sends to a client that does not read. */
  @Test
  void aLongHistoryIsExportedWhole() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 1200; i++) {
      texts.add(i + " " + "x".repeat(200));
      say(i % 100 == 7 ? ana : berta, "lobby", texts.get(i));
    }

    List<ExportUserResponse> responses = export(ana.id()).get();

    assertEquals(
        texts.stream().filter(text -> texts.indexOf(text) % 100 == 7).toList(),
        records(responses).stream()
            .filter(ExportRecord::hasEvent)
            .map(record -> record.getEvent().getMessagePosted().getText())
            .toList());
  }

  @Test
  void oneUserIsExportedAtATimeAndAnExportCanBeStopped() {
    world.faults().maxDelay(World.SLOW_DISK);
    Cancellable first = begin(ana.id());
    world.pass(World.ARRIVAL);

    CallFailure refusal = export(berta.id()).refused(ErrorReason.ERROR_REASON_RATE_LIMITED);

    assertEquals(Map.of("limit", "exports", "scope", "server"), refusal.metadata());
    first.cancel();
    world.pass(Duration.ofSeconds(2));
    export(berta.id()).get();
  }

  @Test
  void aUserWhoIsDeletedMeanwhileIsExportedAsFarAsPossible() {
    sendPrivately(ana, berta, "for Berta");
    say(berta, "lobby", "from Berta");
    Reply<List<ExportUserResponse>> export = export(berta.id());
    world.pass(World.ARRIVAL);
    berta.leave().get();

    List<ExportUserResponse> responses = export.get();
    assertTrue(responses.get(responses.size() - 1).getProgress().getComplete());
    assertTrue(responses.toString().contains("from Berta"));
  }

  @Test
  void anExportNeedsTheTokenAndAUser() {
    export("nobody").refused(ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    ana.serverStream(AdminServiceGrpc.getExportUserMethod(), request(ana.id()))
        .refused(ErrorReason.ERROR_REASON_ADMIN_REQUIRED);
    assertFalse(SimulatedServer.ADMIN_TOKEN.equals(ana.token()));
  }

  private static String described(ExportRecord record) {
    return record.hasTimeline()
        ? "timeline " + record.getTimeline().getRoom()
        : record.getEvent().hasRecord()
            ? record.getEvent().getRecord().getAction()
            : record.getEvent().getMessagePosted().getText();
  }

  private static List<ExportRecord> records(List<ExportUserResponse> responses) {
    return responses.stream()
        .filter(ExportUserResponse::hasRecord)
        .map(ExportUserResponse::getRecord)
        .toList();
  }

  private static void say(ScriptedClient author, String room, String text) {
    author.call(SendMessageRequest.newBuilder().setRoom(room).setText(text).build()).get();
  }

  private static void sendPrivately(ScriptedClient author, ScriptedClient recipient, String text) {
    author
        .call(SendMessageRequest.newBuilder().setUserId(recipient.id()).setText(text).build())
        .get();
  }

  private void rename(String name) {
    operator
        .account(
            AdminServiceGrpc.getRenameUserMethod(),
            RenameUserRequest.newBuilder().setUserId(ana.id()).setName(name).build())
        .get();
  }

  private Reply<List<ExportUserResponse>> export(String id) {
    return operator.serverStream(AdminServiceGrpc.getExportUserMethod(), request(id));
  }

  private Cancellable begin(String id) {
    return operator.begin(AdminServiceGrpc.getExportUserMethod(), request(id));
  }

  private static ExportUserRequest request(String id) {
    return ExportUserRequest.newBuilder().setUserId(id).build();
  }
}
