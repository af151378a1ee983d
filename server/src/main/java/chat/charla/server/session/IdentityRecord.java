package chat.charla.server.session;

import chat.charla.server.scheduling.Scheduler;
import chat.charla.server.storage.v1.StoredIdentity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The durable part of one identity, and the changes under way to it, one after the other. Owned by
 * the core.
 */
final class IdentityRecord {
  private static final Logger LOG = System.getLogger(IdentityRecord.class.getName());

  private final SessionStore store;
  private final Scheduler core;
  private final Queue<Change> changes = new ArrayDeque<>(1);
  private StoredIdentity value;
  private long version;
  private boolean busy;

  /** A write has failed, so the version on disk is the known one or the next. */
  private boolean doubtful;

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

  /** What is known to be on disk. */
  StoredIdentity value() {
    return value;
  }

  /**
   * Changes the record on disk.
   *
   * @param whenDone told, on the core, true when it is durable, false if that is unknown
   */
  void change(UnaryOperator<StoredIdentity> operator, Consumer<Boolean> whenDone) {
    changes.add(new Change(operator, whenDone));
    if (!busy) {
      busy = true;
      next();
    }
  }

  /** Changes it without waiting; should that fail, a restart finds the older state. */
  void change(UnaryOperator<StoredIdentity> operator) {
    change(operator, durable -> {});
  }

  /** Removes it from disk after the changes under way. */
  void remove() {
    change(
        UnaryOperator.identity(),
        durable -> {
          if (version > 0) {
            store.remove(value.getId(), version);
          }
        });
  }

  private void next() {
    Change change = changes.peek();
    if (change == null) {
      busy = false;
      return;
    }
    StoredIdentity changed = change.operator().apply(value);
    if (changed.equals(value) && version > 0 && !doubtful) {
      done(change, true);
      return;
    }
    store
        .put(changed.getId(), version, changed.toByteArray())
        .whenComplete(
            (swapped, failure) -> core.execute(() -> put(change, changed, swapped, failure)));
  }

  private void put(
      Change change,
      StoredIdentity changed,
      @Nullable Boolean swapped,
      @Nullable Throwable failure) {
    if (failure != null || swapped == null) {
      doubtful = true;
      done(change, false);
    } else if (swapped) {
      doubtful = false;
      version++;
      value = changed;
      done(change, true);
    } else if (doubtful) {
      // The write whose outcome was unknown is there after all.
      doubtful = false;
      version++;
      next();
    } else {
      LOG.log(Level.ERROR, "identity {0} was changed by somebody else", changed.getId());
      done(change, false);
    }
  }

  private void done(Change change, boolean durable) {
    changes.remove();
    try {
      change.whenDone().accept(durable);
    } finally {
      next();
    }
  }
}
