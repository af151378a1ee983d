package chat.charla.server.ban;

import chat.charla.server.ban.AddressBanStore.StoredBan;
import chat.charla.server.proxy.AddressRange;
import chat.charla.server.scheduling.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bans of network addresses. Any thread may call {@link #isBanned}; the core owns everything
 * else. A ban that has ended has no effect. The server deletes it when an operator makes another
 * ban, or at the next start.
 */
public final class AddressBans {
  /** The largest number of bans. So a lookup is quick, and one response can list all bans. */
  public static final int MAX = 1000;

  private static final Logger LOG = System.getLogger(AddressBans.class.getName());

  private final InstantSource clock;
  private final Scheduler core;
  private final AddressBanStore store;
  private volatile Snapshot bans = new Snapshot(Map.of(), List.of(), List.of());

  /**
   * All bans, and the lengths of their ranges, so that the ban of an address is found by looking up
   * one range for each length.
   */
  private record Snapshot(
      Map<AddressRange, AddressBan> byRange, List<Integer> ipv4Lengths, List<Integer> ipv6Lengths) {
    static Snapshot of(Map<AddressRange, AddressBan> bans) {
      return new Snapshot(Map.copyOf(bans), lengths(bans, true), lengths(bans, false));
    }

    private static List<Integer> lengths(Map<AddressRange, AddressBan> bans, boolean ipv4) {
      return bans.keySet().stream()
          .filter(range -> range.isIpv4() == ipv4)
          .map(AddressRange::bits)
          .distinct()
          .toList();
    }
  }

  /** Creates an object without bans. */
  public AddressBans(InstantSource clock, Scheduler core, AddressBanStore store) {
    this.clock = clock;
    this.core = core;
    this.store = store;
  }

  /**
   * Reads the stored bans. Blocks on I/O. Called on the thread that starts the server.
   *
   * @throws chat.charla.server.log.LogUnavailableException if the bans cannot be read
   */
  public void load() {
    Map<AddressRange, AddressBan> loaded = new HashMap<>();
    for (StoredBan stored : store.load()) {
      try {
        AddressRange range = AddressRange.parse(stored.range());
        loaded.put(range, new AddressBan(range, stored.endMillis(), stored.note()));
      } catch (IllegalArgumentException damaged) {
        LOG.log(
            Level.WARNING, "A stored ban of addresses is damaged, and has no effect: {0}", stored);
      }
    }
    bans = Snapshot.of(loaded);
    deleteEnded();
  }

  /** Whether the address is banned now. Any thread may call this. */
  public boolean isBanned(InetAddress address) {
    Snapshot now = bans;
    if (now.byRange.isEmpty()) {
      return false;
    }
    for (int bits : AddressRange.isIpv4(address) ? now.ipv4Lengths : now.ipv6Lengths) {
      AddressBan ban = now.byRange.get(AddressRange.around(address, bits));
      if (ban != null && !ban.hasEnded(clock.millis())) {
        return true;
      }
    }
    return false;
  }

  /** The bans in force, in the order of the texts of their ranges. */
  public List<AddressBan> all() {
    long now = clock.millis();
    return bans.byRange.values().stream()
        .filter(ban -> !ban.hasEnded(now))
        .sorted(Comparator.comparing(ban -> ban.range().toString()))
        .toList();
  }

  /** The ban of exactly this range that is in force; null if there is none. */
  public @Nullable AddressBan find(AddressRange range) {
    AddressBan ban = bans.byRange.get(range);
    return ban == null || ban.hasEnded(clock.millis()) ? null : ban;
  }

  /** Whether the number of bans has reached {@link #MAX}. */
  public boolean isFull() {
    return all().size() >= MAX;
  }

  /**
   * Bans a range, in place of an earlier ban of the same range.
   *
   * @param whenDone called on the core: with true when the ban is stored and in force, with false
   *     if storing failed
   */
  public void put(AddressBan ban, Consumer<Boolean> whenDone) {
    deleteEnded();
    core.whenComplete(
        () -> store.put(new StoredBan(ban.range().toString(), ban.endMillis(), ban.note())),
        (stored, failure) -> {
          if (failure == null) {
            Map<AddressRange, AddressBan> changed = new HashMap<>(bans.byRange);
            changed.put(ban.range(), ban);
            bans = Snapshot.of(changed);
          }
          whenDone.accept(failure == null);
        });
  }

  /**
   * Ends the ban of exactly this range, if there is one.
   *
   * @param whenDone called on the core when no ban of this range is stored, with whether this call
   *     has ended one
   * @param whenFailed called on the core instead, if storing failed
   */
  public void remove(AddressRange range, Consumer<Boolean> whenDone, Runnable whenFailed) {
    core.whenComplete(
        () -> store.remove(range.toString()),
        (stored, failure) -> {
          if (failure != null) {
            whenFailed.run();
            return;
          }
          boolean removed = find(range) != null;
          forget(range);
          whenDone.accept(removed);
        });
  }

  private void forget(AddressRange range) {
    Map<AddressRange, AddressBan> changed = new HashMap<>(bans.byRange);
    changed.remove(range);
    bans = Snapshot.of(changed);
  }

  /** Deletes the bans that have ended. If this fails, the next call tries again. */
  private void deleteEnded() {
    if (bans.byRange.isEmpty()) {
      return;
    }
    long now = clock.millis();
    for (AddressBan ban : List.copyOf(bans.byRange.values())) {
      if (ban.hasEnded(now)) {
        core.whenComplete(
            () -> store.remove(ban.range().toString()),
            (removed, failure) -> {
              // A later ban of the same range may be in force.
              if (failure == null && ban.equals(bans.byRange.get(ban.range()))) {
                forget(ban.range());
              }
            });
      }
    }
  }
}
