package chat.charla.server.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks that the pages in {@code docs} agree with the contract's files. */
class ProtocolPageTest {
  private static final Path COMMITTED = Path.of("..", "docs");
  private static final Path FRESH = Path.of("target");

  /** The pages. A test fails if a file of the contract has no page. */
  enum Page {
    CHAT("charla/v1/chat.proto", "protocol.md", "The protocol"),
    ACCOUNT("charla/v1/account.proto", "protocol-account.md", "The protocol: accounts"),
    ROOM("charla/v1/room.proto", "protocol-room.md", "The protocol: rooms"),
    ADMIN("charla/admin/v1/admin.proto", "protocol-admin.md", "The protocol: administration");

    private final String proto;
    private final String file;
    private final String title;

    Page(String proto, String file, String title) {
      this.proto = proto;
      this.file = file;
      this.title = title;
    }

    private FileDescriptorProto contract() {
      return CommentedContract.read(proto);
    }

    private String fresh() {
      Map<String, FileDescriptorProto> imported =
          List.of(values()).stream()
              .filter(other -> contract().getDependencyList().contains(other.proto))
              .collect(Collectors.toMap(other -> other.file, Page::contract));
      return ProtocolPage.of(contract(), title, imported);
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePageAgreesWithTheContract(Page page) throws IOException {
    String fresh = page.fresh();
    Files.writeString(FRESH.resolve(page.file), fresh);

    assertEquals(
        Files.readString(COMMITTED.resolve(page.file)),
        fresh,
        () -> "docs/" + page.file + " differs from the contract: copy server/target/" + page.file);
  }

  @ParameterizedTest
  @EnumSource
  void everyElementHasACommentAndEveryLinkATarget(Page page) {
    String fresh = page.fresh();

    assertFalse(fresh.contains("|  |"), "an element without a comment");
    assertFalse(fresh.contains("(#)"), "a link without a target");
  }

  @Test
  void everyFileOfTheContractHasAPage() {
    Set<String> paged =
        Set.of(Page.values()).stream().map(page -> page.proto).collect(Collectors.toSet());

    assertEquals(
        CommentedContract.readAll().stream()
            .map(FileDescriptorProto::getName)
            .collect(Collectors.toSet()),
        paged);
  }
}
