package chat.charla.server.chat;

import chat.charla.admin.v1.AccountInfo;
import chat.charla.admin.v1.ExportDetails;
import chat.charla.admin.v1.ExportHeader;
import chat.charla.admin.v1.ExportRecord;
import chat.charla.admin.v1.ExportUserRequest;
import chat.charla.admin.v1.ExportUserResponse;
import chat.charla.server.account.CredentialInfos;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.invitation.Invitations;
import chat.charla.server.log.MessageLog;
import chat.charla.server.log.Tail;
import chat.charla.server.log.TimelineId;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.AuditTimeline;
import chat.charla.server.room.Inboxes;
import chat.charla.server.room.Room;
import chat.charla.server.room.Rooms;
import chat.charla.server.room.Timeline;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredAccount;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Exports what the server has stored about a user. Only one export runs at a time. As in {@link
 * Chat}, {@link #begin} returns at once, and any thread may call it. The transport has checked the
 * administration token of the call.
 */
public final class UserExport {
  private static final int FORMAT = 1;
  private static final Duration RETRY_DELAY = Duration.ofSeconds(10);

  private final Calls calls;
  private final Identities identities;
  private final Rooms rooms;
  private final Inboxes inboxes;
  private final AuditTimeline auditTimeline;
  private final MessageLog log;
  private final AccountInfos infos;
  private final SessionLists sessionLists;
  private final Invitations invitations;
  private final InvitationInfos invitationInfos;
  private final Audit audit;
  private final Scheduler core;
  private final InstantSource clock;

  private boolean running;

  UserExport(
      Calls calls,
      Identities identities,
      Rooms rooms,
      Inboxes inboxes,
      AuditTimeline auditTimeline,
      MessageLog log,
      AccountInfos infos,
      SessionLists sessionLists,
      Invitations invitations,
      InvitationInfos invitationInfos,
      Audit audit,
      ChatEnvironment environment) {
    this.calls = calls;
    this.identities = identities;
    this.rooms = rooms;
    this.inboxes = inboxes;
    this.auditTimeline = auditTimeline;
    this.log = log;
    this.infos = infos;
    this.sessionLists = sessionLists;
    this.invitations = invitations;
    this.invitationInfos = invitationInfos;
    this.audit = audit;
    this.core = environment.core();
    this.clock = environment.clock();
  }

  /**
   * Begins an export.
   *
   * @param outlet gets the records and the outcome
   * @return a task that stops the export, for example because its client has disconnected; any
   *     thread may run the task
   */
  public Runnable begin(ExportUserRequest request, ExportOutlet outlet) {
    ExportReading reading = new ExportReading(log, core, outlet, () -> running = false);
    Consumer<Outcome<ExportUserResponse>> reply = outlet::end;
    calls.onCore(reply, () -> begin(request.getUserId(), reading, reply));
    return reading::cancel;
  }

  private void begin(
      String userId, ExportReading reading, Consumer<Outcome<ExportUserResponse>> reply) {
    Identity identity = identities.byId(userId);
    if (identity == null) {
      reply.accept(Outcome.refused(UnknownUser.refusal()));
    } else if (running) {
      reply.accept(Outcome.refused(Refusal.rateLimited("exports", "server", RETRY_DELAY)));
    } else {
      List<ExportRecord> first = recordsAbout(identity);
      List<ExportReading.Part> parts = parts(userId);
      running = true;
      audit.actedInChat(
          "user.exported",
          userId,
          Map.of("name", identity.user().getName()),
          parts,
          recorded ->
              recorded.match(
                  all -> reading.start(first, all),
                  refusal -> {
                    running = false;
                    reply.accept(Outcome.refused(refusal));
                  }));
    }
  }

  private List<ExportRecord> recordsAbout(Identity identity) {
    AccountInfo info = infos.describe(identity);
    return List.of(
        ExportRecord.newBuilder()
            .setHeader(
                ExportHeader.newBuilder()
                    .setFormat(FORMAT)
                    .setCreateTime(AccountInfos.time(clock.millis())))
            .build(),
        ExportRecord.newBuilder().setAccount(info).build(),
        ExportRecord.newBuilder().setDetails(details(identity)).build());
  }

  private ExportDetails details(Identity identity) {
    StoredIdentity record = identity.record().value();
    StoredAccount account = record.getAccount();
    ExportDetails.Builder details =
        ExportDetails.newBuilder()
            .addAllSessions(sessionLists.list(identity, null))
            .addAllBlockedUserIds(account.getBlockedUserIdsList())
            .addAllCertificates(CredentialInfos.certificates(account));
    invitations
        .of(identity)
        .forEach(each -> details.addInvitations(invitationInfos.describe(each)));
    if (record.getNameTakenMillis() != 0) {
      details.setNameTime(AccountInfos.time(record.getNameTakenMillis()));
    }
    record
        .getMembershipsList()
        .forEach(
            each ->
                details
                    .addMembershipsBuilder()
                    .setRoom(each.getRoom())
                    .setEnteredAfterSequence(each.getSince()));
    account
        .getSubjectsList()
        .forEach(
            each ->
                details
                    .addSubjectsBuilder()
                    .setIssuer(each.getIssuer())
                    .setSubject(each.getSubject()));
    if (account.getSuspendedMillis() != 0) {
      details.setSuspension(AccountInfos.suspension(account));
    }
    return details.build();
  }

  /** The timelines that may have events of the user, up to their present heads. */
  private List<ExportReading.Part> parts(String userId) {
    List<ExportReading.Part> parts = new ArrayList<>();
    if (inboxes.has(userId)) {
      parts.add(part(inboxes.of(userId), true, event -> true));
    }
    for (Room room : rooms.all().values()) {
      if (!room.isDamaged()) {
        parts.add(part(room.timeline(), false, event -> event.getActor().getId().equals(userId)));
      }
    }
    Timeline records = auditTimeline.timeline();
    if (records != null) {
      parts.add(part(records, false, event -> event.getRecord().getTarget().equals(userId)));
    }
    return parts;
  }

  private static ExportReading.Part part(
      Timeline timeline, boolean sendIfEmpty, Predicate<Event> wanted) {
    Tail tail = timeline.tail();
    TimelineId id = timeline.id();
    return new ExportReading.Part(id, tail.epoch(), tail.first(), tail.head(), sendIfEmpty, wanted);
  }
}
