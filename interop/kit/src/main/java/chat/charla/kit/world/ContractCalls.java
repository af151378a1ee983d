package chat.charla.kit.world;

import chat.charla.testkit.network.Relay;
import chat.charla.testkit.network.RelayedCall;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ExecuteRequest;
import chat.charla.v1.JoinRequest;
import chat.charla.v1.Open;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;

/** Parses the bytes of relayed calls as messages of the contract. */
public final class ContractCalls {
  /** A command, and when it arrived. */
  public record Command(long nanos, ConverseRequest request) {}

  private ContractCalls() {}

  /** The request of a {@code Join} call. */
  public static JoinRequest join(RelayedCall call) {
    List<RelayedCall.Request> requests = call.requests();
    try {
      return requests.isEmpty()
          ? JoinRequest.getDefaultInstance()
          : JoinRequest.parseFrom(requests.get(0).message());
    } catch (InvalidProtocolBufferException e) {
      throw new Failure("the client's Join is not a JoinRequest: " + e.getMessage());
    }
  }

  /** The {@code client_message_id}s of the {@code Execute} calls, one for each call. */
  public static List<String> executedMessageIds(Relay relay) {
    return relay.calls("Execute").stream().map(ContractCalls::executedMessageId).toList();
  }

  private static String executedMessageId(RelayedCall call) {
    List<RelayedCall.Request> requests = call.requests();
    try {
      return requests.isEmpty()
          ? ""
          : ExecuteRequest.parseFrom(requests.get(0).message())
              .getCommand()
              .getSendMessage()
              .getClientMessageId();
    } catch (InvalidProtocolBufferException e) {
      throw new Failure("the client's Execute is not an ExecuteRequest: " + e.getMessage());
    }
  }

  /** The newest stream. */
  public static RelayedCall stream(Relay relay) {
    List<RelayedCall> streams = relay.streams();
    Failure.unless(!streams.isEmpty(), "the client has opened no stream");
    return streams.get(streams.size() - 1);
  }

  /** The commands that have arrived on a stream. */
  public static List<Command> commands(RelayedCall stream) {
    return stream.requests().stream()
        .map(request -> new Command(request.nanos(), request(request.message())))
        .toList();
  }

  /** Every send with this message id, on any stream of the client. */
  public static List<Command> sends(Relay relay, String id) {
    return relay.streams().stream()
        .flatMap(stream -> commands(stream).stream())
        .filter(command -> command.request().hasSendMessage())
        .filter(send -> send.request().getSendMessage().getClientMessageId().equals(id))
        .toList();
  }

  /** The {@code Open} of a stream; empty if it has not arrived yet. */
  public static Open open(RelayedCall stream) {
    List<Command> commands = commands(stream);
    return commands.isEmpty() ? Open.getDefaultInstance() : commands.get(0).request().getOpen();
  }

  /**
   * The sequence of the cursor for a room in the {@code Open} of a stream, or -1 if there is none.
   */
  public static long cursor(RelayedCall stream, String room) {
    return open(stream).getCursorsList().stream()
        .filter(cursor -> cursor.getRoom().equals(room))
        .mapToLong(cursor -> cursor.getAfterSequence())
        .findFirst()
        .orElse(-1);
  }

  /** The frames sent to the client on a stream. */
  public static List<ConverseResponse> frames(RelayedCall stream) {
    return stream.responses().stream().map(ContractCalls::response).toList();
  }

  /** Sends the client a frame that the server has not sent. */
  public static void inject(RelayedCall stream, ConverseResponse frame) {
    stream.toClient(frame.toByteArray());
  }

  /** Parses a message of the client on a stream. */
  public static ConverseRequest request(byte[] message) {
    try {
      return ConverseRequest.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new Failure("the client's command is not a ConverseRequest: " + e.getMessage());
    }
  }

  /** Parses a message of the server on a stream. */
  public static ConverseResponse response(byte[] message) {
    try {
      return ConverseResponse.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new Failure("the server's frame is not a ConverseResponse: " + e.getMessage());
    }
  }
}
