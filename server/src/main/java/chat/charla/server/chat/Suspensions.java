package chat.charla.server.chat;

import chat.charla.admin.v1.SuspendAccountRequest;
import chat.charla.admin.v1.SuspendAccountResponse;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Sessions;
import chat.charla.server.identity.Sessions.EndReason;
import chat.charla.server.refusal.Outcome;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.scheduling.PacedWork;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Suspends accounts, alone or together with the accounts that they have invited. Owned by the core.
 */
final class Suspensions {
  /**
   * How many invited accounts change at once. The changes share transactions with messages, so more
   * changes at once would delay messages.
   */
  static final int MAX_CONCURRENT_CHANGES = 32;

  private final Identities identities;
  private final Sessions sessions;
  private final AccountInfos infos;
  private final Audit audit;
  private final InstantSource clock;

  /**
   * Creates an object that suspends accounts.
   *
   * @param clock the wall clock
   */
  Suspensions(
      Identities identities,
      Sessions sessions,
      AccountInfos infos,
      Audit audit,
      InstantSource clock) {
    this.identities = identities;
    this.sessions = sessions;
    this.infos = infos;
    this.audit = audit;
    this.clock = clock;
  }

  /** Suspends an account, and ends its sessions. */
  void suspend(
      Identity account,
      SuspendAccountRequest request,
      Consumer<Outcome<SuspendAccountResponse>> reply) {
    long until = 0;
    if (request.hasDuration()) {
      Optional<Duration> duration = OperatorDurations.parse(request.getDuration());
      if (duration.isEmpty()) {
        reply.accept(Outcome.refused(OperatorDurations.refusal()));
        return;
      }
      until = clock.millis() + duration.get().toMillis();
    }
    long untilMillis = until;
    suspend(
        account,
        untilMillis,
        "",
        outcome ->
            outcome.match(
                ended -> {
                  SuspendAccountResponse.Builder response =
                      SuspendAccountResponse.newBuilder().setEndedCount(ended);
                  if (request.getWithInvitees()) {
                    new Invitees(account, untilMillis, response, reply).suspend();
                  } else {
                    reply.accept(
                        Outcome.done(response.setAccount(infos.describe(account)).build()));
                  }
                },
                refusal -> reply.accept(Outcome.refused(refusal))));
  }

  /**
   * Suspends one account, and records the suspension.
   *
   * @param becauseOf the id of the inviter together with whom the account is suspended; empty if
   *     the account is suspended for itself
   * @param reply gets the number of ended sessions
   */
  private void suspend(
      Identity account, long untilMillis, String becauseOf, Consumer<Outcome<Integer>> reply) {
    sessions.end(
        account,
        () -> UnknownUser.ifDeleted(account),
        each -> true,
        EndReason.SUSPENDED,
        record ->
            record
                .getAccountBuilder()
                // A provisional account would expire during the suspension, and lose its name.
                .clearProvisionalSinceMillis()
                .setSuspendedMillis(clock.millis())
                .setSuspendedUntilMillis(untilMillis)
                .setSuspendedBecauseOf(becauseOf),
        outcome ->
            outcome.match(
                count -> record(account, untilMillis, becauseOf, count, reply),
                refusal -> reply.accept(Outcome.refused(refusal))));
  }

  private void record(
      Identity account,
      long untilMillis,
      String becauseOf,
      int count,
      Consumer<Outcome<Integer>> reply) {
    Map<String, String> details = details(account, becauseOf);
    if (untilMillis != 0) {
      details.put("end_time", OperatorDurations.format(untilMillis));
    }
    audit.actedInChat("account.suspended", account.id(), details, count, reply);
  }

  /**
   * The details of a record about the suspension of an account, which the caller may extend.
   *
   * @param becauseOf the id of the inviter together with whom the account is suspended or resumed;
   *     empty if the call names the account
   */
  static Map<String, String> details(Identity account, String becauseOf) {
    Map<String, String> details = new TreeMap<>();
    details.put("name", account.user().getName());
    if (!becauseOf.isEmpty()) {
      details.put("because_of", becauseOf);
    }
    return details;
  }

  /** Suspends the accounts that a suspended account has invited, directly or not. */
  private final class Invitees {
    private final Identity inviter;
    private final long untilMillis;
    private final SuspendAccountResponse.Builder response;
    private final Consumer<Outcome<SuspendAccountResponse>> reply;

    /** The accounts that this call has suspended, or has tried to. */
    private final Set<Identity> attempted = new HashSet<>();

    private boolean failed;
    private int remaining;

    Invitees(
        Identity inviter,
        long untilMillis,
        SuspendAccountResponse.Builder response,
        Consumer<Outcome<SuspendAccountResponse>> reply) {
      this.inviter = inviter;
      this.untilMillis = untilMillis;
      this.response = response;
      this.reply = reply;
    }

    /**
     * Suspends all accounts that are invited now. Repeats this until there are no new ones, because
     * a registration may have been in progress when its inviter was suspended.
     */
    void suspend() {
      List<Identity> next =
          invitees().stream()
              .filter(each -> !sessions.isSuspended(each.record().value()))
              .filter(attempted::add)
              .toList();
      if (failed) {
        reply.accept(Outcome.refused(Refusal.storageUnavailable()));
      } else if (next.isEmpty()) {
        reply.accept(Outcome.done(response.setAccount(infos.describe(inviter)).build()));
      } else {
        remaining = next.size();
        PacedWork<Identity> work = new PacedWork<>(MAX_CONCURRENT_CHANGES, this::suspend);
        next.forEach(work::add);
      }
    }

    private void suspend(Identity invitee, Runnable done) {
      Suspensions.this.suspend(
          invitee,
          untilMillis,
          inviter.id(),
          outcome -> {
            if (outcome instanceof Outcome.Done) {
              response.setInviteeCount(response.getInviteeCount() + 1);
            } else if (invitee.isAccount()) {
              failed = true; // Otherwise the account was deleted meanwhile.
            }
            done.run();
            remaining--;
            if (remaining == 0) {
              suspend();
            }
          });
    }

    private List<Identity> invitees() {
      Map<String, List<Identity>> byInviter = new HashMap<>();
      for (Identity each : identities.list("", Identity::isAccount, Integer.MAX_VALUE)) {
        String id = each.record().value().getAccount().getInvitation().getInviterId();
        if (!id.isEmpty()) {
          byInviter.computeIfAbsent(id, unknown -> new ArrayList<>()).add(each);
        }
      }
      List<Identity> found = new ArrayList<>();
      Deque<String> inviters = new ArrayDeque<>(List.of(inviter.id()));
      while (!inviters.isEmpty()) {
        List<Identity> invited = byInviter.remove(inviters.remove());
        if (invited != null) {
          found.addAll(invited);
          invited.forEach(each -> inviters.add(each.id()));
        }
      }
      return found;
    }
  }
}
