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
 * Takes requests off the wire, and notes why one is refused: it is too large, or cannot be read.
 * For an exception here, gRPC would log a stack trace, which anybody could fill the log with, and
 * end the call with UNKNOWN; a stream without telling it, and what the stream still sends would end
 * the whole connection, with the streams of others if a proxy shares it.
 *
 * <p>The transport refuses only what is larger than twice the limit. It does so by the length
 * before the message, and resets a stream without a status; so a request that is somewhat too large
 * gets here, where it is refused like any other.
 *
 * <p>Fields that this server does not know are skipped: kept, each of three bytes would take some
 * hundred bytes of memory, for as long as the request is held.
 *
 * @param <Q> the requests
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
   * For the requests of this method.
   *
   * @param maxBytes the longest request that is not refused
   */
  static <Q> IncomingMarshaller<Q> of(MethodDescriptor<Q, ?> method, int maxBytes) {
    PrototypeMarshaller<Q> requests = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
    return new IncomingMarshaller<>(requests, parser(requests.getMessagePrototype()), maxBytes);
  }

  @SuppressWarnings("unchecked") // The parser of a message makes messages of the same class.
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
      int bytes = stream.available(); // All of it: a request is never compressed.
      Q request = parser.parseFrom(stream.readNBytes(bytes));
      return new Incoming<>(request, bytes > maxBytes ? Rejection.requestTooLarge(maxBytes) : null);
    } catch (IOException unreadable) {
      return new Incoming<>(null, Rejection.requestUnreadable());
    }
  }
}
