package chat.charla.server.grpc;

import chat.charla.server.chat.Caller;
import chat.charla.server.limit.Origin;
import chat.charla.server.memory.CallMemory;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the session token from {@code authorization: Bearer TOKEN} and determines the origin of the
 * call. The token is checked later.
 */
final class CallerInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Caller> CALLER =
      Context.keyWithDefault(
          "caller",
          new Caller("", Origin.EXEMPT, "", CallMemory.UNLIMITED, Caller.Connection.NONE));
  private static final String SCHEME = "Bearer ";

  private final ClientAddresses clients;

  CallerInterceptor(ClientAddresses clients) {
    this.clients = clients;
  }

  /** The caller of the current call. */
  static Caller current() {
    return CALLER.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Origin origin = clients.origin(call.getAttributes(), headers);
    HeldCall held = HeldCall.current();
    Connection connection = call.getAttributes().get(Connection.KEY);
    Caller.Connection peer = connection == null ? Caller.Connection.NONE : connection;
    Caller caller =
        new Caller(
            token(headers.get(AUTHORIZATION)),
            origin,
            clients.address(call.getAttributes(), headers),
            held == null ? CallMemory.UNLIMITED : held,
            held == null
                ? peer
                : userId -> {
                  held.proven();
                  peer.proven(userId);
                });
    Context context = Context.current().withValue(CALLER, caller);
    return Contexts.interceptCall(context, call, headers, next);
  }

  private static String token(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return "";
    }
    return authorization.substring(SCHEME.length()).strip();
  }
}
