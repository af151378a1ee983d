package chat.charla.server.grpc;

import chat.charla.server.refusal.Refusal;
import io.grpc.HandlerRegistry;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Refuses calls of methods that this server does not have, with an ordinary {@link Refusal}. */
final class UnknownMethods extends HandlerRegistry {
  private static final MethodDescriptor.Marshaller<byte[]> NOTHING =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          return new byte[0];
        }
      };

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    return ServerMethodDefinition.create(
        MethodDescriptor.newBuilder(NOTHING, NOTHING)
            .setFullMethodName(name)
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .build(),
        (call, headers) -> {
          ReadableRequests.refuse(call, Refusal.commandUnknown());
          return new ServerCall.Listener<>() {};
        });
  }
}
