package chat.charla.server.account;

import chat.charla.server.identity.Identity;
import chat.charla.server.limit.Origin;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The networks from which accounts have been used since the server started, so that guesses from
 * other networks do not delay the owners. These networks are not stored, because even their hashes
 * would tell where users are. Owned by the core.
 */
public final class KnownNetworks {
  /** How many networks this class remembers for an account. */
  private static final int MAX = 8;

  /** The networks of each account; the most recently used comes first. */
  private final Map<Identity, Deque<String>> networks = new WeakHashMap<>();

  /**
   * Called when a session of the account has made an authenticated call. Not called for access
   * tokens: a program with a token must not displace the owner's networks, and guesses from the
   * program's network must not count as the owner's attempts.
   */
  public void add(Identity account, Origin origin) {
    if (origin.isExempt()) {
      return;
    }
    String network = origin.network();
    Deque<String> known = networks.computeIfAbsent(account, first -> new ArrayDeque<>(1));
    if (!network.equals(known.peekFirst())) {
      known.remove(network);
      known.addFirst(network);
      if (known.size() > MAX) {
        known.removeLast();
      }
    }
  }

  /** Whether the account has been used from the network of this origin. */
  boolean has(Identity account, Origin origin) {
    Deque<String> known = networks.get(account);
    return known != null && !origin.isExempt() && known.contains(origin.network());
  }
}
