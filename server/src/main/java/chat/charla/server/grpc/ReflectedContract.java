package chat.charla.server.grpc;

import chat.charla.v1.ChatProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;

/**
 * The contract as the reflection service describes it: with the messages of error details added.
 * The contract does not import these messages, so without this class a tool such as grpcurl would
 * print the details of a refusal as bytes.
 */
final class ReflectedContract implements ProtoFileDescriptorSupplier {
  private static final FileDescriptor FILE = withErrorDetails(ChatProto.getDescriptor());

  @Override
  public FileDescriptor getFileDescriptor() {
    return FILE;
  }

  private static FileDescriptor withErrorDetails(FileDescriptor contract) {
    FileDescriptor details = ErrorDetailsProto.getDescriptor();
    List<FileDescriptor> imports = new ArrayList<>(contract.getDependencies());
    imports.add(details);
    try {
      return FileDescriptor.buildFrom(
          contract.toProto().toBuilder().addDependency(details.getFullName()).build(),
          imports.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
