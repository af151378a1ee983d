package chat.charla.server.log;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The promises of {@link MessageLog}, as tests that every implementation must pass. */
public abstract class MessageLogContract
    implements TimelinesContract,
        RecordsContract,
        RoomUpdatesContract,
        AppendingContract,
        ReceiptsContract,
        TrimmingContract,
        ReadingContract,
        RemovalContract,
        ReopeningContract {

  private MessageLog log;

  /** Opens the log on this test's disk, for the first time or again. */
  protected abstract MessageLog open();

  /** Closes the log in an orderly way, and returns when it is closed. */
  protected abstract void close();

  @Override
  public MessageLog log() {
    return log;
  }

  @BeforeEach
  @Override
  public void openLog() {
    log = open();
  }

  @AfterEach
  @Override
  public void closeLog() {
    close();
  }
}
