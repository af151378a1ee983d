package chat.charla.server.chat;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.fatal.Indivisible;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.identity.IdentityLimit;
import chat.charla.server.identity.Sessions;
import chat.charla.server.invitation.Invitations;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Activity;
import chat.charla.server.room.Activity.Command;
import chat.charla.server.room.Inboxes;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.v1.LeaveResponse;
import chat.charla.v1.UserLeftReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Ends identities that leave or have expired. Owned by the core. */
final class IdentityEnd {
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final ObservedTime observed;
  private final Activity activity;
  private final Identities identities;
  private final IdentityLimit limit;
  private final Streams streams;
  private final Memberships memberships;
  private final Presence presence;
  private final Inboxes inboxes;
  private final Sessions sessions;
  private final Invitations invitations;
  private final Scheduler core;

  IdentityEnd(
      ChatEnvironment environment,
      ObservedTime observed,
      Identities identities,
      IdentityLimit limit,
      Streams streams,
      Memberships memberships,
      Presence presence,
      Inboxes inboxes,
      Sessions sessions,
      Invitations invitations) {
    this.observed = observed;
    this.activity = environment.activity();
    this.identities = identities;
    this.limit = limit;
    this.streams = streams;
    this.memberships = memberships;
    this.presence = presence;
    this.inboxes = inboxes;
    this.sessions = sessions;
    this.invitations = invitations;
    this.core = environment.core();
  }

  /**
   * Ends the session's identity. If the identity is an account, ends only the session, because
   * older clients do not know that an account lasts.
   */
  void leave(Session session, Consumer<Outcome<LeaveResponse>> reply) {
    if (session.identity().isAccount()) {
      logOut(
          session,
          outcome -> reply.accept(outcome.map(count -> LeaveResponse.getDefaultInstance())));
    } else {
      end(session.identity(), reply);
    }
  }

  /**
   * Ends a session of an account.
   *
   * @param reply gets the number of ended sessions
   */
  void logOut(Session session, Consumer<Outcome<Integer>> reply) {
    activity.commanded(session.identity().user(), Command.LOG_OUT);
    sessions.end(session, each -> each == session, false, record -> {}, reply);
  }

  /** Ends the identity at its client's request. */
  void end(Identity identity, Consumer<Outcome<LeaveResponse>> reply) {
    activity.commanded(identity.user(), Command.LEAVE);
    endDurably(
        identity,
        outcome -> reply.accept(outcome.map(byThisCall -> LeaveResponse.getDefaultInstance())));
  }

  /**
   * Ends the identity at the operator's request. If another call has ended the identity meanwhile,
   * the reply gets the refusal for an unknown user.
   *
   * @param reply gets the identity
   */
  void endByOperator(Identity identity, Consumer<Outcome<Identity>> reply) {
    endDurably(
        identity,
        outcome ->
            reply.accept(
                outcome.then(
                    byThisCall ->
                        byThisCall
                            ? Outcome.done(identity)
                            : Outcome.refused(UnknownUser.refusal()))));
  }

  /**
   * Ends the identity. The reply gets true if this call has ended it, false if another call has.
   */
  private void endDurably(Identity identity, Consumer<Outcome<Boolean>> reply) {
    invitations.storeUse(
        identity,
        stored -> {
          if (stored) {
            endRecord(identity, reply);
          } else {
            reply.accept(Outcome.refused(Refusal.storageUnavailable()));
          }
        });
  }

  private void endRecord(Identity identity, Consumer<Outcome<Boolean>> reply) {
    long now = observed.millis();
    List<String> rooms = new ArrayList<>();
    identity
        .record()
        .change(
            record -> {
              if (record.getEndedMillis() != 0) {
                return record;
              }
              // The changed record has no memberships, so remember the rooms here.
              rooms.clear();
              record.getMembershipsList().forEach(each -> rooms.add(each.getRoom()));
              Collections.sort(rooms);
              StoredIdentity.Builder ended =
                  record.toBuilder()
                      .setEndedMillis(now)
                      .setHoldsName(false)
                      .clearMemberships()
                      .clearAccount();
              ended.getSessionsBuilderList().forEach(session -> session.setPresent(false));
              return ended.build();
            },
            durable -> {
              if (!durable) {
                reply.accept(Outcome.refused(Refusal.storageUnavailable()));
                return;
              }
              boolean byThisCall = identities.byId(identity.id()) == identity;
              if (byThisCall) {
                end(identity, rooms, Refusal.sessionEnded(), UserLeftReason.USER_LEFT_REASON_LEFT);
                deleteInbox(identity);
              }
              reply.accept(Outcome.done(byThisCall));
            });
  }

  /** Deletes an identity as if it had expired. */
  void expire(Identity identity) {
    expire(identity, () -> {});
  }

  /**
   * Deletes an identity as if it had expired: its record, and then its inbox. If the server is
   * killed between the two, the next start deletes the inbox.
   *
   * @param whenDeleted runs on the core when the identity's record is removed from disk
   */
  void expire(Identity identity, Runnable whenDeleted) {
    // The rooms must exist until the identity's record, which names them, is removed from disk.
    Runnable release = identity.ended() ? () -> {} : memberships.hold(identity);
    end(
        identity,
        identity.rooms(),
        Refusal.sessionExpired(),
        UserLeftReason.USER_LEFT_REASON_LEASE_EXPIRED);
    identities.remove(identity);
    limit.deleted(identity);
    removeRecord(
        identity,
        () -> {
          release.run();
          deleteInbox(identity);
          whenDeleted.run();
        });
  }

  /** Removes the record as soon as the use of the account's invitation is on disk. */
  private void removeRecord(Identity identity, Runnable whenRemoved) {
    invitations.storeUse(
        identity,
        stored -> {
          if (stored) {
            identity.record().remove(whenRemoved);
          } else {
            core.schedule(RETRY_DELAY, () -> removeRecord(identity, whenRemoved));
          }
        });
  }

  private void deleteInbox(Identity identity) {
    if (inboxes.has(identity.id())) {
      inboxes.forget(identity.id());
    }
  }

  /**
   * Ends an identity, unless it has ended already. Its inbox stays.
   *
   * @param rooms the rooms that the identity is a member of
   */
  private void end(
      Identity identity, Iterable<String> rooms, Refusal refusal, UserLeftReason reason) {
    if (identities.byId(identity.id()) == identity) {
      Indivisible.change(() -> endNow(identity, rooms, refusal, reason));
    }
  }

  private void endNow(
      Identity identity, Iterable<String> rooms, Refusal refusal, UserLeftReason reason) {
    boolean wasPresent = identity.present();
    streams.end(identity, refusal);
    memberships.leaveAll(identity, rooms, reason);
    identities.end(identity);
    memberships.ended(identity);
    identity.loseName();
    presence.remove(identity);
    if (wasPresent) {
      activity.left(identity.user());
    }
  }
}
