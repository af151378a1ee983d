package chat.charla.server.session;

import chat.charla.server.name.Looks;
import chat.charla.server.name.NameRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which name, and which names can therefore not be had: those that can be taken for one
 * that somebody else holds. Owned by the core.
 *
 * <p>Asking, claiming and releasing take the time of some map accesses, however many names there
 * are. While an identity changes its name it holds both.
 */
final class HeldNames {
  /** By what a name folds to. Only one identity holds a name, but it may in two spellings. */
  private final Map<String, List<Claim>> byName = new HashMap<>();

  /**
   * By the looks of a name. More than one identity has a look only if they held their names before
   * looks were compared.
   */
  private final Map<String, List<Claim>> byLook = new HashMap<>();

  private long lastTaken;

  /** A name and its holder. */
  record Claim(String name, Identity identity) {}

  /**
   * When a name is taken, for the record: the time of the wall clock, but later than every time
   * before, though that clock may be set back. At a restart the later owner of a name has it.
   */
  long timeOfTaking(long wallClockMillis) {
    lastTaken = Math.max(lastTaken + 1, wallClockMillis);
    return lastTaken;
  }

  /** A name has been taken at this time, before a restart. */
  void takenBefore(long millis) {
    lastTaken = Math.max(lastTaken, millis);
  }

  /** Who holds this name, in any spelling; or null. */
  @Nullable Identity holder(String name) {
    List<Claim> claims = byName.get(NameRules.fold(name));
    return claims == null ? null : claims.get(0).identity();
  }

  /**
   * The name that is in the way of this one: the same, or one that it can be taken for.
   *
   * @param identity who wants it, whose own names are not in the way; null for somebody new
   */
  @Nullable Claim rival(String name, @Nullable Identity identity) {
    return rival(name, Looks.of(name), identity);
  }

  private @Nullable Claim rival(String name, Set<String> looks, @Nullable Identity identity) {
    Claim same = firstOfOthers(byName.get(NameRules.fold(name)), identity);
    if (same != null) {
      return same;
    }
    for (String look : looks) {
      Claim confusable = firstOfOthers(byLook.get(look), identity);
      if (confusable != null) {
        return confusable;
      }
    }
    return null;
  }

  /** Gives the name to the identity if nothing is in the way; false otherwise. */
  boolean claim(String name, Identity identity) {
    Set<String> looks = Looks.of(name);
    if (rival(name, looks, identity) != null) {
      return false;
    }
    add(name, looks, identity);
    return true;
  }

  /**
   * Gives an identity back the name that it held before a restart. Those that have taken theirs
   * later must have come before.
   *
   * <p>Two may have held names that are the same or confusable, if the server died between freeing
   * the one and giving away the other: the later owner has it. But two that are confusable under
   * the present rules, and took their names under none or others, both keep them.
   */
  boolean restore(Identity identity) {
    String name = identity.user().getName();
    if (firstOfOthers(byName.get(NameRules.fold(name)), identity) != null) {
      return false;
    }
    Set<String> looks = Looks.of(name);
    for (String look : looks) {
      boolean lost =
          byLook.getOrDefault(look, List.of()).stream()
              .map(claim -> claim.identity().record().value().getNameEdition())
              .anyMatch(edition -> edition == Looks.EDITION);
      if (lost) {
        return false;
      }
    }
    add(name, looks, identity);
    return true;
  }

  /** Frees the name, in this spelling, if the identity holds it. */
  void release(String name, Identity identity) {
    Claim claim = new Claim(name, identity);
    remove(byName, NameRules.fold(name), claim);
    for (String look : Looks.of(name)) {
      remove(byLook, look, claim);
    }
  }

  private void add(String name, Set<String> looks, Identity identity) {
    Claim claim = new Claim(name, identity);
    add(byName, NameRules.fold(name), claim);
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

  /** Most lists have one element for all their life, and take the room of one. */
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
