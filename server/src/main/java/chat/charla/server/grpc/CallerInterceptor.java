package chat.charla.server.grpc;

import chat.charla.server.chat.Caller;
import chat.charla.server.chat.Scopes;
import chat.charla.server.memory.CallMemory;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Determines the {@link Caller} of each call: reads the session token from {@code authorization:
 * Bearer TOKEN}, and determines the origin. The chat checks the token later.
 */
final class CallerInterceptor implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Caller> CALLER = Context.key("caller");
  private static final String SCHEME = "Bearer ";

  private final ClientAddresses clients;
  private final ClientCertificates certificates;

  /** Creates an interceptor for a service whose requests have no credentials. */
  CallerInterceptor(ClientAddresses clients) {
    this(new ClientCertificates(false, clients));
  }

  CallerInterceptor(ClientCertificates certificates) {
    this.clients = certificates.clients();
    this.certificates = certificates;
  }

  /**
   * The caller of the current call.
   *
   * @throws IllegalStateException if the call's service has no {@code CallerInterceptor}; so such a
   *     service fails every call, and does not serve calls without limits
   */
  static Caller current() {
    Caller caller = CALLER.get();
    if (caller == null) {
      throw new IllegalStateException("the service of this call has no CallerInterceptor");
    }
    return caller;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    MeteredCall metered = MeteredCall.current();
    Connection connection = call.getAttributes().get(Connection.KEY);
    Caller caller =
        new Caller(
            token(headers),
            clients.origin(call.getAttributes(), headers),
            clients.address(call.getAttributes(), headers),
            clients.limitedAddress(call.getAttributes(), headers),
            metered == null ? CallMemory.UNLIMITED : metered,
            userId -> proven(metered, connection, userId),
            clients.isSecure(call.getAttributes(), headers),
            certificates.of(call.getAttributes(), headers),
            Scopes.ofMethod(call.getMethodDescriptor().getFullMethodName()));
    Context context = Context.current().withValue(CALLER, caller);
    return Contexts.interceptCall(context, call, headers, next);
  }

  /**
   * Tells the call and its connection that the call has presented a valid session.
   *
   * @param metered null if the transport does not count the call's memory
   * @param connection null if the transport does not limit connections
   */
  private static void proven(
      @Nullable MeteredCall metered, @Nullable Connection connection, String userId) {
    if (metered != null) {
      metered.proven();
    }
    if (connection != null) {
      connection.proven(userId);
    }
  }

  /** The token in these headers of a call; empty if there is none. */
  static String token(Metadata headers) {
    String authorization = headers.get(AUTHORIZATION);
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return "";
    }
    return authorization.substring(SCHEME.length()).strip();
  }
}
