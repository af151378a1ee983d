package chat.charla.server.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The contract with its comments, which the generated classes do not have. */
public final class CommentedContract {
  /** The build makes this file from the contract. */
  private static final Path DESCRIPTORS = Path.of("target", "charla-with-error-details.binpb");

  private CommentedContract() {}

  /** Reads the descriptor of one file, such as {@code charla/v1/chat.proto}. */
  public static FileDescriptorProto read(String file) {
    return readAll().stream().filter(read -> read.getName().equals(file)).findFirst().orElseThrow();
  }

  /** Reads the descriptors of the contract's files. */
  static List<FileDescriptorProto> readAll() {
    try {
      return FileDescriptorSet.parseFrom(Files.readAllBytes(DESCRIPTORS)).getFileList().stream()
          .filter(file -> file.getName().startsWith("charla/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
