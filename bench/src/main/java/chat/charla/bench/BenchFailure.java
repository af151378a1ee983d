package chat.charla.bench;

/**
 * A measurement is invalid. A delivery is missing, duplicated or out of order; a server has ended,
 * or has refused a call or a command; or a time limit has expired.
 */
public final class BenchFailure extends RuntimeException {
  public BenchFailure(String message) {
    super(message);
  }

  public BenchFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
