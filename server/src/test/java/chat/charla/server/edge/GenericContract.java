package chat.charla.server.edge;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The contract as a descriptor. It makes and parses messages without generated classes. Requests
 * are given in protobuf's text format.
 */
final class GenericContract {
  private final FileDescriptor file;

  /**
   * The methods of all services, by name. If services share a name, the first service has it; the
   * others are found by the service and the method, such as "AdminService/CreateInvitation".
   */
  private final Map<String, Descriptors.MethodDescriptor> methods = new HashMap<>();

  /**
   * A contract from descriptors, such as those of another version.
   *
   * @param file the file of the chat
   * @param others files with other services
   */
  GenericContract(FileDescriptor file, FileDescriptor... others) {
    this.file = file;
    addMethods(file);
    for (FileDescriptor other : others) {
      addMethods(other);
    }
  }

  private void addMethods(FileDescriptor added) {
    added
        .getServices()
        .forEach(
            service ->
                service
                    .getMethods()
                    .forEach(
                        each -> {
                          methods.putIfAbsent(each.getName(), each);
                          methods.put(service.getName() + "/" + each.getName(), each);
                        }));
  }

  private Descriptors.MethodDescriptor find(String name) {
    return Objects.requireNonNull(methods.get(name), name);
  }

  /** Gets the contract from a server by reflection. */
  static GenericContract reflectedBy(RawClient client) {
    Map<String, FileDescriptorProto> files = new HashMap<>();
    addReflected(client, "charla.v1.AccountService", files);
    addReflected(client, "charla.v1.RoomService", files);
    addReflected(client, "charla.admin.v1.AdminService", files);
    FileDescriptor accounts = link("charla/v1/account.proto", files);
    FileDescriptor chat =
        accounts.getDependencies().stream()
            .filter(imported -> imported.getName().equals("charla/v1/chat.proto"))
            .findFirst()
            .orElseThrow();
    return new GenericContract(
        chat,
        accounts,
        link("charla/v1/room.proto", files),
        link("charla/admin/v1/admin.proto", files));
  }

  /** Adds the file with this service, and the files that it imports. */
  private static void addReflected(
      RawClient client, String service, Map<String, FileDescriptorProto> files) {
    ServerReflectionResponse answer =
        client.reflect(
            ServerReflectionRequest.newBuilder().setFileContainingSymbol(service).build());
    for (var bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      try {
        FileDescriptorProto proto = FileDescriptorProto.parseFrom(bytes);
        files.put(proto.getName(), proto);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
  }

  FileDescriptor file() {
    return file;
  }

  /** A method with messages of this contract. */
  MethodDescriptor<DynamicMessage, DynamicMessage> method(String name) {
    var method = find(name);
    return MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
        .setType(
            method.isServerStreaming()
                ? MethodDescriptor.MethodType.BIDI_STREAMING
                : MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(
            MethodDescriptor.generateFullMethodName(
                method.getService().getFullName(), method.getName()))
        .setRequestMarshaller(
            ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
        .setResponseMarshaller(
            ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
        .build();
  }

  /** A request for this method. */
  DynamicMessage request(String method, String text) {
    Descriptor type = find(method).getInputType();
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    try {
      TextFormat.merge(text, message);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(text, e);
    }
    return message.build();
  }

  /** Parses a message of a type that the contract imports, given by the full name of the type. */
  DynamicMessage parse(String fullName, com.google.protobuf.ByteString bytes) {
    try {
      return DynamicMessage.parseFrom(type(fullName), bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private Descriptor type(String fullName) {
    for (FileDescriptor imported : file.getDependencies()) {
      for (Descriptor type : imported.getMessageTypes()) {
        if (type.getFullName().equals(fullName)) {
          return type;
        }
      }
    }
    throw new AssertionError("the contract does not know " + fullName);
  }

  private static FileDescriptor link(String name, Map<String, FileDescriptorProto> files) {
    FileDescriptorProto proto = files.get(name);
    if (proto == null) {
      throw new AssertionError("reflection lacks " + name + ", it has " + files.keySet());
    }
    FileDescriptor[] imports =
        proto.getDependencyList().stream()
            .map(dependency -> link(dependency, files))
            .toArray(FileDescriptor[]::new);
    try {
      return FileDescriptor.buildFrom(proto, imports);
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }
}
