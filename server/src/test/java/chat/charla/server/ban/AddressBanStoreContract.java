package chat.charla.server.ban;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.server.ban.AddressBanStore.StoredBan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of {@link AddressBanStore}, as tests that every implementation must pass. */
public abstract class AddressBanStoreContract {
  private static final StoredBan ONE = new StoredBan("192.0.2.1", 5, "a note, with 'quotes' %_");
  private static final StoredBan TEN = new StoredBan("192.0.2.10", 0, "");
  private static final StoredBan RANGE = new StoredBan("2001:db8::/32", 4_000_000_000_000L, " a ");

  private AddressBanStore store;

  /** Opens the store on this test's disk. A test may open it more than once. */
  protected abstract AddressBanStore open();

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
  void aNewStoreHasNoBans() {
    assertEquals(List.of(), store.load());
  }

  @Test
  void bansAreKept() {
    for (StoredBan ban : List.of(ONE, TEN, RANGE)) {
      await(store.put(ban));
    }
    assertEquals(Set.of(ONE, TEN, RANGE), bans());

    close();
    store = open();
    assertEquals(Set.of(ONE, TEN, RANGE), bans());
  }

  @Test
  void aRangeHasOneBan() {
    await(store.put(ONE));
    await(store.put(TEN));
    StoredBan other = new StoredBan(ONE.range(), 0, "another note");

    await(store.put(other));

    assertEquals(Set.of(other, TEN), bans());
  }

  @Test
  void aRemovedBanIsGone() {
    await(store.put(ONE));
    await(store.put(TEN));

    await(store.remove(ONE.range()));
    await(store.remove("192.0.2.0/24"));

    assertEquals(Set.of(TEN), bans());
  }

  private Set<StoredBan> bans() {
    return new HashSet<>(store.load());
  }
}
