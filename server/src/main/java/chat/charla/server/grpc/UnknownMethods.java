package chat.charla.server.grpc;

import chat.charla.server.refusal.Refusal;
import chat.charla.server.refusal.RefusalCounts;
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

  private final RefusalCounts refusals;

  /**
   * Creates a registry without methods.
   *
   * @param refusals counts the refused calls
   */
  UnknownMethods(RefusalCounts refusals) {
    this.refusals = refusals;
  }

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    return ServerMethodDefinition.create(
        MethodDescriptor.newBuilder(NOTHING, NOTHING)
            .setFullMethodName(name)
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .build(),
        (call, headers) -> {
          ReadableRequests.refuse(call, Refusal.commandUnknown(), refusals);
          return new ServerCall.Listener<>() {};
        });
  }
}
