package chat.charla.server.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of {@link ClockStore}, as tests that every implementation must pass. */
public abstract class ClockStoreContract {
  private ClockStore store;

  /** Opens the store on this test's disk. A test may open it more than once. */
  protected abstract ClockStore open();

  /** Closes the store in an orderly way, and returns when it is closed. */
  protected abstract void close();

  /** Returns when the stage is complete. */
  protected abstract void await(CompletionStage<?> stage);

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    close();
  }

  @Test
  void aNewStoreHasNoMark() {
    assertEquals(Optional.empty(), store.load());
  }

  @Test
  void theLastMarkIsKept() {
    await(store.save(new ClockMark(5, 3)));
    await(store.save(new ClockMark(-7, 4_000_000_000_000L)));
    assertEquals(Optional.of(new ClockMark(-7, 4_000_000_000_000L)), store.load());

    close();
    store = open();
    assertEquals(Optional.of(new ClockMark(-7, 4_000_000_000_000L)), store.load());
  }
}
