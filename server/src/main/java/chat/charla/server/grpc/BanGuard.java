package chat.charla.server.grpc;

import chat.charla.server.chat.BanAdministration;
import chat.charla.server.refusal.Refusal;
import chat.charla.server.refusal.RefusalCounts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * Refuses the calls of clients whose address the operator has banned, as soon as the headers of a
 * call have arrived: the server reads no request, and checks no session. A call with the
 * administration token on a protected connection is not refused, so that an operator can end a ban
 * of their own address. Thread-safe.
 */
public final class BanGuard implements ServerInterceptor {
  private final BanAdministration bans;
  private final ClientAddresses clients;
  private final Predicate<String> isAdminToken;
  private final RefusalCounts refusals;

  /**
   * Creates a guard.
   *
   * @param clients determines the client's address of each call
   * @param isAdminToken tells whether a text is the administration token
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
    if (client == null || !bans.isBanned(client) || isOperator(call, headers)) {
      return next.startCall(call, headers);
    }
    ReadableRequests.refuse(call, Refusal.addressBanned(), refusals);
    return new ServerCall.Listener<>() {};
  }

  private boolean isOperator(ServerCall<?, ?> call, Metadata headers) {
    String token = CallerInterceptor.token(headers);
    return !token.isEmpty()
        && clients.isSecure(call.getAttributes(), headers)
        && isAdminToken.test(token);
  }
}
