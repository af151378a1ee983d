package chat.charla.server.simulation;

import java.util.Random;

/** Exceptions thrown at random, to simulate defects of the code. Not thread-safe. */
public final class Defects {
  /** An instance that never throws. */
  public static final Defects NONE = new Defects(new Random(0));

  private final Random random;
  private double share;

  /** An instance that does not throw until {@link #share} is called. */
  public Defects(Random random) {
    this.random = random;
  }

  /** The share of the steps that throw from now on, 0 to 1. */
  public void share(double chosen) {
    share = chosen;
  }

  /** Throws with the chosen probability. */
  void throwAtRandom() {
    if (share > 0 && random.nextDouble() < share) {
      throw new SimulatedDefect();
    }
  }

  /** Whether this exception comes from a simulated defect. */
  static boolean caused(Throwable failure) {
    return failure instanceof SimulatedDefect
        || (failure.getCause() != null && caused(failure.getCause()));
  }

  private static final class SimulatedDefect extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulatedDefect() {
      super("a defect, on purpose", null, false, false);
    }
  }
}
