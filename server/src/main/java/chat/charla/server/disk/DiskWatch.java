package chat.charla.server.disk;

import chat.charla.server.scheduling.Scheduler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * Watches how much of the disk is free. Any thread may call {@link #level}, {@link #minFreeBytes}
 * and {@link #change}; {@link #start} may be called only once.
 */
public final class DiskWatch {
  /** The interval of the checks. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Logger LOG = System.getLogger(DiskWatch.class.getName());

  private final Disk disk;
  private final Scheduler timer;
  private final Listener listener;
  private volatile MinFree minFree;
  private volatile DiskLevel level = DiskLevel.ENOUGH;
  private volatile long minFreeBytes;

  /**
   * The setting that the last check used. Only the checks use this field and {@link
   * #lastCheckFailed}.
   */
  private MinFree appliedMinFree;

  private boolean lastCheckFailed;

  /** Receives changes of the level. */
  public interface Listener {

    /** Called when the level has changed. Must not block. */
    void diskLevelChanged(DiskChange change);
  }

  /**
   * Creates an object that checks nothing until {@link #start} is called.
   *
   * @param timer runs the checks, which may block; nothing else may use it
   */
  public DiskWatch(Disk disk, MinFree minFree, Scheduler timer, Listener listener) {
    this.disk = disk;
    this.minFree = minFree;
    this.appliedMinFree = minFree;
    this.timer = timer;
    this.listener = listener;
  }

  /** Checks the disk now, and every {@link #INTERVAL} until the scheduler is closed. */
  public void start() {
    check();
    timer.schedule(INTERVAL, this::start);
  }

  /** The level at the last check; ENOUGH before the first check. */
  public DiskLevel level() {
    return level;
  }

  /** The number of bytes that should be free, as of the last check; 0 before the first check. */
  public long minFreeBytes() {
    return minFreeBytes;
  }

  /**
   * Changes how much should be free, and lets the timer check the disk at once. That check ignores
   * the former level, because an earlier check has found it with another number of bytes.
   */
  public void change(MinFree changed) {
    minFree = changed;
    timer.execute(this::check);
  }

  private void check() {
    Disk.Space space;
    try {
      space = disk.space();
    } catch (IOException e) {
      // The level stays. If the disk has failed, the writes fail as well.
      if (!lastCheckFailed) {
        LOG.log(Level.WARNING, "The free space of the disk cannot be read: {0}", e.toString());
      }
      lastCheckFailed = true;
      return;
    }
    lastCheckFailed = false;
    MinFree wanted = minFree;
    long min = wanted.of(space.total());
    minFreeBytes = min;
    DiskLevel before = level;
    DiskLevel from = wanted.equals(appliedMinFree) ? before : DiskLevel.ENOUGH;
    appliedMinFree = wanted;
    DiskLevel found = from.next(space.usable(), min);
    if (found != before) {
      level = found;
      listener.diskLevelChanged(new DiskChange(before, found, space.usable(), min));
    }
  }
}
