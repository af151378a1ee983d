package chat.charla.server.grpc;

import chat.charla.server.refusal.Refusal;
import chat.charla.v1.ChatServiceGrpc;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ExecuteRequest;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Parses requests, and returns a refusal for a request that is too large or cannot be parsed. If
 * this class threw an exception, gRPC would end a unary call with UNKNOWN and log a stack trace, so
 * any client could fill the log. gRPC would end a stream without telling the client; further data
 * of the client would then close the whole connection, which other clients may share through a
 * proxy.
 *
 * <p>The transport rejects only messages that are larger than twice the limit. The transport
 * decides by the length prefix, and resets the stream without a status. A request that is larger
 * than the limit, but at most twice as large, reaches this class and gets a refusal.
 *
 * <p>This class counts the cursors of an {@code Open} before it parses them: a parsed cursor takes
 * about fifty bytes of memory, even if it is empty and has only two bytes in the request. This
 * class does not parse an {@code Open} in an {@code Execute} at all. No other request has a
 * repeated field.
 *
 * <p>This class discards unknown fields: otherwise an unknown field of three bytes would take about
 * a hundred bytes of memory as long as the server holds the request.
 *
 * @param <Q> the type of the requests
 */
final class IncomingMarshaller<Q> implements MethodDescriptor.Marshaller<Incoming<Q>> {
  private final MethodDescriptor.Marshaller<Q> requests;
  private final Parser<Q> parser;
  private final int maxBytes;
  private final Check<Q> check;

  /** Checks a request before it is parsed. */
  private interface Check<Q> {
    /**
     * Returns null if the request may be parsed; otherwise the parts of the request that the server
     * needs, possibly with a refusal.
     */
    @Nullable Incoming<Q> partsToKeep(byte[] request) throws IOException;
  }

  private IncomingMarshaller(MethodDescriptor<Q, ?> method, int maxBytes, Check<Q> check) {
    PrototypeMarshaller<Q> marshaller = (PrototypeMarshaller<Q>) method.getRequestMarshaller();
    this.requests = marshaller;
    this.parser = parser(marshaller.getMessagePrototype());
    this.maxBytes = maxBytes;
    this.check = check;
  }

  /**
   * Creates a marshaller for the requests of this method.
   *
   * @param maxBytes the length of the longest allowed request
   */
  static <Q> IncomingMarshaller<Q> of(MethodDescriptor<Q, ?> method, int maxBytes) {
    return new IncomingMarshaller<>(method, maxBytes, request -> null);
  }

  /**
   * Creates a marshaller for the commands of a stream.
   *
   * @param maxBytes the length of the longest allowed command
   * @param maxCursors returns the maximum number of cursors of an {@code Open}
   */
  static IncomingMarshaller<ConverseRequest> ofCommands(int maxBytes, IntSupplier maxCursors) {
    CursorLimit cursors = new CursorLimit(maxCursors);
    return new IncomingMarshaller<>(
        ChatServiceGrpc.getConverseMethod(), maxBytes, cursors::refusal);
  }

  /**
   * Creates a marshaller for the requests of {@code Execute}.
   *
   * @param maxBytes the length of the longest allowed request
   */
  static IncomingMarshaller<ExecuteRequest> ofExecute(int maxBytes) {
    return new IncomingMarshaller<>(
        ChatServiceGrpc.getExecuteMethod(), maxBytes, OpenOfExecute::withEmptyOpen);
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
      byte[] unparsed = stream.readNBytes(bytes);
      Refusal tooLarge = bytes > maxBytes ? Refusal.requestTooLarge(maxBytes) : null;
      Incoming<Q> partsToKeep = check.partsToKeep(unparsed);
      if (partsToKeep != null) {
        return tooLarge == null ? partsToKeep : new Incoming<>(partsToKeep.request(), tooLarge);
      }
      return new Incoming<>(parser.parseFrom(unparsed), tooLarge);
    } catch (IOException unreadable) {
      return new Incoming<>(null, Refusal.requestUnreadable());
    }
  }
}
