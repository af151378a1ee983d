package chat.charla.server.grpc;

import chat.charla.server.delivery.EventSlice;
import chat.charla.v1.ConverseResponse;

/** One message of a Converse stream from the server to its client. */
public sealed interface Outgoing {

  /** A message for this client only. */
  record Frame(ConverseResponse response) implements Outgoing {}

  /** Events shared with other readers: a {@code ConverseResponse} whose batch is this slice. */
  record Batch(EventSlice events) implements Outgoing {}
}
