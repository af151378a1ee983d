package chat.charla.server.memory;

import chat.charla.server.limit.Origin;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Calls that share a budget of 160 MiB. An address may use 40 MiB, and a connection 10 MiB. */
final class BudgetedCalls {
  static final long MIB = 1024 * 1024;

  /** The number of calls that {@link #fill} opens for each MiB. */
  static final int CALLS_OF_A_MIB = 16;

  private final MemoryBudget budget = new MemoryBudget(160 * MIB);
  private final List<String> freed = Collections.synchronizedList(new ArrayList<>());

  private final AtomicInteger checks = new AtomicInteger();

  /** A call that is reset as soon as the budget asks for it. */
  final class Call implements MemoryAccount.Holder {
    private final String name;
    private final MemoryAccount account;
    private volatile CallStanding standing = CallStanding.SERVED;
    private long idle;
    private Runnable whenCheckedNext = () -> {};

    Call(String name, MemoryShare connection, Origin origin) {
      this.name = name;
      this.account = budget.open(connection, origin, this);
    }

    Call standing(CallStanding other) {
      standing = other;
      return this;
    }

    Call idle(long nanos) {
      idle = nanos;
      return standing(CallStanding.STALLED);
    }

    /**
     * Runs the task when the budget checks this call the next time. The budget has not checked
     * later calls at that moment.
     */
    Call whenChecked(Runnable task) {
      whenCheckedNext =
          () -> {
            whenCheckedNext = () -> {};
            task.run();
          };
      return this;
    }

    MemoryAccount account() {
      return account;
    }

    @Override
    public CallStanding standing() {
      checks.incrementAndGet();
      whenCheckedNext.run();
      return standing;
    }

    @Override
    public long idleNanos() {
      return idle;
    }

    @Override
    public void free(BooleanSupplier necessary, Runnable done) {
      boolean mustEnd = necessary.getAsBoolean();
      freed.add(name + (mustEnd ? "" : "?"));
      if (mustEnd) {
        account.close();
      }
      done.run();
    }
  }

  MemoryBudget budget() {
    return budget;
  }

  /**
   * The names of the calls that the budget wanted to reset. A name ends with a question mark if a
   * reset was no longer necessary, so the call was not reset.
   */
  List<String> freed() {
    return freed;
  }

  /** How often calls were checked. */
  AtomicInteger checks() {
    return checks;
  }

  Call open(String name, MemoryShare connection, Origin origin) {
    return new Call(name, connection, origin);
  }

  /** Opens a call on a connection of its own. */
  Call open(String name, String address) {
    Origin origin = origin(address);
    return open(name, budget.connection(origin), origin);
  }

  /** Opens small calls that together hold this many bytes. */
  void fill(long bytes, CallStanding standing) {
    long each = MIB / CALLS_OF_A_MIB;
    for (int i = 0; i < bytes / each; i++) {
      open("small-" + i, "192.0.2.1").standing(standing).account().add(each);
    }
  }

  static Origin origin(String address) {
    try {
      return Origin.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
