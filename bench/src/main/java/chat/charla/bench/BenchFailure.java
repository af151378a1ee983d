package chat.charla.bench;

/**
 * A measurement is invalid: a delivery is missing, duplicated or out of order, a server has refused
 * a call or a command or has ended, or a time limit has expired.
 */
public final class BenchFailure extends RuntimeException {
  public BenchFailure(String message) {
    super(message);
  }

  public BenchFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
