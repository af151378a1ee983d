package chat.charla.bench.peer;

import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.CommandResult;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.JoinResponse;
import chat.charla.v1.Ready;
import chat.charla.v1.RoomEntered;
import chat.charla.v1.SendMessageResponse;
import chat.charla.v1.TimelineState;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A chat server as a gRPC tutorial would implement it. For each message it loops over the members'
 * observers, and each observer serializes the message again. The server implements as much of the
 * contract as the benchmark needs, and stores nothing.
 */
public final class ObserverLoop extends ChatServiceGrpc.ChatServiceImplBase {
  private final Map<String, ObserverRoom> rooms = new ConcurrentHashMap<>();

  private ObserverLoop() {}

  /**
   * Listens on the loopback interface until the process is killed. The only argument is the port.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
    NettyServerBuilder.forAddress(address)
        .addService(new ObserverLoop())
        .build()
        .start()
        .awaitTermination();
  }

  @Override
  public void join(JoinRequest request, StreamObserver<JoinResponse> client) {
    client.onNext(JoinResponse.newBuilder().setSessionToken(request.getName()).build());
    client.onCompleted();
  }

  @Override
  public StreamObserver<ConverseRequest> converse(StreamObserver<ConverseResponse> client) {
    return new Stream(client);
  }

  private final class Stream implements StreamObserver<ConverseRequest> {
    private final StreamObserver<ConverseResponse> client;

    Stream(StreamObserver<ConverseResponse> client) {
      this.client = client;
    }

    @Override
    public void onNext(ConverseRequest request) {
      switch (request.getCommandCase()) {
        case OPEN ->
            answer(ConverseResponse.newBuilder().setReady(Ready.getDefaultInstance()).build());
        case ENTER_ROOM -> enter(request.getRequestId(), request.getEnterRoom().getRoom());
        case SEND_MESSAGE -> {
          ObserverRoom room = rooms.get(request.getSendMessage().getRoom());
          if (room != null) {
            room.post(request.getSendMessage());
            SendMessageResponse sent = SendMessageResponse.getDefaultInstance();
            result(request.getRequestId(), CommandResult.newBuilder().setMessageSent(sent));
          }
        }
        default -> {
          // The benchmark sends no other commands.
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      rooms.values().forEach(room -> room.remove(client));
    }

    @Override
    public void onCompleted() {
      rooms.values().forEach(room -> room.remove(client));
    }

    private void enter(String requestId, String name) {
      ObserverRoom room = rooms.computeIfAbsent(name, ObserverRoom::new);
      TimelineState state =
          TimelineState.newBuilder().setRoom(name).setResumeAfter(room.add(client)).build();
      result(
          requestId,
          CommandResult.newBuilder().setRoomEntered(RoomEntered.newBuilder().setTimeline(state)));
    }

    private void result(String requestId, CommandResult.Builder result) {
      answer(ConverseResponse.newBuilder().setRequestId(requestId).setResult(result).build());
    }

    private void answer(ConverseResponse response) {
      synchronized (client) {
        client.onNext(response);
      }
    }
  }
}
