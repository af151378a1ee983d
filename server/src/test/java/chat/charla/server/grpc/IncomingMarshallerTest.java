package chat.charla.server.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.SendMessageRequest;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class IncomingMarshallerTest {
  private static final int MAX_BYTES = 100_000;

  /** Each unknown field would take about fifty times as much memory as its length. */
  @Test
  void unknownFieldsAreNotKept() {
    JoinRequest known = JoinRequest.newBuilder().setName("Ana").build();
    assertEquals(
        new Incoming<>(known, null),
        arrived(
            ChatServiceGrpc.getJoinMethod(),
            known.toBuilder().setUnknownFields(unknown()).build()));
  }

  @Test
  void unknownFieldsWithinACommandAreNotKept() {
    SendMessageRequest send =
        SendMessageRequest.newBuilder().setRoom("lobby").setText("hello").build();
    assertEquals(
        new Incoming<>(ConverseRequest.newBuilder().setSendMessage(send).build(), null),
        arrived(
            ChatServiceGrpc.getConverseMethod(),
            ConverseRequest.newBuilder()
                .setSendMessage(send.toBuilder().setUnknownFields(unknown()))
                .setUnknownFields(unknown())
                .build()));
  }

  private static <Q extends Message> Incoming<Q> arrived(MethodDescriptor<Q, ?> method, Q request) {
    return IncomingMarshaller.of(method, MAX_BYTES)
        .parse(new ByteArrayInputStream(request.toByteArray()));
  }

  private static UnknownFieldSet unknown() {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    for (int number = 1000; number < 2000; number++) {
      fields.mergeVarintField(number, 1);
    }
    return fields.build();
  }
}
