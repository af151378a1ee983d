package chat.charla.bench.peer;

import chat.charla.v1.ConverseResponse;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.SendMessageRequest;
import chat.charla.v1.User;
import com.google.protobuf.Timestamp;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A room of the {@link ObserverLoop}: its members' observers and its last sequence. */
final class ObserverRoom {
  private static final User AUTHOR = User.newBuilder().setId("0123456789").setName("bench").build();

  private final String name;
  private final List<StreamObserver<ConverseResponse>> members = new CopyOnWriteArrayList<>();
  private long head;

  ObserverRoom(String name) {
    this.name = name;
  }

  /** Adds a member, and returns the sequence after which it gets messages. */
  synchronized long add(StreamObserver<ConverseResponse> member) {
    members.add(member);
    return head;
  }

  void remove(StreamObserver<ConverseResponse> member) {
    members.remove(member);
  }

  synchronized void post(SendMessageRequest request) {
    head++;
    Instant now = Instant.now();
    Event event =
        Event.newBuilder()
            .setRoom(name)
            .setSequence(head)
            .setCreateTime(
                Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
            .setActor(AUTHOR)
            .setMessagePosted(
                MessagePosted.newBuilder()
                    .setText(request.getText())
                    .setClientMessageId(request.getClientMessageId()))
            .build();
    ConverseResponse response =
        ConverseResponse.newBuilder().setBatch(EventBatch.newBuilder().addEvents(event)).build();
    for (StreamObserver<ConverseResponse> member : members) {
      // Only one thread at a time may use an observer. This room ensures that with a lock, as a
      // gRPC tutorial would.
      synchronized (member) {
        member.onNext(response);
      }
    }
  }
}
