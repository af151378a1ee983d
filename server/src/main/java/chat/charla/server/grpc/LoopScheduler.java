package chat.charla.server.grpc;

import chat.charla.server.fatal.ProcessEnd;
import chat.charla.server.scheduling.Scheduler;
import io.grpc.netty.shaded.io.netty.channel.SingleThreadEventLoop;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * An event loop as a scheduler. Drops a task that is submitted after the loop has ended, because
 * all connections are closed by then.
 */
final class LoopScheduler implements Scheduler {
  private static final Logger LOG = System.getLogger(LoopScheduler.class.getName());
  private static final Cancellable DROPPED = () -> {};

  private final SingleThreadEventLoop loop;

  LoopScheduler(SingleThreadEventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void execute(Runnable task) {
    try {
      loop.execute(ProcessEnd.guard(task));
    } catch (RejectedExecutionException closed) {
      logDropped();
    }
  }

  /** Runs the task when the loop has processed the connections that are ready now. */
  void executeInNextRound(Runnable task) {
    try {
      loop.executeAfterEventLoopIteration(ProcessEnd.guard(task));
    } catch (RejectedExecutionException closed) {
      logDropped();
    }
  }

  @Override
  public Cancellable schedule(Duration delay, Runnable task) {
    try {
      var timer = loop.schedule(ProcessEnd.guard(task), delay.toNanos(), TimeUnit.NANOSECONDS);
      return () -> timer.cancel(false);
    } catch (RejectedExecutionException closed) {
      logDropped();
      return DROPPED;
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  private static void logDropped() {
    LOG.log(Level.DEBUG, "task dropped after close");
  }
}
