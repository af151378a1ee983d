package chat.charla.server.grpc;

import chat.charla.server.chat.BanAdministration;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.v1.ChatServiceGrpc;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Refuses the calls of clients whose address the operator has banned. This class refuses a call as
 * soon as its headers have arrived, before the server reads a request or checks a session. A call
 * with the administration token on a protected connection is allowed, so that an operator can end a
 * ban of their own address.
 *
 * <p>When a ban begins, this class also ends the open calls of health and reflection from the
 * banned addresses, because these calls may last. The chat ends its streams itself, and tells each
 * client the reason. Thread-safe.
 */
public final class BanGuard implements ServerInterceptor {
  private final BanAdministration bans;
  private final ClientAddresses clients;
  private final Predicate<String> isAdminToken;
  private final RefusalCounts refusals;

  /** The open calls that end when their client is banned. */
  private final Set<LastingCall<?>> lastingCalls = ConcurrentHashMap.newKeySet();

  /**
   * Creates a guard. When a ban begins, the caller must call {@link #banned}.
   *
   * @param clients determines the client's address of each call
   * @param isAdminToken whether a text is the administration token
   * @param refusals counts the refused calls
   */
  public BanGuard(
      BanAdministration bans,
      ClientAddresses clients,
      Predicate<String> isAdminToken,
      RefusalCounts refusals) {
    this.bans = bans;
    this.clients = clients;
    this.isAdminToken = isAdminToken;
    this.refusals = refusals;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    InetAddress client = clients.limitedAddress(call.getAttributes(), headers);
    if (client == null || isOperator(call, headers)) {
      return next.startCall(call, headers);
    }
    if (bans.isBanned(client)) {
      ReadableRequests.refuse(call, Refusal.addressBanned(), refusals);
      return new ServerCall.Listener<>() {};
    }
    return mayLast(call.getMethodDescriptor())
        ? watched(client, new EndableCall<>(call), headers, next)
        : next.startCall(call, headers);
  }

  private static boolean mayLast(MethodDescriptor<?, ?> method) {
    return !method.getType().serverSendsOneMessage()
        && !ChatServiceGrpc.SERVICE_NAME.equals(method.getServiceName());
  }

  private <Q, A> ServerCall.Listener<Q> watched(
      InetAddress client, EndableCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    LastingCall<Q> watched = new LastingCall<>(client, call);
    lastingCalls.add(watched);
    boolean started = false;
    try {
      watched.listener = next.startCall(call, headers);
      started = true;
    } finally {
      if (!started) {
        lastingCalls.remove(watched);
      }
    }
    endIfBanned(watched); // A ban may have begun since the first check.
    return watched;
  }

  /**
   * Ends the open calls of the clients with banned addresses. Must be called when a ban has begun.
   */
  public void banned() {
    lastingCalls.forEach(this::endIfBanned);
  }

  private void endIfBanned(LastingCall<?> call) {
    if (bans.isBanned(call.client)) {
      lastingCalls.remove(call);
      if (!call.call.hasEnded()) {
        ReadableRequests.refuse(call.call, Refusal.addressBanned(), refusals);
      }
    }
  }

  /** An open call that may last, and its listener. */
  private final class LastingCall<Q> extends ForwardingServerCallListener<Q> {
    private final InetAddress client;
    private final EndableCall<Q, ?> call;
    private ServerCall.Listener<Q> listener = new ServerCall.Listener<>() {};

    LastingCall(InetAddress client, EndableCall<Q, ?> call) {
      this.client = client;
      this.call = call;
    }

    @Override
    protected ServerCall.Listener<Q> delegate() {
      return listener;
    }

    @Override
    public void onMessage(Q request) {
      if (!call.hasEnded()) {
        super.onMessage(request);
      }
    }

    @Override
    public void onHalfClose() {
      if (!call.hasEnded()) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      lastingCalls.remove(this);
      super.onCancel();
    }

    @Override
    public void onComplete() {
      lastingCalls.remove(this);
      super.onComplete();
    }
  }

  private boolean isOperator(ServerCall<?, ?> call, Metadata headers) {
    String token = CallerInterceptor.token(headers);
    return !token.isEmpty()
        && clients.isSecure(call.getAttributes(), headers)
        && isAdminToken.test(token);
  }
}
