package chat.charla.bench;

/**
 * A measurement that means nothing: a delivery is missing, doubled or out of order, a server has
 * refused something or has ended, or a time limit has passed.
 */
public final class BenchFailure extends RuntimeException {
  public BenchFailure(String message) {
    super(message);
  }

  public BenchFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
