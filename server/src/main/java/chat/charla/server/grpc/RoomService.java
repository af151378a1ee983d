package chat.charla.server.grpc;

import chat.charla.server.chat.RoomCalls;
import chat.charla.server.refusal.RefusalCounts;
import chat.charla.v1.GetRoomRequest;
import chat.charla.v1.GetRoomResponse;
import chat.charla.v1.ListMembersRequest;
import chat.charla.v1.ListMembersResponse;
import chat.charla.v1.RoomServiceGrpc;
import chat.charla.v1.UpdateMemberRequest;
import chat.charla.v1.UpdateMemberResponse;
import chat.charla.v1.UpdateRoomRequest;
import chat.charla.v1.UpdateRoomResponse;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;

/**
 * The service for settings, roles and moderation of rooms. The methods return at once. The core
 * answers later.
 */
public final class RoomService implements RoomServiceGrpc.AsyncService {
  private final RoomCalls calls;
  private final Answers answers;

  private RoomService(RoomCalls calls, RefusalCounts refusals) {
    this.calls = calls;
    this.answers = new Answers(refusals);
  }

  /**
   * The service definition to register with a gRPC server.
   *
   * @param clients determines the address of each client
   * @param maxRequestBytes the length of the longest allowed request
   * @param refusals counts the refusals that clients get
   */
  public static ServerServiceDefinition bind(
      RoomCalls calls, ClientAddresses clients, int maxRequestBytes, RefusalCounts refusals) {
    RoomService service = new RoomService(calls, refusals);
    return ServerInterceptors.intercept(
        ReadableRequests.refusingInvalid(
            RoomServiceGrpc.bindService(service),
            ReflectedContract.ROOM,
            maxRequestBytes,
            refusals),
        new CallerInterceptor(clients));
  }

  @Override
  public void getRoom(GetRoomRequest request, StreamObserver<GetRoomResponse> client) {
    calls.getRoom(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void updateRoom(UpdateRoomRequest request, StreamObserver<UpdateRoomResponse> client) {
    calls.updateRoom(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void listMembers(ListMembersRequest request, StreamObserver<ListMembersResponse> client) {
    calls.listMembers(CallerInterceptor.current(), request, answers.to(client));
  }

  @Override
  public void updateMember(
      UpdateMemberRequest request, StreamObserver<UpdateMemberResponse> client) {
    calls.updateMember(CallerInterceptor.current(), request, answers.to(client));
  }
}
