package chat.charla.cli.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountStoreTest {
  @TempDir private Path state;
  private AccountStore store;

  @BeforeEach
  void create() {
    store = new AccountStore(state, new ServerAddress("localhost", 9998));
  }

  @Test
  void accountIsFoundByItsPresentAndItsFormerNames() throws IOException {
    store.save("u1", "Ana", "t1");
    StoredAccount ana = store.find("ana").orElseThrow();
    StoredAccount anabel = store.update(ana, "u1", "Anabel");
    store.update(anabel, "u1", "Ana.Bel");

    for (String name : List.of("Ana.Bel", "Anabel", "ANA")) {
      assertEquals("Ana.Bel", store.find(name).orElseThrow().name(), name);
    }
    assertEquals(Optional.empty(), store.find("Eva"));
  }

  @Test
  void nameIsThatOfTheAccountThatHasItNow() throws IOException {
    store.save("u1", "Ana", "t1");
    store.update(store.find("Ana").orElseThrow(), "u1", "Anabel");
    store.save("u2", "Ana", "t2");

    assertEquals("u2", store.find("ana").orElseThrow().id());
    assertEquals("u1", store.find("anabel").orElseThrow().id());
  }

  /** The account that was saved first has got another name, which this store does not know. */
  @Test
  void ofTwoAccountsWithANameTheOneThatWasSavedLastHasIt() throws IOException {
    store.save("u1", "Ana", "t1");
    store.save("u2", "Ana", "t2");
    Path first = store.file(store.findById("u1").orElseThrow());
    Files.setLastModifiedTime(first, FileTime.fromMillis(0));

    assertEquals("u2", store.find("ana").orElseThrow().id());
    assertEquals(2, store.all().size());
  }

  @Test
  void newSessionKeepsTheFormerNames() throws IOException {
    store.save("u1", "Ana", "t1");
    store.save("u1", "Anabel", "t2");

    StoredAccount ana = store.find("Ana").orElseThrow();

    assertEquals("Anabel", ana.name());
    assertEquals("t2", ana.token());
    assertEquals(1, store.all().size());
  }

  @Test
  void onlySomeFormerNamesAreKept() throws IOException {
    store.save("u1", "Ana", "t1");
    for (int i = 0; i < 20; i++) {
      store.update(store.findById("u1").orElseThrow(), "u1", "Ana" + i);
    }

    assertEquals(Optional.empty(), store.find("Ana"));
    assertEquals("Ana19", store.find("Ana10").orElseThrow().name());
    assertEquals(10, store.findById("u1").orElseThrow().formerNames().size());
  }

  /** One process logs in again, and another one learns the account's new name. */
  @Test
  void newNameDoesNotUndoANewSession() throws IOException {
    store.save("u1", "Ana", "t1");
    StoredAccount before = store.find("Ana").orElseThrow();
    store.save("u1", "Ana", "t2");

    store.update(before, "u1", "Anabel");

    assertEquals("t2", store.find("Ana").orElseThrow().token());
  }

  @Test
  void neitherANewNameNorALogOutOfAnotherSessionBringsAnAccountBackOrDeletesIt()
      throws IOException {
    store.save("u1", "Ana", "t1");
    StoredAccount before = store.find("Ana").orElseThrow();
    store.delete(before);
    store.update(before, "u1", "Anabel");
    assertEquals(List.of(), store.all());

    store.save("u1", "Ana", "t2");
    store.delete(before);
    assertEquals("t2", store.find("Ana").orElseThrow().token());
  }

  @Test
  void concurrentChangesLoseNothing() throws IOException {
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String id = "u" + i;
      writers.add(CompletableFuture.runAsync(() -> renamesOften(id)));
    }
    writers.forEach(CompletableFuture::join);

    assertEquals(8, store.all().size());
    for (StoredAccount account : store.all()) {
      assertEquals(account.id() + ".19", account.name());
      assertEquals("t" + account.id(), account.token());
    }
  }

  private void renamesOften(String id) {
    try {
      AccountStore own = new AccountStore(state, new ServerAddress("localhost", 9998));
      own.save(id, id, "t" + id);
      for (int i = 0; i < 20; i++) {
        own.update(own.findById(id).orElseThrow(), id, id + "." + i);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void idAndNameCannotAddLines() throws IOException {
    store.save("u1\n../x", "Ana\nEva", "t1");

    StoredAccount ana = store.all().get(0);

    assertEquals("u1\n../x", ana.id());
    assertEquals("Ana Eva", ana.name());
    assertEquals(List.of(), ana.formerNames());
  }

  @Test
  void damagedFileDoesNotHideTheOtherAccounts() throws IOException {
    store.save("u1", "Ana", "t1");
    store.save("u2", "Eva", "t2");
    Files.writeString(store.file(store.find("Eva").orElseThrow()), "x");

    assertEquals("t1", store.find("Ana").orElseThrow().token());
    assertEquals(1, store.readable().size());
    assertThrows(DamagedAccountException.class, store::all);
  }
}
