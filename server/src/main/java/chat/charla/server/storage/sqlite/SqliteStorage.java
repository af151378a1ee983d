package chat.charla.server.storage.sqlite;

import chat.charla.server.ban.AddressBanStore;
import chat.charla.server.clock.ClockStore;
import chat.charla.server.identity.IdentityStore;
import chat.charla.server.invitation.InvitationStore;
import chat.charla.server.log.LogUnavailableException;
import chat.charla.server.log.MessageLog;
import chat.charla.server.storage.Storage;
import chat.charla.server.storage.StorageException;
import chat.charla.server.storage.StorageListener;
import chat.charla.server.storage.StorageSpace;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores messages, the records of identities and invitations, the last mark of the clock, and the
 * bans of addresses in a directory of this machine.
 */
public final class SqliteStorage implements Storage {
  private final DataDirectory directory;
  private final Connections connections;
  private final Checkpointer checkpointer;
  private final Writer writer;
  private final Readers readers;

  /**
   * The readers of receipts. They have a thread of their own, so that sends do not wait for reads
   * of the history.
   */
  private final Readers lookups;

  private final FileShrinking shrinking;
  private final IdentityRemoval removal;
  private final MessageLog messages;
  private final IdentityStore identities;
  private final InvitationStore invitations;
  private final ClockStore clock;
  private final AddressBanStore addressBans;

  private boolean started;
  private @Nullable DirectoryLock lock;

  /**
   * Creates a storage in this directory. {@link #start} creates the directory if it is missing.
   *
   * @param directory the data directory, which no other server may use
   */
  public SqliteStorage(Path directory) {
    this(directory, StorageListener.NONE);
  }

  /**
   * Creates a storage in this directory, like the other constructor.
   *
   * @param listener receives commits, and failures to read or remove old receipts
   */
  public SqliteStorage(Path directory, StorageListener listener) {
    this(directory, Database::new, Tuning.DEFAULT, listener);
  }

  SqliteStorage(Path path, Function<Path, Connections> connectionsTo, Tuning tuning) {
    this(path, connectionsTo, tuning, StorageListener.NONE);
  }

  SqliteStorage(
      Path path,
      Function<Path, Connections> connectionsTo,
      Tuning tuning,
      StorageListener listener) {
    directory = new DataDirectory(path);
    connections = connectionsTo.apply(directory.database());
    checkpointer = new Checkpointer(connections, tuning.checkpointPages(), tuning.maxLogBytes());
    writer =
        new Writer(
            connections,
            checkpointer,
            new WriteQueue(tuning.groupWrites(), tuning.groupBytes()),
            listener);
    readers = new Readers(connections, tuning.readers(), "charla-log-reader");
    lookups = new Readers(connections, 1, "charla-log-lookup");
    shrinking =
        new FileShrinking(
            directory.database(), writer, readers, checkpointer, tuning.shrinkPause());
    removal = new IdentityRemoval(writer);
    messages = new SqliteMessageLog(writer, readers, lookups, removal, listener);
    identities = new SqliteIdentityStore(writer, readers);
    invitations = new SqliteInvitationStore(writer, readers);
    clock = new SqliteClockStore(writer, readers);
    addressBans = new SqliteAddressBanStore(writer, readers);
  }

  @Override
  public MessageLog messages() {
    return messages;
  }

  @Override
  public IdentityStore identities() {
    return identities;
  }

  @Override
  public InvitationStore invitations() {
    return invitations;
  }

  @Override
  public ClockStore clock() {
    return clock;
  }

  @Override
  public AddressBanStore addressBans() {
    return addressBans;
  }

  /** Locks the directory and opens the database. */
  @Override
  public void start() {
    if (started) {
      throw new IllegalStateException("already started");
    }
    started = true;
    directory.create();
    DirectoryLock acquired = directory.lock();
    boolean usable = false;
    try {
      directory.prepareDatabase();
      NativeLibrary.load(directory.nativeLibrary());
      Schema.prepare(connections, directory.database());
      usable = true;
    } finally {
      if (!usable) {
        acquired.close();
      }
    }
    lock = acquired;
    writer.start();
    readers.start();
    lookups.start();
    shrinking.start();
    removal.sweep(); // completes interrupted removals; if it fails, a later sweep completes them
  }

  @Override
  public StorageException explain(LogUnavailableException failure) {
    return Explanation.of(directory.database(), failure);
  }

  @Override
  public StorageSpace space() {
    return directory.space();
  }

  /**
   * Completes all pending calls, waits until the storage's threads have ended, and unlocks the
   * directory.
   */
  @Override
  public void close() {
    if (lock == null) {
      return;
    }
    shrinking.close();
    writer.close();
    readers.close();
    lookups.close();
    checkpointer.close();
    lock.close();
    lock = null;
  }
}
