package chat.charla.server.edge;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
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

/**
 * The contract as a descriptor. It makes and parses messages without generated classes. Requests
 * are given in protobuf's text format.
 */
final class GenericContract {
  private static final String SERVICE = "charla.v1.ChatService";

  private final FileDescriptor file;

  /** A contract from a descriptor, such as that of another version. */
  GenericContract(FileDescriptor file) {
    this.file = file;
  }

  /** Gets the contract from a server by reflection. */
  static GenericContract reflectedBy(RawClient client) {
    ServerReflectionResponse answer =
        client.reflect(
            ServerReflectionRequest.newBuilder().setFileContainingSymbol(SERVICE).build());
    Map<String, FileDescriptorProto> told = new HashMap<>();
    String main = "";
    for (var bytes : answer.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      try {
        FileDescriptorProto proto = FileDescriptorProto.parseFrom(bytes);
        told.put(proto.getName(), proto);
        main = proto.getPackage().equals("charla.v1") ? proto.getName() : main;
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return new GenericContract(link(main, told));
  }

  FileDescriptor file() {
    return file;
  }

  /** A method with messages of this contract. */
  MethodDescriptor<DynamicMessage, DynamicMessage> method(String name) {
    var method = file.findServiceByName("ChatService").findMethodByName(name);
    return MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
        .setType(
            method.isServerStreaming()
                ? MethodDescriptor.MethodType.BIDI_STREAMING
                : MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(
            ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
        .setResponseMarshaller(
            ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
        .build();
  }

  /** A request for this method. */
  DynamicMessage request(String method, String text) {
    Descriptor type = file.findServiceByName("ChatService").findMethodByName(method).getInputType();
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

  private static FileDescriptor link(String name, Map<String, FileDescriptorProto> told) {
    FileDescriptorProto proto = told.get(name);
    if (proto == null) {
      throw new AssertionError("reflection lacks " + name + ", it has " + told.keySet());
    }
    FileDescriptor[] imports =
        proto.getDependencyList().stream()
            .map(dependency -> link(dependency, told))
            .toArray(FileDescriptor[]::new);
    try {
      return FileDescriptor.buildFrom(proto, imports);
    } catch (DescriptorValidationException e) {
      throw new AssertionError(e);
    }
  }
}
