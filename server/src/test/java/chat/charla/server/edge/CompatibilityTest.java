package chat.charla.server.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ChatProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.TextFormat;
import com.google.rpc.ErrorDetailsProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This server with clients of an older and a newer contract. */
class CompatibilityTest {
  /** The contract of the last release. */
  private static final Path BASELINE = Path.of("..", "proto", "baseline.txtpb");

  @TempDir private Path data;
  @AutoClose private RunningServer server;

  @BeforeEach
  void start() throws IOException {
    server = RunningServer.in(data);
  }

  @Test
  void anOlderClientCanUseTheWholeContract() throws Exception {
    try (GenericClient older = GenericClient.connect(server, new GenericContract(baseline()))) {
      GenericClient ana = older.join("Ana");
      GenericClient luis = older.join("Luis");
      GenericClient.Stream listener = luis.converse("open { stream_number: 1 }");
      listener.frame("ready");
      GenericClient.Stream speaker =
          ana.converse(
              "open {}",
              "request_id: '1' enter_room { room: 'cocina' }",
              "request_id: '2' send_message { room: 'lobby' text: 'hola' client_message_id: 'a' }",
              "request_id: '3' send_message { user_name: 'Luis' text: 'entre nosotros' }");

      awaitMessage(listener, "hola");
      awaitMessage(listener, "entre nosotros");
      speaker.frame("result.room_entered");
      assertEquals(
          "true",
          GenericClient.text(
              ana.call("SendMessage", "room: 'lobby' text: 'hola' client_message_id: 'a'"),
              "duplicate"));
      assertEquals("2", GenericClient.text(ana.call("ListUsers", ""), "total_size"));
      assertTrue(GenericClient.has(ana.call("ListRooms", ""), "rooms"));
      assertEquals(
          "1", GenericClient.text(ana.call("ListMessages", "room: 'lobby'"), "head_sequence"));
      listener.cancel();
      ana.call("SendMessage", "room: 'lobby' text: 'te lo perdiste'");
      awaitMessage(
          luis.converse("open { stream_number: 2 cursors { room: 'lobby' after_sequence: 1 } }"),
          "te lo perdiste");
      ana.call("Leave", "");
    }
  }

  @Test
  void unknownFieldsOfANewerClientAreIgnoredAndUnknownCommandsRefused() throws Exception {
    try (GenericClient newer = GenericClient.connect(server, new GenericContract(future()))) {
      GenericClient ana =
          newer.withToken(
              GenericClient.text(newer.call("Join", "name: 'Ana' future: 'x'"), "session_token"));
      GenericClient.Stream stream =
          ana.converse(
              "open { stream_number: 1 future: 'x' }",
              "request_id: '1' future { future: 'x' }",
              "request_id: '2' send_message { future: 'x' text: 'to a new kind of target' }",
              "request_id: '3' send_message { room: 'lobby' text: 'hola' }");

      assertEquals("ERROR_REASON_COMMAND_UNKNOWN", stream.refusal("1").reason());
      assertEquals("UNIMPLEMENTED", stream.refusal("1").code());
      assertEquals("ERROR_REASON_ARGUMENT_INVALID", stream.refusal("2").reason());
      assertEquals("target", stream.refusal("2").field());
      awaitMessage(stream, "hola");
    }
  }

  private static void awaitMessage(GenericClient.Stream stream, String text) {
    stream.frame("message " + text, frame -> frame.toString().contains("text: \"" + text + "\""));
  }

  private static FileDescriptor baseline() throws IOException, DescriptorValidationException {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    TextFormat.merge(Files.readString(BASELINE), set);
    FileDescriptorProto contract =
        set.getFileList().stream()
            .filter(file -> file.getPackage().equals("charla.v1"))
            .findFirst()
            .orElseThrow();
    return build(contract);
  }

  /** The present contract with an additional field in some requests, and an additional command. */
  private static FileDescriptor future() throws DescriptorValidationException {
    FileDescriptorProto.Builder contract = ChatProto.getDescriptor().toProto().toBuilder();
    contract.addMessageType(DescriptorProto.newBuilder().setName("Future").addField(field()));
    for (DescriptorProto.Builder message : contract.getMessageTypeBuilderList()) {
      switch (message.getName()) {
        case "JoinRequest", "Open" -> message.addField(field());
        case "SendMessageRequest" -> message.addField(field().setOneofIndex(0));
        case "ConverseRequest" ->
            message.addField(
                field()
                    .setOneofIndex(0)
                    .setType(Type.TYPE_MESSAGE)
                    .setTypeName(".charla.v1.Future"));
        default -> {}
      }
    }
    return build(contract.build());
  }

  private static FieldDescriptorProto.Builder field() {
    return FieldDescriptorProto.newBuilder()
        .setName("future")
        .setNumber(199)
        .setLabel(Label.LABEL_OPTIONAL)
        .setType(Type.TYPE_STRING);
  }

  /** Adds the types of refusal details, which a client gets from a library. */
  private static FileDescriptor build(FileDescriptorProto contract)
      throws DescriptorValidationException {
    FileDescriptor details = ErrorDetailsProto.getDescriptor();
    List<FileDescriptor> imports = new ArrayList<>(ChatProto.getDescriptor().getDependencies());
    imports.add(details);
    return FileDescriptor.buildFrom(
        contract.toBuilder().addDependency(details.getFullName()).build(),
        imports.toArray(FileDescriptor[]::new));
  }
}
