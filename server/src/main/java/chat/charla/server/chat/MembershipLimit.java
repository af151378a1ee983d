package chat.charla.server.chat;

import chat.charla.server.identity.Identities;
import chat.charla.server.identity.Identity;
import chat.charla.server.identity.IdentitySettings;
import chat.charla.server.limit.CapShares;
import chat.charla.server.limit.Origin;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.room.Room;
import chat.charla.server.storage.v1.StoredMembership;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits the number of memberships of all identities together, because all of them are in memory.
 * Memberships in the lobby do not count. Owned by the core.
 *
 * <p>When nine tenths of the limit are reached, a new membership is refused if the identity's
 * address has more than a hundredth of the limit. All memberships of an identity count for the
 * address from which the identity first entered a room since the server started, because the server
 * does not store addresses.
 *
 * <p>A membership counts from the moment at which storing it begins. When the server starts, all
 * stored memberships count, even if they exceed the limit.
 */
final class MembershipLimit {
  private static final Logger LOG = System.getLogger(MembershipLimit.class.getName());

  private final int max;
  private final int maxOfIdentity;
  private final boolean exemptIsOneAddress;
  private final Identities identities;
  private final CapShares shares;

  /**
   * The counted memberships of each identity. An identity that has been only in the lobby has no
   * entry.
   */
  private final Map<Identity, CountedMemberships> counted = new HashMap<>();

  private int count;

  /** The same as {@link #count}, for threads other than the core. */
  private volatile int published;

  /** The counted memberships of one identity. */
  private static final class CountedMemberships {
    private int memberships;

    /**
     * The origin that the memberships count for; null if the identity has entered no room since the
     * server started.
     */
    private @Nullable Origin origin;
  }

  /**
   * Creates a limit without counted memberships.
   *
   * @param exemptIsOneAddress as in {@link IdentitySettings}
   */
  MembershipLimit(ChatSettings settings, boolean exemptIsOneAddress, Identities identities) {
    this.max = settings.maxMemberships();
    this.maxOfIdentity = settings.maxRoomsPerIdentity();
    this.exemptIsOneAddress = exemptIsOneAddress;
    this.identities = identities;
    this.shares = new CapShares(max);
  }

  /** The number of counted memberships. Any thread may call this. */
  int count() {
    return published;
  }

  /**
   * The reason to refuse this identity one more membership; empty if the identity may have it.
   *
   * @param origin the origin of the call that asks for the membership
   */
  Optional<Refusal> refusal(Identity identity, Origin origin) {
    CountedMemberships known = counted.get(identity);
    Origin first = known == null ? null : known.origin;
    Origin address = first == null ? origin : first;
    boolean limited = exemptIsOneAddress || !address.isExempt();
    if (limited && shares.isNearlyFull(count) && shares.isExceeded(address)) {
      LOG.log(
          Level.WARNING,
          "A membership was refused to {0}, which has more than a hundredth of all memberships"
              + " (--max-memberships)",
          address.isExempt() ? "addresses without limits" : address.network());
      return Optional.of(Refusal.serverFull("memberships from this address"));
    }
    return count >= max ? Optional.of(Refusal.serverFull("memberships")) : Optional.empty();
  }

  /**
   * Counts a new membership. The caller must call this method before it stores the membership, and
   * {@link #recount} when the storing has ended.
   */
  void countNew(Identity identity, Origin origin) {
    CountedMemberships entry = counted.computeIfAbsent(identity, added -> new CountedMemberships());
    if (entry.origin == null) {
      entry.origin = origin;
      for (int i = 0; i < entry.memberships; i++) {
        shares.add(origin);
      }
    }
    if (entry.memberships < maxOfIdentity) {
      // Never count more memberships than the identity may have. A client may request the same
      // membership many times while storing it fails.
      change(entry, 1);
    }
  }

  /**
   * Sets the counted memberships to the identity's present memberships. An identity that has ended
   * has none.
   */
  void recount(Identity identity) {
    if (identities.byId(identity.id()) != identity) {
      CountedMemberships entry = counted.remove(identity);
      if (entry != null) {
        change(entry, -entry.memberships);
      }
      return;
    }
    int actual = actual(identity);
    CountedMemberships entry =
        actual == 0
            ? counted.get(identity)
            : counted.computeIfAbsent(identity, added -> new CountedMemberships());
    if (entry != null) {
      change(entry, actual - entry.memberships);
    }
  }

  private static int actual(Identity identity) {
    return (int)
        identity.record().value().getMembershipsList().stream()
            .map(StoredMembership::getRoom)
            .filter(room -> !room.equals(Room.LOBBY))
            .count();
  }

  private void change(CountedMemberships entry, int by) {
    count += by;
    published = count;
    entry.memberships += by;
    Origin origin = entry.origin;
    for (int i = 0; origin != null && i < Math.abs(by); i++) {
      if (by > 0) {
        shares.add(origin);
      } else {
        shares.remove(origin);
      }
    }
  }
}
