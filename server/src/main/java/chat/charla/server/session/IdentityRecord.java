package chat.charla.server.session;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredIdentity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The durable part of one identity, and the changes under way to it, one after the other. Owned by
 * the core.
 *
 * <p>When a write fails, its outcome is unknown: the disk has what the record was, or what it was
 * to become. From then on no change counts as done before a write of its own has succeeded, even
 * one that changes nothing; and without any, the known value is written again every second until
 * that has succeeded. So a change whose author was told that it failed does not come to light at a
 * restart, after its author was told something else.
 */
final class IdentityRecord {
  private static final Logger LOG = System.getLogger(IdentityRecord.class.getName());
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final SessionStore store;
  private final Scheduler core;
  private final Queue<Change> changes = new ArrayDeque<>(1);
  private final Queue<Runnable> whenSettled = new ArrayDeque<>(0);
  private StoredIdentity value;
  private long version;
  private boolean busy;

  /** A write has failed, so the version on disk is the known one or the next. */
  private boolean versionDoubtful;

  /** A write has failed and none has succeeded since: the disk may have another value. */
  private boolean valueDoubtful;

  /** So is which rooms the identity is in. */
  private boolean roomsDoubtful;

  private boolean retryScheduled;

  private record Change(UnaryOperator<StoredIdentity> operator, Consumer<Boolean> whenDone) {}

  /**
   * A record as it is on disk.
   *
   * @param version 0 if it is not there yet
   */
  IdentityRecord(SessionStore store, Scheduler core, StoredIdentity value, long version) {
    this.store = store;
    this.core = core;
    this.value = value;
    this.version = version;
  }

  /** What was last known to be on disk. */
  StoredIdentity value() {
    return value;
  }

  /** Whether the disk may have the identity in other rooms than the {@link #value}. */
  boolean roomsDoubtful() {
    return roomsDoubtful;
  }

  /** Whether the disk is known to have the {@link #value}, and no change is under way. */
  boolean isSettled() {
    return !busy && !valueDoubtful;
  }

  /**
   * Runs the task as soon as the disk is known to have the {@link #value} and no change is under
   * way: at once, if that is so.
   */
  void whenSettled(Runnable task) {
    whenSettled.add(task);
    if (!busy) {
      settle();
    }
  }

  /**
   * Changes the record on disk.
   *
   * @param whenDone told, on the core, true when it is durable, false if that is unknown. What it
   *     throws ends the process
   */
  void change(UnaryOperator<StoredIdentity> operator, Consumer<Boolean> whenDone) {
    changes.add(new Change(operator, whenDone));
    proceed();
  }

  /** Changes it without waiting; should that fail, a restart may find the older state. */
  void change(UnaryOperator<StoredIdentity> operator) {
    change(operator, durable -> {});
  }

  /** Removes it from disk after the changes under way. */
  void remove() {
    remove(() -> {});
  }

  /**
   * Removes it from disk after the changes under way.
   *
   * @param whenRemoved run on the core when it is not there any more
   */
  void remove(Runnable whenRemoved) {
    whenSettled(() -> removeSettled(whenRemoved));
  }

  private void removeSettled(Runnable whenRemoved) {
    if (version == 0) {
      whenRemoved.run();
      return;
    }
    core.whenComplete(
        () -> store.remove(value.getId(), version),
        (removed, failure) -> {
          if (failure != null) {
            core.schedule(RETRY_DELAY, () -> removeSettled(whenRemoved));
          } else {
            whenRemoved.run();
          }
        });
  }

  /** Begins with the changes that wait, unless one is under way. */
  private void proceed() {
    if (!busy) {
      busy = true;
      Indivisible.change(this::next);
    }
  }

  /** Those that change nothing are done at once, one after the other, however many there are. */
  private void next() {
    for (Change change = changes.peek(); change != null; change = changes.peek()) {
      StoredIdentity changed = changed(change);
      if (changed == null) {
        done(change, false);
      } else if (changed.equals(value) && version > 0 && !valueDoubtful) {
        done(change, true);
      } else {
        write(change, changed);
        return;
      }
    }
    busy = false;
    settle();
  }

  /** What the record is to become; null if a defect leaves that unknown: then it stays as it is. */
  private @Nullable StoredIdentity changed(Change change) {
    try {
      return change.operator().apply(value);
    } catch (RuntimeException defect) {
      LOG.log(Level.ERROR, "a change of an identity failed", defect);
      return null;
    }
  }

  private void write(Change change, StoredIdentity changed) {
    byte[] record = changed.toByteArray();
    core.whenComplete(
        () -> store.put(changed.getId(), version, record),
        (swapped, failure) -> {
          put(change, changed, swapped, failure);
          next();
        });
  }

  private void put(
      Change change,
      StoredIdentity changed,
      @Nullable Boolean swapped,
      @Nullable Throwable failure) {
    if (failure != null || swapped == null) {
      versionDoubtful = true;
      valueDoubtful = true;
      roomsDoubtful |= !changed.getMembershipsList().equals(value.getMembershipsList());
      done(change, false);
    } else if (swapped) {
      versionDoubtful = false;
      valueDoubtful = false;
      roomsDoubtful = false;
      version++;
      value = changed;
      done(change, true);
    } else if (versionDoubtful) {
      // The write whose outcome was unknown is there after all. What it wrote is replaced next.
      versionDoubtful = false;
      version++;
    } else {
      LOG.log(Level.ERROR, "identity {0} was changed by somebody else", changed.getId());
      done(change, false);
    }
  }

  private void done(Change change, boolean durable) {
    changes.remove();
    change.whenDone().accept(durable);
  }

  /** No change is under way: runs what waits for that, or sees to it that the disk is known. */
  private void settle() {
    if (!valueDoubtful) {
      while (!busy && !whenSettled.isEmpty()) {
        whenSettled.remove().run();
      }
      return;
    }
    // A new identity may never have been written; then it is not made now, unless to be removed.
    boolean needed = version > 0 || !whenSettled.isEmpty();
    if (needed && !retryScheduled) {
      retryScheduled = true;
      core.schedule(RETRY_DELAY, this::retry);
    }
  }

  private void retry() {
    retryScheduled = false;
    change(UnaryOperator.identity());
  }
}
