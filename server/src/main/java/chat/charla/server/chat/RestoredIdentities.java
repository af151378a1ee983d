package chat.charla.server.chat;

import chat.charla.server.identity.FutureTimes;
import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.Leases;
import chat.charla.server.identity.UnusedIdentities;
import chat.charla.server.storage.v1.StoredIdentity;
import chat.charla.server.storage.v1.StoredSession;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Adds the stored identities to the chat when the server starts. An identity that held a name holds
 * it again, with a full lease. An identity that was present is reconnecting. Owned by the core.
 */
final class RestoredIdentities {
  private final Identities identities;
  private final UnusedIdentities unused;
  private final Leases leases;
  private final Presence presence;
  private final Memberships memberships;
  private final ResumePoints resumePoints;
  private final FutureTimes futureTimes;

  RestoredIdentities(
      Identities identities,
      UnusedIdentities unused,
      Leases leases,
      Presence presence,
      Memberships memberships,
      ResumePoints resumePoints,
      FutureTimes futureTimes) {
    this.identities = identities;
    this.unused = unused;
    this.leases = leases;
    this.presence = presence;
    this.memberships = memberships;
    this.resumePoints = resumePoints;
    this.futureTimes = futureTimes;
  }

  /**
   * Adds all identities of the store. Must be called once.
   *
   * @param stored the identities; this method sorts the list by the times at which the identities
   *     took their names
   * @param damaged the ids of the identities that are left out because of damage
   */
  void add(List<Identity> stored, Set<String> damaged) {
    identities.setDamaged(damaged);
    stored.forEach(
        identity ->
            identities.names().advanceTimePast(identity.record().value().getNameTakenMillis()));
    // After a crash between two writes, two records may have the same name. Then an account gets
    // the name rather than a guest, and the guest that took the name last rather than another
    // guest.
    stored.sort(
        Comparator.comparing(Identity::isAccount)
            .thenComparing(identity -> identity.record().value().getNameTakenMillis())
            .reversed());
    // If two accounts belong to one user of an issuer, the same order gives the user the later
    // account. The server has never acknowledged the earlier account.
    stored.forEach(identities::add);
    stored.stream().filter(identity -> !identity.ended()).forEach(this::restore);
    // Add the unused identities in the order in which they were last seen. The records have that
    // time only to the hour. Identities that hold a name come last, because they were seen shortly
    // before the server stopped.
    stored.stream()
        .filter(identity -> identity.record().value().getUnused())
        .sorted(
            Comparator.comparing(Identity::hasName)
                .thenComparing(Comparator.comparing(leases::silence).reversed()))
        .forEach(unused::add);
    stored.forEach(futureTimes::check);
  }

  private void restore(Identity identity) {
    StoredIdentity record = identity.record().value();
    if (record.getHoldsName() && identities.names().restore(identity)) {
      identity.holdName(record.getName());
      if (record.getSessionsList().stream().anyMatch(StoredSession::getPresent)) {
        leases.resume(identity);
        presence.restored(identity);
      } else {
        leases.start(identity);
      }
    }
    memberships.restored(identity);
    resumePoints.restored(identity);
  }
}
