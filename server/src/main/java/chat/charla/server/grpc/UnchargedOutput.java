package chat.charla.server.grpc;

import chat.charla.server.memory.CallStanding;
import chat.charla.server.memory.MemoryAccount;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Charges a connection for the bytes in its outbound buffer that no call is charged for: headers,
 * resets and acknowledgements of SETTINGS. Owned by the connection's event loop, except for {@link
 * Holder}, which any thread may use.
 */
final class UnchargedOutput {
  /** If the outbound buffer has at most this many bytes, they are not charged. */
  private static final int MIN_CHARGED = 16 * 1024;

  /**
   * How many acknowledgements of SETTINGS may wait until they are sent. A client usually sends a
   * few SETTINGS frames on a connection. gRPC closes the connection at 10,000.
   */
  private static final int MAX_ACKNOWLEDGEMENTS = 1_000;

  /** The memory that an acknowledgement takes until it is sent, with its objects, in bytes. */
  private static final int ACKNOWLEDGEMENT_BYTES = 256;

  private final Connection connection;
  private final ConnectionTasks tasks;
  private final Function<MemoryAccount.Holder, MemoryAccount> accounts;

  /** The number of acknowledgements that may not have been sent yet. */
  private int acknowledgements;

  /** The account of the outbound buffer; null if little is buffered. */
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
    return account != null || Math.max(connection.pending(), acknowledgementBytes()) > MIN_CHARGED;
  }

  /** Counts an acknowledgement that is written; returns false if too many wait to be sent. */
  boolean acknowledge() {
    acknowledgements++;
    return acknowledgements <= MAX_ACKNOWLEDGEMENTS;
  }

  /** Called when all written bytes have been flushed, also through TLS. */
  void flushed() {
    if (connection.pending() == 0) {
      acknowledgements = 0;
    }
  }

  /**
   * The memory of the acknowledgements, in bytes; 0 if there are few. The budget frees this account
   * early, by closing the connection. A client that only changes its window during a long answer
   * must not lose its connection, so a small amount is not charged.
   */
  private long acknowledgementBytes() {
    long bytes = (long) acknowledgements * ACKNOWLEDGEMENT_BYTES;
    return bytes > MIN_CHARGED ? bytes : 0;
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
    long more = Math.max(acknowledgementBytes(), Math.max(0, connection.pending() - unsent));
    charged.add(more - charged.bytes());
    if (more == 0) {
      close();
    }
    return more > 0;
  }

  /** Releases the charge. */
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
    public CallStanding standing() {
      return CallStanding.STALLED;
    }
  }
}
