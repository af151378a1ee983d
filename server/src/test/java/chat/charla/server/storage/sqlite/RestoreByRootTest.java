package chat.charla.server.storage.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.testkit.Patience;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Root restores a backup into a directory of another user, under whom the server runs. These tests
 * need root.
 */
@Timeout(Patience.SECONDS)
class RestoreByRootTest extends RestoreFixture {
  /** The server does not run as root, and must be able to use what root has restored. */
  @Test
  void whatRootRestoresBelongsToTheOwnerOfTheDirectory() throws Exception {
    Assumptions.assumeTrue("root".equals(Files.getOwner(parent).getName()));
    fill(data, "present");
    Files.delete(data.resolve("charla.lock"));
    UserPrincipal nobody =
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(data, nobody);
    List<UserPrincipal> owners = new ArrayList<>();

    SqliteRestore.Result restored =
        new SqliteRestore(
                backup,
                data,
                true,
                Disk::freeBytes,
                step -> {
                  if (step.equals("copied")) {
                    owners.add(Files.getOwner(data.resolve("restoring")));
                  }
                })
            .run();

    assertEquals(List.of(nobody), owners);
    assertEquals(nobody, Files.getOwner(restored.former().orElseThrow()));
    assertEquals(nobody, Files.getOwner(data.resolve("charla.lock")));
    assertEquals(nobody, Files.getOwner(data.resolve("charla.db")));
  }

  /** The lock may be there already, for example because root has run a server once. */
  @Test
  void theLockThatRootHasLeftBelongsToTheOwnerOfTheDirectory() throws Exception {
    Assumptions.assumeTrue("root".equals(Files.getOwner(parent).getName()));
    fill(data, "present");
    UserPrincipal nobody =
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(data, nobody);

    new SqliteRestore(backup, data, true).run();

    assertEquals(nobody, Files.getOwner(data.resolve("charla.lock")));
  }

  /**
   * A directory of another user may hold a hard link to a file of root. A restore by root must not
   * give that file away.
   */
  @Test
  void aFileWithAnotherNameIsNotGivenAway() throws Exception {
    Assumptions.assumeTrue("root".equals(Files.getOwner(parent).getName()));
    fill(data, "present");
    UserPrincipal root = Files.getOwner(parent);
    Path other = Files.createLink(parent.resolve("other"), data.resolve("charla.lock"));
    Files.setOwner(
        data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    new SqliteRestore(backup, data, true).run();

    assertEquals(root, Files.getOwner(other));
  }
}
