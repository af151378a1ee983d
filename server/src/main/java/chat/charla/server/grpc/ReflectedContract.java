package chat.charla.server.grpc;

import chat.charla.admin.v1.AdminProto;
import chat.charla.v1.AccountProto;
import chat.charla.v1.ChatProto;
import chat.charla.v1.RoomProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of the contract as the reflection service describes it: with the messages of error details
 * added. The contract does not import these messages, so without this class a tool such as grpcurl
 * would print the details of a refusal as bytes.
 */
final class ReflectedContract implements ProtoFileDescriptorSupplier {
  static final ReflectedContract CHAT =
      new ReflectedContract(withErrorDetails(ChatProto.getDescriptor()));

  /** Imports {@link #CHAT}, because the reflection service knows each file only once. */
  static final ReflectedContract ACCOUNT =
      new ReflectedContract(importingChat(AccountProto.getDescriptor()));

  /** Imports {@link #CHAT} as well. */
  static final ReflectedContract ROOM =
      new ReflectedContract(importingChat(RoomProto.getDescriptor()));

  /** Imports {@link #CHAT} as well. */
  static final ReflectedContract ADMIN =
      new ReflectedContract(importingChat(AdminProto.getDescriptor()));

  private final FileDescriptor file;

  private ReflectedContract(FileDescriptor file) {
    this.file = file;
  }

  @Override
  public FileDescriptor getFileDescriptor() {
    return file;
  }

  private static FileDescriptor withErrorDetails(FileDescriptor contract) {
    FileDescriptor details = ErrorDetailsProto.getDescriptor();
    List<FileDescriptor> imports = new ArrayList<>(contract.getDependencies());
    imports.add(details);
    return build(
        contract.toProto().toBuilder().addDependency(details.getFullName()).build(), imports);
  }

  private static FileDescriptor importingChat(FileDescriptor contract) {
    List<FileDescriptor> imports = new ArrayList<>();
    for (FileDescriptor imported : contract.getDependencies()) {
      boolean chat = imported.getFullName().equals(CHAT.file.getFullName());
      imports.add(chat ? CHAT.file : imported);
    }
    return build(contract.toProto(), imports);
  }

  private static FileDescriptor build(FileDescriptorProto file, List<FileDescriptor> imports) {
    try {
      return FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
