package chat.charla.server.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProtocolPageTest {
  private static final Path COMMITTED = Path.of("..", "docs", "protocol.md");
  private static final Path FRESH = Path.of("target", "protocol.md");

  @Test
  void thePageAgreesWithTheContract() throws IOException {
    String fresh = ProtocolPage.of(CommentedContract.read());
    Files.writeString(FRESH, fresh);

    assertEquals(
        Files.readString(COMMITTED),
        fresh,
        "docs/protocol.md differs from the contract: copy server/target/protocol.md");
  }

  @Test
  void everyElementHasACommentAndEveryLinkATarget() {
    String fresh = ProtocolPage.of(CommentedContract.read());

    assertFalse(fresh.contains("|  |"), "an element without a comment");
    assertFalse(fresh.contains("(#)"), "a link without a target");
  }
}
