package chat.charla.server.grpc;

import chat.charla.v1.ChatProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;

/**
 * The contract as reflection tells it: together with the messages that a refused call's status
 * carries. The contract does not import them, so reflection would not know them, and a tool such as
 * grpcurl would show why a call was refused as bytes.
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
