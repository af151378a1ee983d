package chat.charla.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.admin.v1.ExportDetails;
import chat.charla.admin.v1.ExportMembership;
import chat.charla.admin.v1.ExportRecord;
import chat.charla.admin.v1.ExportSubject;
import chat.charla.admin.v1.ExportTimeline;
import chat.charla.admin.v1.Suspension;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.Event;
import chat.charla.v1.Invitation;
import chat.charla.v1.Record;
import chat.charla.v1.Scope;
import chat.charla.v1.Session;
import com.google.protobuf.Timestamp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines of an export about a user. */
class ExportJsonTest {
  private static final Timestamp THEN = Timestamp.newBuilder().setSeconds(1).build();
  private static final Timestamp LATER = Timestamp.newBuilder().setSeconds(2).build();
  private static final String SINCE = "\"since\":\"1970-01-01T00:00:01Z\"";
  private static final String UNTIL = "\"until\":\"1970-01-01T00:00:02Z\"";

  private final ExportJson json = new ExportJson();

  @Test
  void whatOpensTheAccountHasALineEach() {
    CredentialInfo.Builder certificate =
        CredentialInfo.newBuilder().setId("c1").setCreateTime(THEN);
    certificate.getClientCertificateBuilder().setKeyFingerprint("ab12");

    assertEquals(
        List.of(
            "{\"type\":\"session\",\"id\":\"s1\",\"label\":\"bot\","
                + SINCE
                + ",\"seen\":null,"
                + UNTIL
                + ",\"scopes\":[\"READ\"]}",
            "{\"type\":\"login\",\"issuer\":\"https://login.example\",\"subject\":\"a7\"}",
            "{\"type\":\"certificate\",\"id\":\"c1\",\"fingerprint\":\"ab12\"," + SINCE + "}"),
        lines(
            ExportDetails.newBuilder()
                .addSessions(
                    Session.newBuilder()
                        .setId("s1")
                        .setLabel("bot")
                        .setCreateTime(THEN)
                        .setExpireTime(LATER)
                        .addScopes(Scope.SCOPE_READ))
                .addSubjects(
                    ExportSubject.newBuilder().setIssuer("https://login.example").setSubject("a7"))
                .addCertificates(certificate)));
  }

  @Test
  void invitationsAndBlocksHaveALineEach() {
    Invitation.Builder invitation =
        Invitation.newBuilder()
            .setId("i1")
            .setUses(1)
            .setUsedCount(1)
            .setCreateTime(THEN)
            .setExpireTime(LATER);

    assertEquals(
        List.of(
            "{\"type\":\"block\",\"user_id\":\"u2\"}",
            "{\"type\":\"invitation\",\"id\":\"i1\",\"note\":null,\"uses\":1,\"used\":1,"
                + SINCE
                + ","
                + UNTIL
                + "}",
            "{\"type\":\"invitation\",\"id\":\"i1\",\"note\":\"para Eva\",\"uses\":1,\"used\":1,"
                + SINCE
                + ","
                + UNTIL
                + "}"),
        lines(
            ExportDetails.newBuilder()
                .addBlockedUserIds("u2")
                .addInvitations(invitation)
                .addInvitations(invitation.clone().setNote("para Eva"))));
  }

  @Test
  void nameRoomsAndSuspensionHaveALineEach() {
    assertEquals(
        List.of(
            "{\"type\":\"name\"," + SINCE + "}",
            "{\"type\":\"membership\",\"room\":\"dev\",\"after_sequence\":7}",
            "{\"type\":\"suspension\"," + SINCE + ",\"until\":null,\"because_of_id\":null}"),
        lines(
            ExportDetails.newBuilder()
                .setNameTime(THEN)
                .addMemberships(
                    ExportMembership.newBuilder().setRoom("dev").setEnteredAfterSequence(7))
                .setSuspension(Suspension.newBuilder().setCreateTime(THEN))));
  }

  @Test
  void suspensionNamesTheMemberTogetherWithWhomTheUserWasSuspended() {
    assertEquals(
        List.of("{\"type\":\"suspension\"," + SINCE + "," + UNTIL + ",\"because_of_id\":\"u1\"}"),
        lines(
            ExportDetails.newBuilder()
                .setSuspension(
                    Suspension.newBuilder()
                        .setCreateTime(THEN)
                        .setEndTime(LATER)
                        .setBecauseOfId("u1"))));
  }

  @Test
  void actionsOfOperatorsHaveALineEach() {
    ExportTimeline.Builder timeline = ExportTimeline.newBuilder().setRoom("!").setEpoch("e1");
    assertEquals(List.of(), json.of(ExportRecord.newBuilder().setTimeline(timeline).build()));
    Event.Builder event =
        Event.newBuilder()
            .setRoom("!")
            .setSequence(3)
            .setCreateTime(THEN)
            .setRecord(
                Record.newBuilder()
                    .setAction("user.renamed")
                    .setTarget("u1")
                    .putDetails("name", "Anabel"));

    assertEquals(
        List.of(
            "{\"type\":\"record\",\"room\":\"!\",\"epoch\":\"e1\",\"sequence\":3,"
                + "\"time\":\"1970-01-01T00:00:01Z\",\"action\":\"user.renamed\",\"target\":\"u1\","
                + "\"details\":{\"name\":\"Anabel\"}}"),
        json.of(ExportRecord.newBuilder().setEvent(event).build()));
    assertEquals("{\"type\":\"end\",\"events\":1}", json.end());
  }

  @Test
  void recordOfAnUnknownKindHasNoLine() {
    assertEquals(List.of(), json.of(ExportRecord.getDefaultInstance()));
  }

  private List<String> lines(ExportDetails.Builder details) {
    return json.of(ExportRecord.newBuilder().setDetails(details).build());
  }
}
