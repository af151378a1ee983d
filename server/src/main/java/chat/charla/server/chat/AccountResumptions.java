package chat.charla.server.chat;

import chat.charla.admin.v1.ResumeAccountRequest;
import chat.charla.admin.v1.ResumeAccountResponse;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Sessions;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.PacedWork;
import chat.charla.server.storage.v1.StoredIdentity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Ends the suspension of an account, alone or together with the accounts that {@link Suspensions}
 * has suspended with it. Owned by the core.
 */
final class AccountResumptions {
  private final Identities identities;
  private final Sessions sessions;
  private final AccountInfos infos;
  private final Audit audit;

  /** Creates an object that ends suspensions. */
  AccountResumptions(Identities identities, Sessions sessions, AccountInfos infos, Audit audit) {
    this.identities = identities;
    this.sessions = sessions;
    this.infos = infos;
    this.audit = audit;
  }

  /** Ends the suspension of an account. */
  void resume(
      Identity account,
      ResumeAccountRequest request,
      Consumer<Outcome<ResumeAccountResponse>> reply) {
    resume(
        account,
        "",
        outcome ->
            outcome.match(
                resumed -> {
                  if (request.getWithInvitees()) {
                    new Invitees(account, reply).resume();
                  } else {
                    reply.accept(Outcome.done(response(account, 0)));
                  }
                },
                refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private ResumeAccountResponse response(Identity account, int inviteeCount) {
    return ResumeAccountResponse.newBuilder()
        .setAccount(infos.describe(account))
        .setInviteeCount(inviteeCount)
        .build();
  }

  /**
   * Ends one suspension, and records the end.
   *
   * @param becauseOf the id of the inviter together with whom the account is resumed; empty if the
   *     call names the account
   */
  private void resume(Identity account, String becauseOf, Consumer<Outcome<Identity>> reply) {
    AtomicBoolean suspended = new AtomicBoolean();
    AccountChange.store(
        account,
        record -> {
          suspended.set(sessions.isSuspended(record));
          record
              .getAccountBuilder()
              .clearSuspendedMillis()
              .clearSuspendedUntilMillis()
              .clearSuspendedBecauseOf();
        },
        reply,
        () -> record(account, becauseOf, suspended.get(), reply));
  }

  private void record(
      Identity account, String becauseOf, boolean changed, Consumer<Outcome<Identity>> reply) {
    Map<String, String> details = Suspensions.details(account, becauseOf);
    if (!changed) {
      details.putAll(Audit.UNCHANGED);
    }
    audit.actedInChat("account.resumed", account.id(), details, account, reply);
  }

  /** Resumes the accounts that were suspended together with an account. */
  private final class Invitees {
    private final Identity inviter;
    private final Consumer<Outcome<ResumeAccountResponse>> reply;
    private int remaining;
    private int resumed;
    private boolean failed;

    Invitees(Identity inviter, Consumer<Outcome<ResumeAccountResponse>> reply) {
      this.inviter = inviter;
      this.reply = reply;
    }

    void resume() {
      List<Identity> suspended = identities.list("", this::isSuspendedInvitee, Integer.MAX_VALUE);
      remaining = suspended.size();
      if (remaining == 0) {
        answer();
      }
      PacedWork<Identity> work = new PacedWork<>(Suspensions.MAX_CONCURRENT_CHANGES, this::resume);
      suspended.forEach(work::add);
    }

    private boolean isSuspendedInvitee(Identity identity) {
      StoredIdentity record = identity.record().value();
      return record.getAccount().getSuspendedBecauseOf().equals(inviter.id())
          && sessions.isSuspended(record);
    }

    private void resume(Identity invitee, Runnable done) {
      AccountResumptions.this.resume(
          invitee,
          inviter.id(),
          outcome -> {
            if (outcome instanceof Outcome.Done) {
              resumed++;
            } else if (invitee.isAccount()) {
              failed = true; // Otherwise the account was deleted meanwhile.
            }
            done.run();
            remaining--;
            if (remaining == 0) {
              answer();
            }
          });
    }

    private void answer() {
      reply.accept(
          failed
              ? Outcome.refused(Refusal.storageUnavailable())
              : Outcome.done(response(inviter, resumed)));
    }
  }
}
