package chat.charla.cli.output;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.ExportDetails;
import chat.charla.admin.v1.ExportHeader;
import chat.charla.admin.v1.ExportRecord;
import chat.charla.v1.CredentialInfo;
import chat.charla.v1.Event;
import chat.charla.v1.Invitation;
import chat.charla.v1.Record;
import chat.charla.v1.Session;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Converts the records of an export to JSON objects, each on one line. Not thread-safe. */
public final class ExportJson {
  private String epoch = "";
  private long events;

  /** The lines for a record; none for a kind of record that this program does not know. */
  public List<String> of(ExportRecord record) {
    return switch (record.getKindCase()) {
      case HEADER -> List.of(header(record.getHeader()).end());
      case ACCOUNT -> List.of(account(record.getAccount()).end());
      case DETAILS -> details(record.getDetails()).stream().map(JsonLine::end).toList();
      case TIMELINE -> {
        epoch = record.getTimeline().getEpoch();
        yield List.of();
      }
      case EVENT -> {
        events++;
        yield List.of(event(record.getEvent()).end());
      }
      case KIND_NOT_SET -> List.of();
    };
  }

  /** How many events the lines have so far. */
  public long events() {
    return events;
  }

  /** The last line, which shows that the export is complete. */
  public String end() {
    return JsonLine.ofType("end").put("events", events).end();
  }

  private static JsonLine header(ExportHeader header) {
    return JsonLine.ofType("export")
        .put("format", header.getFormat())
        .put("time", Times.rfc3339(header.getCreateTime()));
  }

  private static JsonLine account(AccountInfo info) {
    return JsonLine.ofType("user")
        .put("user", info.getUser())
        .put("registered", time(info.hasCreateTime(), info.getCreateTime()))
        .put("seen", time(info.hasSeenTime(), info.getSeenTime()))
        .put("invited_by", info.hasInvitedBy() ? info.getInvitedBy() : null)
        .put("has_password", info.getHasPassword())
        .put(
            "recovery_code_until",
            time(info.hasRecoveryExpireTime(), info.getRecoveryExpireTime()));
  }

  private static List<JsonLine> details(ExportDetails details) {
    List<JsonLine> lines = new ArrayList<>();
    if (details.hasNameTime()) {
      lines.add(JsonLine.ofType("name").put("since", Times.rfc3339(details.getNameTime())));
    }
    details
        .getMembershipsList()
        .forEach(
            each ->
                lines.add(
                    JsonLine.ofType("membership")
                        .put("room", each.getRoom())
                        .put("after_sequence", each.getEnteredAfterSequence())));
    details.getSessionsList().forEach(each -> lines.add(session(each)));
    details
        .getSubjectsList()
        .forEach(
            each ->
                lines.add(
                    JsonLine.ofType("login")
                        .put("issuer", each.getIssuer())
                        .put("subject", each.getSubject())));
    details
        .getBlockedUserIdsList()
        .forEach(each -> lines.add(JsonLine.ofType("block").put("user_id", each)));
    details.getInvitationsList().forEach(each -> lines.add(invitation(each)));
    details.getCertificatesList().forEach(each -> lines.add(certificate(each)));
    if (details.hasSuspension()) {
      lines.add(
          JsonLine.ofType("suspension")
              .put("since", Times.rfc3339(details.getSuspension().getCreateTime()))
              .put(
                  "until",
                  time(details.getSuspension().hasEndTime(), details.getSuspension().getEndTime()))
              .putUnlessEmpty("because_of_id", details.getSuspension().getBecauseOfId()));
    }
    return lines;
  }

  private static JsonLine invitation(Invitation invitation) {
    return JsonLine.ofType("invitation")
        .put("id", invitation.getId())
        .putUnlessEmpty("note", invitation.getNote())
        .put("uses", invitation.getUses())
        .put("used", invitation.getUsedCount())
        .put("since", Times.rfc3339(invitation.getCreateTime()))
        .put("until", Times.rfc3339(invitation.getExpireTime()));
  }

  private static JsonLine certificate(CredentialInfo certificate) {
    return JsonLine.ofType("certificate")
        .put("id", certificate.getId())
        .put("fingerprint", certificate.getClientCertificate().getKeyFingerprint())
        .put("since", time(certificate.hasCreateTime(), certificate.getCreateTime()));
  }

  private static JsonLine session(Session session) {
    return JsonLine.ofType("session")
        .put("id", session.getId())
        .putUnlessEmpty("label", session.getLabel())
        .put("since", time(session.hasCreateTime(), session.getCreateTime()))
        .put("seen", time(session.hasSeenTime(), session.getSeenTime()))
        .put("until", time(session.hasExpireTime(), session.getExpireTime()))
        .put(
            "scopes",
            session.getScopesList().stream()
                .map(scope -> scope.name().replace("SCOPE_", ""))
                .toList());
  }

  private JsonLine event(Event event) {
    if (!event.hasRecord()) {
      return EventJson.of(event, epoch);
    }
    Record record = event.getRecord();
    return JsonLine.ofType("record")
        .put("room", event.getRoom())
        .put("epoch", epoch)
        .put("sequence", event.getSequence())
        .put("time", Times.rfc3339(event.getCreateTime()))
        .put("action", record.getAction())
        .put("target", record.getTarget())
        .put("details", record.getDetailsMap());
  }

  private static @Nullable String time(boolean isSet, Timestamp time) {
    return isSet ? Times.rfc3339(time) : null;
  }
}
