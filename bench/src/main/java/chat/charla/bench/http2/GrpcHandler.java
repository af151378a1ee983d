package chat.charla.bench.http2;

/** Receives the responses of one call. Called by the loop's thread. */
public interface GrpcHandler {

  /** One message; the bytes are valid during the call. */
  void message(byte[] bytes, int from, int to);

  /** The server has ended the call. The trailers have the reason; the benchmark ignores them. */
  void ended();
}
