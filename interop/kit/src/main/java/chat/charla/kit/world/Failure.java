package chat.charla.kit.world;

/** A client has broken what a scenario expects; the message says how. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A failure that says why. */
  public Failure(String why) {
    super(why);
  }

  /** Fails unless the condition holds. */
  public static void unless(boolean condition, String why, Object... details) {
    if (!condition) {
      throw new Failure(details.length == 0 ? why : String.format(why, details));
    }
  }
}
