package chat.charla.server.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The contract with its comments, which the generated classes do not have. */
public final class CommentedContract {
  /** The build makes this file from the contract. */
  private static final Path DESCRIPTORS = Path.of("target", "charla-with-error-details.binpb");

  private CommentedContract() {}

  /** Reads the descriptor. */
  public static FileDescriptorProto read() {
    try {
      return FileDescriptorSet.parseFrom(Files.readAllBytes(DESCRIPTORS)).getFileList().stream()
          .filter(file -> file.getPackage().equals("charla.v1"))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
