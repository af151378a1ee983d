package chat.charla.server.identity;

import chat.charla.server.clock.ObservedTime;
import chat.charla.server.scheduling.PacedWork;
import chat.charla.server.storage.v1.StoredIdentity;

/**
 * Corrects records with times that are later than {@link ObservedTime}. An earlier version of the
 * server may have stored such times, if the machine's clock was wrong. An identity with such a
 * record would never expire. Owned by the core.
 */
public final class FutureTimes {
  /**
   * How many records may be corrected at once. Messages share transactions with the corrections.
   */
  private static final int CHANGED_AT_ONCE = 64;

  private final ObservedTime observed;
  private final PacedWork<Identity> corrections = new PacedWork<>(CHANGED_AT_ONCE, this::correct);

  public FutureTimes(ObservedTime observed) {
    this.observed = observed;
  }

  /**
   * If the record has times that are later than the present time, replaces them by the present
   * time. If the write fails, the next start of the server tries again.
   */
  public void check(Identity restored) {
    StoredIdentity record = restored.record().value();
    long now = observed.millis();
    boolean seenLater =
        record.getSessionsList().stream().anyMatch(session -> session.getSeenMillis() > now);
    if (seenLater
        || record.getEndedMillis() > now
        || record.getAccount().getProvisionalSinceMillis() > now) {
      corrections.add(restored);
    }
  }

  private void correct(Identity identity, Runnable done) {
    long now = observed.millis();
    identity
        .record()
        .change(
            record -> {
              StoredIdentity.Builder corrected =
                  record.toBuilder().setEndedMillis(Math.min(record.getEndedMillis(), now));
              if (record.getAccount().getProvisionalSinceMillis() > now) {
                corrected.getAccountBuilder().setProvisionalSinceMillis(now);
              }
              corrected
                  .getSessionsBuilderList()
                  .forEach(
                      session -> session.setSeenMillis(Math.min(session.getSeenMillis(), now)));
              return corrected.build();
            },
            durable -> done.run());
  }
}
