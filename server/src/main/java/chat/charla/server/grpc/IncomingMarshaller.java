package chat.charla.server.grpc;

import chat.charla.server.room.Rejection;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parses requests, and returns a refusal for one that is too large or cannot be parsed. If this
 * class threw an exception, gRPC would log a stack trace, with which any client could fill the log,
 * and end the call with UNKNOWN. It would end a stream without notifying the client, and data that
 * the client still sends would then close the whole connection, with the streams of other clients
 * if a proxy shares it.
 *
 * <p>The transport rejects only messages that are larger than twice the limit. It does so by the
 * length prefix and resets a stream without a status. A request that is only somewhat too large
 * reaches this class and gets a proper refusal.
 *
 * <p>Unknown fields are discarded: an unknown field of three bytes would take about a hundred bytes
 * of memory as long as the request is held.
 *
 * @param <Q> the type of the requests
 */
final class IncomingMarshaller<Q> implements MethodDescriptor.Marshaller<Incoming<Q>> {
  private final MethodDescriptor.Marshaller<Q> requests;
  private final Parser<Q> parser;
  private final int maxBytes;

  private IncomingMarshaller(
      MethodDescriptor.Marshaller<Q> requests, Parser<Q> parser, int maxBytes) {
    this.requests = requests;
    this.parser = parser;
    this.maxBytes = maxBytes;
  }

  /**
   * Creates a marshaller for the requests of this method.
   *
   * @param maxBytes the longest request that is not refused
   */
  static <Q> IncomingMarshaller<Q> of(MethodDescriptor<Q, ?> method, int maxBytes) {
    PrototypeMarshaller<Q> requests = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
    return new IncomingMarshaller<>(requests, parser(requests.getMessagePrototype()), maxBytes);
  }

  @SuppressWarnings("unchecked") // The parser of a message creates messages of the same class.
  private static <Q> Parser<Q> parser(@Nullable Q prototype) {
    Message message = (Message) Objects.requireNonNull(prototype);
    return (Parser<Q>) DiscardUnknownFieldsParser.wrap(message.getParserForType());
  }

  @Override
  public InputStream stream(Incoming<Q> request) {
    return requests.stream(Objects.requireNonNull(request.request()));
  }

  @Override
  public Incoming<Q> parse(InputStream stream) {
    try {
      int bytes = stream.available(); // The whole message: requests are never compressed.
      Q request = parser.parseFrom(stream.readNBytes(bytes));
      return new Incoming<>(request, bytes > maxBytes ? Rejection.requestTooLarge(maxBytes) : null);
    } catch (IOException unreadable) {
      return new Incoming<>(null, Rejection.requestUnreadable());
    }
  }
}
