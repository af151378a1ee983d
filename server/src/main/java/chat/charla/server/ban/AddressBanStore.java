package chat.charla.server.ban;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Stores the bans of network addresses, at most one for each range. Safe for use by several
 * threads. Writes take effect in the order of the calls. If the outcome of a write is unknown, its
 * stage completes exceptionally with {@link chat.charla.server.log.LogUnavailableException}.
 */
public interface AddressBanStore {
  /**
   * A stored ban.
   *
   * @param range the range in CIDR notation, without spaces
   * @param endMillis as in {@link AddressBan}
   * @param note as in {@link AddressBan}
   */
  record StoredBan(String range, long endMillis, String note) {}

  /**
   * Reads all bans, in any order. Blocks on I/O. Used when the server starts.
   *
   * @throws chat.charla.server.log.LogUnavailableException if the bans cannot be read
   */
  List<StoredBan> load();

  /**
   * Stores a ban in place of the earlier ban of its range. The stage completes when the ban is on
   * disk.
   */
  CompletionStage<Boolean> put(StoredBan ban);

  /**
   * Deletes the ban of this range, if there is one. The stage completes when the deletion is on
   * disk.
   */
  CompletionStage<Boolean> remove(String range);
}
