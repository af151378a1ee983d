package chat.charla.server.simulation;

import java.util.Random;

/** Exceptions that the code throws where it should not, at random. For one thread. */
public final class Defects {
  /** There are none. */
  public static final Defects NONE = new Defects(new Random(0));

  private final Random random;
  private double share;

  /** None yet. */
  public Defects(Random random) {
    this.random = random;
  }

  /** From now on so many of the steps fail, 0 to 1. */
  public void share(double chosen) {
    share = chosen;
  }

  /** Throws, or does not. */
  void mayStrike() {
    if (share > 0 && random.nextDouble() < share) {
      throw new OnPurpose();
    }
  }

  /** Whether this was thrown because of one. */
  static boolean areBehind(Throwable failure) {
    return failure instanceof OnPurpose
        || (failure.getCause() != null && areBehind(failure.getCause()));
  }

  private static final class OnPurpose extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OnPurpose() {
      super("a defect, on purpose", null, false, false);
    }
  }
}
