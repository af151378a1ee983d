package chat.charla.bench.http2;

/** Who takes what one call is answered. Called by the loop's thread. */
public interface GrpcHandler {

  /** One message; the bytes are valid during the call. */
  void message(byte[] bytes, int from, int to);

  /** The server has ended the call. Why stands in a header block that nobody reads. */
  void ended();
}
