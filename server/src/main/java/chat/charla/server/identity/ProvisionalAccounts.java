package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.scheduling.PacedWork;
import java.time.Duration;

/**
 * Knows the provisional accounts: those that have not been used since {@link #TRIAL} after their
 * registration. A provisional account expires like a guest, so that accounts without users do not
 * fill the server for ever. An account that is used after that time is confirmed, and does not
 * expire. Owned by the core.
 */
final class ProvisionalAccounts {
  private static final Duration TRIAL = Duration.ofDays(1);

  /** How long a provisional account may be silent at least. */
  private static final Duration LEAST_LIFETIME = Duration.ofDays(7);

  /** How many records may be changed at once. Messages share transactions with the changes. */
  private static final int CHANGED_AT_ONCE = 32;

  private final Duration lifetime;
  private final ObservedTime observed;
  private final PacedWork<Identity> confirmations =
      new PacedWork<>(CHANGED_AT_ONCE, ProvisionalAccounts::confirm);

  /**
   * Creates an object that changes nothing yet.
   *
   * @param lifetime how long a guest may be silent
   */
  ProvisionalAccounts(Duration lifetime, ObservedTime observed) {
    this.lifetime = lifetime.compareTo(LEAST_LIFETIME) > 0 ? lifetime : LEAST_LIFETIME;
    this.observed = observed;
  }

  /** Whether this account is provisional and has been silent for too long. */
  boolean hasExpired(Identity account) {
    return isProvisional(account)
        && lastUse(account) - since(account) <= TRIAL.toMillis()
        && observed.millis() - lastUse(account) > lifetime.toMillis();
  }

  /**
   * Confirms those of these identities that are provisional accounts and have been used after the
   * trial.
   */
  void confirmUsed(Iterable<Identity> identities) {
    if (confirmations.isIdle()) {
      for (Identity each : identities) {
        if (isProvisional(each) && lastUse(each) - since(each) > TRIAL.toMillis()) {
          confirmations.add(each);
        }
      }
    }
  }

  private static void confirm(Identity account, Runnable done) {
    account
        .record()
        .change(
            record -> {
              if (!record.hasAccount()) {
                return record; // It was deleted meanwhile.
              }
              return record.toBuilder()
                  .setAccount(record.getAccount().toBuilder().clearProvisionalSinceMillis())
                  .build();
            },
            durable -> done.run());
  }

  private static boolean isProvisional(Identity identity) {
    return since(identity) != 0;
  }

  private static long since(Identity identity) {
    return identity.record().value().getAccount().getProvisionalSinceMillis();
  }

  /** When a session of the account was last used, in observed time. */
  private long lastUse(Identity account) {
    if (account.hasStream()) {
      return observed.millis();
    }
    long last = since(account);
    for (Session session : account.sessions()) {
      last = Math.max(last, observed.millisAt(session.lastSeen()));
    }
    return last;
  }
}
