package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.identity.Identity.Session;
import chat.charla.server.scheduling.PacedWork;
import java.time.Duration;

/**
 * Expires and confirms provisional accounts. An account is provisional until it is used more than
 * {@link #TRIAL_PERIOD} after its registration. A provisional account expires like a guest, so that
 * accounts without users do not fill the server for ever. A confirmed account does not expire.
 * Owned by the core.
 */
final class ProvisionalAccounts {
  private static final Duration TRIAL_PERIOD = Duration.ofDays(1);

  /**
   * A provisional account may be silent for this time, even if the lifetime of guests is shorter.
   */
  private static final Duration MIN_LIFETIME = Duration.ofDays(7);

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
    this.lifetime = lifetime.compareTo(MIN_LIFETIME) > 0 ? lifetime : MIN_LIFETIME;
    this.observed = observed;
  }

  /** Whether this account is provisional and has been silent for too long. */
  boolean hasExpired(Identity account) {
    return isProvisional(account)
        && lastUse(account) - since(account) <= TRIAL_PERIOD.toMillis()
        && observed.millis() - lastUse(account) > lifetime.toMillis();
  }

  /**
   * Confirms the provisional accounts among these identities that have been used after the trial
   * period.
   */
  void confirmUsed(Iterable<Identity> identities) {
    if (confirmations.isIdle()) {
      for (Identity each : identities) {
        if (isProvisional(each) && lastUse(each) - since(each) > TRIAL_PERIOD.toMillis()) {
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
                return record; // The account was deleted meanwhile.
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

  /** When the account was registered, in observed time; 0 if it is not provisional. */
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
