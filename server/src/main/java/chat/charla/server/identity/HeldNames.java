package chat.charla.server.identity;

import chat.charla.name.NameFold;
import chat.charla.server.name.Looks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that identities hold. No other identity can get a held name, or a name that looks like
 * a held name. Owned by the core.
 *
 * <p>The time that a call takes does not depend on the number of names. While an identity changes
 * its name, it holds the old name and the new one.
 */
public final class HeldNames {
  /**
   * The claims by folded name. All claims of one folded name belong to the same identity, which may
   * hold the name in two spellings.
   */
  private final Map<String, List<Claim>> byName = new HashMap<>();

  /**
   * The claims by the looks of the name. Names of several identities have the same look only if an
   * older release allowed these names, because it did not compare looks, or had other tables.
   */
  private final Map<String, List<Claim>> byLook = new HashMap<>();

  /**
   * For each identity whose record is not settled: the names that the identity has requested, and
   * the names that it had before. The record on disk may have any of these names. So other
   * identities cannot get them until the record is settled.
   */
  private final Map<Identity, Set<String>> uncertain = new HashMap<>();

  private long lastTimeOfTaking;

  /** A name and its holder. */
  record Claim(String name, Identity identity) {}

  /**
   * Returns the time to store with a name that an identity takes now. It is the time of the wall
   * clock, but always later than all earlier results, even if the clock has been set back. If two
   * stored identities hold the same name, the identity with the later time gets the name at a
   * restart.
   */
  long timeOfTaking(long wallClockMillis) {
    lastTimeOfTaking = Math.max(lastTimeOfTaking + 1, wallClockMillis);
    return lastTimeOfTaking;
  }

  /**
   * Makes all later results of {@link #timeOfTaking} greater than {@code millis}, the time at which
   * a name was taken before the restart.
   */
  public void advanceTimePast(long millis) {
    lastTimeOfTaking = Math.max(lastTimeOfTaking, millis);
  }

  /** The identity that holds this name in any spelling, or null. */
  @Nullable Identity holder(String name) {
    List<Claim> claims = byName.get(NameFold.fold(name));
    return claims == null ? null : claims.get(0).identity();
  }

  /**
   * The claim of another identity to this name or to a name that looks like it; null if there is
   * none.
   *
   * @param identity the identity that wants the name, whose own claims do not count; null for a new
   *     identity
   */
  @Nullable Claim conflict(String name, @Nullable Identity identity) {
    Claim same = same(name, identity);
    // Compare looks last, because this takes most time.
    return same == null ? confusable(Looks.of(name), identity) : same;
  }

  private @Nullable Claim same(String name, @Nullable Identity identity) {
    return firstOfOthers(byName.get(NameFold.fold(name)), identity);
  }

  private @Nullable Claim confusable(Set<String> looks, @Nullable Identity identity) {
    for (String look : looks) {
      Claim confusable = firstOfOthers(byLook.get(look), identity);
      if (confusable != null) {
        return confusable;
      }
    }
    return null;
  }

  /**
   * Gives the name to the identity, unless a claim of another identity prevents this. Returns
   * whether the identity has got the name.
   */
  boolean claim(String name, Identity identity) {
    if (same(name, identity) != null) {
      return false;
    }
    Set<String> looks = Looks.of(name);
    if (confusable(looks, identity) != null) {
      return false;
    }
    add(name, looks, identity);
    return true;
  }

  /**
   * Restores the claim of an identity that held its name before a restart. Returns false if another
   * identity has got the name. The caller must restore the identities in the order in which they
   * took their names, the last one first.
   *
   * <p>Two stored identities may hold the same or confusable names if the server was killed after
   * giving a released name to another identity and before storing the release. The later owner then
   * keeps the name. There is one exception: an earlier release of the server allowed some names
   * that are confusable now. If the later owner got its name under such a release, both identities
   * keep their names.
   */
  public boolean restore(Identity identity) {
    String name = identity.user().getName();
    if (same(name, identity) != null) {
      return false;
    }
    Set<String> looks = Looks.of(name);
    for (String look : looks) {
      boolean isTaken =
          byLook.getOrDefault(look, List.of()).stream()
              .map(claim -> claim.identity().record().value().getNameEdition())
              .anyMatch(edition -> edition == Looks.EDITION);
      if (isTaken) {
        return false;
      }
    }
    add(name, looks, identity);
    return true;
  }

  /**
   * Releases a name that the identity does not need any more, or that could not be stored for it.
   * Waits until it is certain which name the record on disk has. If the identity holds the name at
   * that time, does not release it.
   */
  void releaseWhenSettled(String name, Identity identity) {
    if (!uncertain.computeIfAbsent(identity, first -> new HashSet<>()).add(name)) {
      return; // The name already waits for its release.
    }
    identity
        .record()
        .whenSettled(
            () -> {
              uncertain.computeIfPresent(
                  identity, (same, names) -> names.remove(name) && names.isEmpty() ? null : names);
              if (!identity.holds(name)) {
                release(name, identity);
              }
            });
  }

  /** The names of the identity that wait for their release; see {@link #releaseWhenSettled}. */
  Set<String> uncertain(Identity identity) {
    return uncertain.getOrDefault(identity, Set.of());
  }

  /** Releases the name in this spelling, if the identity has a claim to it. */
  void release(String name, Identity identity) {
    Claim claim = new Claim(name, identity);
    remove(byName, NameFold.fold(name), claim);
    for (String look : Looks.of(name)) {
      remove(byLook, look, claim);
    }
  }

  private void add(String name, Set<String> looks, Identity identity) {
    Claim claim = new Claim(name, identity);
    add(byName, NameFold.fold(name), claim);
    for (String look : looks) {
      add(byLook, look, claim);
    }
  }

  private static @Nullable Claim firstOfOthers(
      @Nullable List<Claim> claims, @Nullable Identity identity) {
    if (claims == null) {
      return null;
    }
    return claims.stream().filter(claim -> claim.identity() != identity).findFirst().orElse(null);
  }

  /**
   * Adds a claim to a list. The lists are immutable, because most have one element, and an
   * immutable list of one element needs little memory.
   */
  private static void add(Map<String, List<Claim>> map, String key, Claim claim) {
    List<Claim> claims = map.get(key);
    if (claims == null) {
      map.put(key, List.of(claim));
    } else if (!claims.contains(claim)) {
      List<Claim> more = new ArrayList<>(claims);
      more.add(claim);
      map.put(key, List.copyOf(more));
    }
  }

  private static void remove(Map<String, List<Claim>> map, String key, Claim claim) {
    List<Claim> fewer =
        map.getOrDefault(key, List.of()).stream().filter(each -> !each.equals(claim)).toList();
    if (fewer.isEmpty()) {
      map.remove(key);
    } else {
      map.put(key, fewer);
    }
  }
}
