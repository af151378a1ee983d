package chat.charla.server.grpc;

import chat.charla.server.delivery.LocalDelivery;
import chat.charla.server.delivery.ReaderLoop;
import io.grpc.netty.shaded.io.netty.channel.SingleThreadEventLoop;
import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The event loops, as the delivery uses them. Thread-safe. */
final class ReaderLoops {
  private final EventLoops loops;
  private final Map<EventExecutor, ReaderLoop> byLoop = new HashMap<>();

  ReaderLoops(EventLoops loops, LocalDelivery delivery) {
    this.loops = loops;
    for (EventExecutor loop : loops.workers()) {
      LoopScheduler scheduler = new LoopScheduler((SingleThreadEventLoop) loop);
      byLoop.put(loop, delivery.readerLoop(scheduler, scheduler::executeInNextRound));
    }
  }

  /** The loop of the current thread, which must be an event loop. */
  ReaderLoop current() {
    return Objects.requireNonNull(byLoop.get(loops.current()));
  }
}
