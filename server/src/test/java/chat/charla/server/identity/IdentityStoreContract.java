package chat.charla.server.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.log.LogUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of {@link IdentityStore}, as tests that every implementation must pass. */
public abstract class IdentityStoreContract {
  private IdentityStore store;

  /** Opens the store on this test's disk. A test may open it more than once. */
  protected abstract IdentityStore open();

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
  void aNewStoreIsEmpty() {
    assertEquals(Map.of(), store.load());
  }

  @Test
  void aRecordIsCreatedAndReplaced() {
    assertTrue(put("anna", 0, "first"));
    assertTrue(put("anna", 1, "second"));
    assertTrue(put("berta", 0, "other"));

    assertEquals(Map.of("anna", "2 second", "berta", "1 other"), loaded());
  }

  @Test
  void aRecordOfAnotherVersionIsNotReplaced() {
    assertFalse(put("anna", 1, "too early"));
    assertTrue(put("anna", 0, "first"));

    assertFalse(put("anna", 0, "created twice"));
    assertFalse(put("anna", 2, "too early"));

    assertEquals(Map.of("anna", "1 first"), loaded());
  }

  @Test
  void aRecordIsRemoved() {
    assertTrue(put("anna", 0, "first"));
    assertTrue(put("berta", 0, "other"));

    assertTrue(result(store.remove("anna", 1)));

    assertEquals(Map.of("berta", "1 other"), loaded());
  }

  @Test
  void aRecordOfAnotherVersionIsNotRemoved() {
    assertTrue(put("anna", 0, "first"));
    assertTrue(put("anna", 1, "second"));

    assertFalse(result(store.remove("anna", 1)));
    assertFalse(result(store.remove("anna", 0)));
    assertFalse(result(store.remove("anna", 3)));

    assertEquals(Map.of("anna", "2 second"), loaded());
  }

  @Test
  void removingAnAbsentRecordSucceeds() {
    assertTrue(result(store.remove("anna", 0)));
    assertTrue(result(store.remove("anna", 7)));
  }

  @Test
  void aRemovedRecordMayBeCreatedAgain() {
    assertTrue(put("anna", 0, "first"));
    assertTrue(result(store.remove("anna", 1)));

    assertFalse(put("anna", 1, "replaces version 1"));
    assertTrue(put("anna", 0, "anew"));

    assertEquals(Map.of("anna", "1 anew"), loaded());
  }

  @Test
  void recordsAreKeptByteForByte() {
    byte[] record = new byte[70_000];
    for (int i = 0; i < record.length; i++) {
      record[i] = (byte) i;
    }
    assertTrue(result(store.put("large", 0, record)));
    assertTrue(result(store.put("empty", 0, new byte[0])));
    assertTrue(result(store.put("名前 🙂", 0, new byte[] {0, 1})));

    assertArrayEquals(record, load("large").record());
    assertArrayEquals(new byte[0], load("empty").record());
    assertArrayEquals(new byte[] {0, 1}, load("名前 🙂").record());
  }

  @Test
  void onlyOneOfManyWritersWithTheSameVersionSucceeds() {
    assertTrue(put("anna", 0, "first"));

    List<CompletionStage<Boolean>> writes =
        IntStream.range(0, 20)
            .mapToObj(i -> store.put("anna", 1, ("writer " + i).getBytes(UTF_8)))
            .toList();

    assertEquals(1, writes.stream().filter(this::result).count());
    assertEquals(2, load("anna").version());
  }

  @Test
  void writesAreCarriedOutInTheOrderOfTheCalls() {
    List<CompletionStage<Boolean>> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      writes.add(store.put("anna", i, ("record " + i).getBytes(UTF_8)));
    }
    writes.add(store.remove("anna", 50));
    writes.add(store.put("anna", 0, "anew".getBytes(UTF_8)));

    writes.forEach(write -> assertTrue(result(write)));

    assertEquals(Map.of("anna", "1 anew"), loaded());
  }

  @Test
  void recordsAreThereAfterReopening() {
    assertTrue(put("anna", 0, "first"));
    assertTrue(put("anna", 1, "second"));
    assertTrue(put("berta", 0, "removed"));
    assertTrue(result(store.remove("berta", 1)));

    close();
    store = open();

    assertEquals(Map.of("anna", "2 second"), loaded());
    assertTrue(put("anna", 2, "third"));
  }

  @Test
  void closingFinishesPendingWrites() {
    List<CompletionStage<Boolean>> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      writes.add(store.put("anna", i, ("record " + i).getBytes(UTF_8)));
    }

    close();

    writes.forEach(write -> assertTrue(result(write)));
    store = open();
    assertEquals(Map.of("anna", "50 record 49"), loaded());
  }

  @Test
  void afterClosingEveryCallFails() {
    assertTrue(put("anna", 0, "first"));
    close();

    assertUnavailable(store.put("anna", 1, new byte[0]));
    assertUnavailable(store.remove("anna", 1));
    assertThrows(LogUnavailableException.class, store::load);
    store = open();
    assertEquals(Map.of("anna", "1 first"), loaded());
  }

  @Test
  void theTimeOfAMassExpiryIsKeptUntilItIsReplaced() {
    assertEquals(OptionalLong.empty(), store.loadMassExpiryTime());

    result(store.saveMassExpiryTime(OptionalLong.of(5)));
    result(store.saveMassExpiryTime(OptionalLong.of(4_000_000_000_000L)));
    close();
    store = open();
    assertEquals(OptionalLong.of(4_000_000_000_000L), store.loadMassExpiryTime());

    result(store.saveMassExpiryTime(OptionalLong.empty()));
    assertEquals(OptionalLong.empty(), store.loadMassExpiryTime());
  }

  private boolean put(String key, long expectedVersion, String record) {
    return result(store.put(key, expectedVersion, record.getBytes(UTF_8)));
  }

  private IdentityStore.Versioned load(String key) {
    return Objects.requireNonNull(store.load().get(key));
  }

  private Map<String, String> loaded() {
    Map<String, String> loaded = new TreeMap<>();
    store
        .load()
        .forEach(
            (key, value) ->
                loaded.put(key, value.version() + " " + new String(value.record(), UTF_8)));
    return loaded;
  }

  private <T> T result(CompletionStage<T> stage) {
    await(stage);
    return stage.toCompletableFuture().join();
  }

  private void assertUnavailable(CompletionStage<?> stage) {
    await(stage);
    List<Throwable> failures = new ArrayList<>();
    stage.whenComplete((result, failure) -> failures.add(failure));
    assertInstanceOf(LogUnavailableException.class, failures.get(0));
  }
}
