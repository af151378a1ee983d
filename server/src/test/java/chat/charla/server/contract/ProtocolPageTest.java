package chat.charla.server.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProtocolPageTest {
  private static final Path DESCRIPTORS = Path.of("target", "charla-with-error-details.binpb");
  private static final Path COMMITTED = Path.of("..", "docs", "protocol.md");
  private static final Path FRESH = Path.of("target", "protocol.md");

  @Test
  void thePageSaysWhatTheContractSays() throws IOException {
    String fresh = ProtocolPage.of(contract());
    Files.writeString(FRESH, fresh);

    assertEquals(
        Files.readString(COMMITTED),
        fresh,
        "docs/protocol.md is not what the contract says any more: copy server/target/protocol.md");
  }

  @Test
  void everythingOnThePageIsExplainedAndEveryLinkLeadsSomewhere() throws IOException {
    String fresh = ProtocolPage.of(contract());

    assertFalse(fresh.contains("|  |"), "an element without a comment");
    assertFalse(fresh.contains("(#)"), "a link to nowhere");
  }

  private static FileDescriptorProto contract() throws IOException {
    return FileDescriptorSet.parseFrom(Files.readAllBytes(DESCRIPTORS)).getFileList().stream()
        .filter(file -> file.getPackage().equals("charla.v1"))
        .findFirst()
        .orElseThrow();
  }
}
