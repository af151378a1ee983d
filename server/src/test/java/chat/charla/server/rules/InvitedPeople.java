package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static chat.charla.server.rules.ScriptedClient.password;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.CreateInvitationRequest;
import chat.charla.admin.v1.CreateInvitationResponse;
import chat.charla.admin.v1.InvitationInfo;
import chat.charla.admin.v1.ListInvitationsRequest;
import chat.charla.admin.v1.ListInvitationsResponse;
import chat.charla.admin.v1.RevokeInvitationRequest;
import chat.charla.admin.v1.RevokeInvitationResponse;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.RegisterResponse;
import java.util.ArrayList;
import java.util.List;

/** Registers people with invitation codes, which the operator of the world creates. */
final class InvitedPeople {
  private final World world;

  InvitedPeople(World world) {
    this.world = world;
  }

  /** A code with one use. */
  String code() {
    return code(CreateInvitationRequest.newBuilder());
  }

  String code(CreateInvitationRequest.Builder request) {
    return create(request).getInvitationCode();
  }

  CreateInvitationResponse create(CreateInvitationRequest.Builder request) {
    return created(request).get();
  }

  Reply<CreateInvitationResponse> created(CreateInvitationRequest.Builder request) {
    return world.operator().account(AdminServiceGrpc.getCreateInvitationMethod(), request.build());
  }

  Reply<RevokeInvitationResponse> revoke(String id) {
    return world
        .operator()
        .account(
            AdminServiceGrpc.getRevokeInvitationMethod(),
            RevokeInvitationRequest.newBuilder().setInvitationId(id).build());
  }

  /** What the server has recorded that the operator has done. */
  List<String> recorded() {
    return world
        .operator()
        .call(ListMessagesRequest.newBuilder().setRoom("!").setAfterSequence(0).build())
        .get()
        .getEventsList()
        .stream()
        .map(event -> event.getRecord().getAction())
        .toList();
  }

  /** All invitations, as the operator sees them. */
  List<InvitationInfo> all() {
    return page(ListInvitationsRequest.getDefaultInstance()).getInvitationsList();
  }

  /** The number of used and of all uses of each invitation. */
  List<String> uses() {
    return all().stream()
        .map(InvitationInfo::getInvitation)
        .map(each -> each.getUsedCount() + " of " + each.getUses())
        .toList();
  }

  /** The sizes of all pages. */
  List<Integer> pages(int size) {
    ListInvitationsRequest.Builder request = ListInvitationsRequest.newBuilder().setPageSize(size);
    List<Integer> sizes = new ArrayList<>();
    do {
      ListInvitationsResponse page = page(request.build());
      sizes.add(page.getInvitationsCount());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return sizes;
  }

  private ListInvitationsResponse page(ListInvitationsRequest request) {
    return world.operator().account(AdminServiceGrpc.getListInvitationsMethod(), request).get();
  }

  RegisterRequest.Builder request(String name, String code) {
    return RegisterRequest.newBuilder()
        .setName(name)
        .setCredential(password(PASSWORD))
        .setInvitationCode(code);
  }

  Reply<RegisterResponse> register(String name, String code) {
    return register(world.stranger(), request(name, code));
  }

  Reply<RegisterResponse> register(String name, String code, String requestId) {
    return register(world.stranger(), request(name, code).setRequestId(requestId));
  }

  /** Turns a guest into an account; an empty name keeps the guest's name. */
  Reply<RegisterResponse> register(ScriptedClient guest, String name, String code) {
    return register(guest, request(name, code));
  }

  Reply<RegisterResponse> register(ScriptedClient client, RegisterRequest.Builder request) {
    return client.account(AccountServiceGrpc.getRegisterMethod(), request.build());
  }

  /** A client with the account that this code creates. */
  ScriptedClient registered(String name, String code) {
    return world.stranger().as(register(name, code).get().getJoined());
  }
}
