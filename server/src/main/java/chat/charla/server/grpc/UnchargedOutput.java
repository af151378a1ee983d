package chat.charla.server.grpc;

import chat.charla.server.memory.MemoryAccount;
import chat.charla.server.memory.Standing;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Charges a connection for the part of its outbound buffer that no call is charged for: headers,
 * resets and acknowledgements. Owned by the connection's event loop, except for its holder.
 */
final class UnchargedOutput {
  /** Up to this many bytes in the outbound buffer are not charged. */
  private static final int MIN_CHARGED = 16 * 1024;

  private final Connection connection;
  private final ConnectionTasks tasks;
  private final Function<MemoryAccount.Holder, MemoryAccount> accounts;

  /** Null if little is buffered. */
  private @Nullable MemoryAccount account;

  /**
   * Creates the state of a connection.
   *
   * @param accounts opens an account for the connection
   */
  UnchargedOutput(
      Connection connection,
      ConnectionTasks tasks,
      Function<MemoryAccount.Holder, MemoryAccount> accounts) {
    this.connection = connection;
    this.tasks = tasks;
    this.accounts = accounts;
  }

  /** Whether the outbound buffer has to be charged, or is charged. */
  boolean isRelevant() {
    return account != null || connection.pending() > MIN_CHARGED;
  }

  /**
   * Charges the outbound buffer.
   *
   * @param unsent the bytes of the buffer that calls are charged for
   * @return whether any bytes are charged
   */
  boolean charge(long unsent) {
    MemoryAccount charged = account;
    if (charged == null) {
      charged = accounts.apply(new Holder());
      account = charged;
    }
    long more = Math.max(0, connection.pending() - unsent);
    charged.add(more - charged.bytes());
    if (more == 0) {
      close();
    }
    return more > 0;
  }

  /** Releases what is charged. */
  void close() {
    if (account != null) {
      account.close();
      account = null;
    }
  }

  /** Frees the outbound buffer by closing the connection. */
  private final class Holder implements MemoryAccount.Holder {
    @Override
    public void free(BooleanSupplier necessary, Runnable done) {
      tasks.run(
          () -> {
            if (necessary.getAsBoolean()) {
              connection.reset();
            }
          },
          done);
    }

    @Override
    public Standing standing() {
      return Standing.STALLED;
    }
  }
}
