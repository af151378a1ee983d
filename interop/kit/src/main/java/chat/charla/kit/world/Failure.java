package chat.charla.kit.world;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/** A client does not do what a scenario expects. The message says what the client does instead. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Creates a failure with this reason. */
  public Failure(String why) {
    super(why);
  }

  /** Fails unless the condition holds. */
  @FormatMethod
  public static void unless(boolean condition, @FormatString String why, Object... details) {
    if (!condition) {
      throw new Failure(String.format(why, details));
    }
  }
}
