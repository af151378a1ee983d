package chat.charla.bench.http2;

/** Receives the responses of one call. The loop's thread calls it. */
public interface GrpcHandler {

  /** Receives one message. The bytes are valid only until this method returns. */
  void message(byte[] bytes, int from, int to);

  /** The server has ended the call. The trailers have the reason; the benchmark ignores them. */
  void ended();
}
