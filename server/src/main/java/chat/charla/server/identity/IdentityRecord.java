package chat.charla.server.identity;

import chat.charla.server.fatal.Indivisible;
import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredIdentity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The durable state of one identity. Changes are stored one after the other. Owned by the core.
 *
 * <p>When a write fails, its outcome is unknown: the disk has the old record or the new one. From
 * then on, until a write succeeds, every change is written, even if it leaves the value as it is.
 * While there is no change, the known value is written again every second. Otherwise a restart
 * could bring back a change that was reported as failed, although clients have seen a later state
 * since.
 */
public final class IdentityRecord {
  private static final Logger LOG = System.getLogger(IdentityRecord.class.getName());
  private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  private final IdentityStore store;
  private final Scheduler core;

  /** The changes that are waiting or in progress; null if there are none, as for most records. */
  private @Nullable Queue<Change> changes;

  /** The tasks of {@link #whenSettled}; null if there are none. */
  private @Nullable Queue<Runnable> whenSettled;

  private StoredIdentity value;
  private long version;
  private boolean busy;

  /** Whether a write has failed, so that the version on disk is {@link #version} or the next. */
  private boolean versionUncertain;

  /**
   * Whether a write has failed and no write has succeeded since, so that the disk may have another
   * value.
   */
  private boolean valueUncertain;

  /** Whether the value on disk may have other memberships than {@link #value}. */
  private boolean roomsUncertain;

  private boolean retryScheduled;

  /** Whether the record has been removed from disk. */
  private boolean removed;

  private record Change(UnaryOperator<StoredIdentity> operator, Consumer<Boolean> whenDone) {}

  /**
   * Creates an object for a record.
   *
   * @param version the record's version on disk; 0 if it is not on disk yet
   */
  public IdentityRecord(IdentityStore store, Scheduler core, StoredIdentity value, long version) {
    this.store = store;
    this.core = core;
    this.value = value;
    this.version = version;
  }

  /** The value that was last known to be on disk. */
  public StoredIdentity value() {
    return value;
  }

  /** Whether a write of this record has succeeded. */
  public boolean isStored() {
    return version > 0;
  }

  /** Whether the record on disk may fulfil this condition, now or after the changes in progress. */
  public boolean mayFulfil(Predicate<StoredIdentity> condition) {
    return !removed && (version == 0 || busy || valueUncertain || condition.test(value));
  }

  /** Whether the record on disk may have other memberships than the {@link #value}. */
  public boolean roomsUncertain() {
    return roomsUncertain;
  }

  /** Whether the disk is known to have the {@link #value}, and no change is in progress. */
  boolean isSettled() {
    return !busy && !valueUncertain;
  }

  /**
   * Runs the task as soon as the disk is known to have the {@link #value} and no change is in
   * progress. If both are true already, the task runs at once.
   */
  public void whenSettled(Runnable task) {
    if (whenSettled == null) {
      whenSettled = new ArrayDeque<>(1);
    }
    whenSettled.add(task);
    if (!busy) {
      settle();
    }
  }

  /**
   * Changes the record on disk.
   *
   * @param whenDone called on the core: with true when the change is durable, with false if the
   *     change has failed or its outcome is unknown. If the callback throws, the process ends
   */
  public void change(UnaryOperator<StoredIdentity> operator, Consumer<Boolean> whenDone) {
    if (changes == null) {
      changes = new ArrayDeque<>(1);
    }
    changes.add(new Change(operator, whenDone));
    proceed();
  }

  /**
   * Changes the record on disk, without a callback. If the write fails, a restart may find the
   * older state.
   */
  public void change(UnaryOperator<StoredIdentity> operator) {
    change(operator, durable -> {});
  }

  /**
   * Removes the record from disk after the changes in progress.
   *
   * @param whenRemoved runs on the core when the record is removed
   */
  public void remove(Runnable whenRemoved) {
    whenSettled(() -> removeSettled(whenRemoved));
  }

  private void removeSettled(Runnable whenRemoved) {
    if (version == 0) {
      removed = true;
      whenRemoved.run();
      return;
    }
    core.whenComplete(
        () -> store.remove(value.getId(), version),
        (done, failure) -> {
          if (failure != null) {
            core.schedule(RETRY_DELAY, () -> removeSettled(whenRemoved));
          } else {
            removed = true;
            whenRemoved.run();
          }
        });
  }

  /** Starts the waiting changes, unless a change is in progress. */
  private void proceed() {
    if (!busy) {
      busy = true;
      Indivisible.change(this::next);
    }
  }

  /** Completes the waiting changes in order, up to the first one that must be written. */
  private void next() {
    for (Change change = firstChange(); change != null; change = firstChange()) {
      StoredIdentity changed = changed(change);
      if (changed == null) {
        done(change, false);
      } else if (changed.equals(value) && version > 0 && !valueUncertain) {
        done(change, true);
      } else {
        write(change, changed);
        return;
      }
    }
    busy = false;
    settle();
  }

  private @Nullable Change firstChange() {
    return changes == null ? null : changes.peek();
  }

  /** The changed value; null if the operator throws. */
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
      versionUncertain = true;
      valueUncertain = true;
      roomsUncertain |= !changed.getMembershipsList().equals(value.getMembershipsList());
      done(change, false);
    } else if (swapped) {
      versionUncertain = false;
      valueUncertain = false;
      roomsUncertain = false;
      version++;
      value = changed;
      done(change, true);
    } else if (versionUncertain) {
      // The write whose outcome was unknown has succeeded. Now next() writes the present change
      // again, and so replaces the value of that write.
      versionUncertain = false;
      version++;
    } else {
      LOG.log(
          Level.ERROR, "another process has changed the record of identity {0}", changed.getId());
      done(change, false);
    }
  }

  /** Completes the first change. */
  private void done(Change change, boolean durable) {
    if (changes != null) {
      changes.remove();
      changes = changes.isEmpty() ? null : changes;
    }
    change.whenDone().accept(durable);
  }

  /**
   * Called when no change is in progress. Runs the tasks of {@link #whenSettled} or, if the value
   * on disk is uncertain, schedules a write.
   */
  private void settle() {
    if (!valueUncertain) {
      while (!busy && whenSettled != null) {
        Runnable task = whenSettled.remove();
        whenSettled = whenSettled.isEmpty() ? null : whenSettled;
        task.run();
      }
      return;
    }
    // A new identity whose first write has failed is written again only if a task waits, such as
    // its removal.
    boolean needed = version > 0 || whenSettled != null;
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
