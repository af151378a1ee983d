package chat.charla.server.disk;

/** How much of the disk is free, compared with {@link MinFree}. */
public enum DiskLevel {
  /** At least as much as there should be: nothing is refused. */
  ENOUGH,
  /** Less: those who have written much lately are refused. */
  LOW,
  /** Less than half as much: everything that would take space is refused. */
  TOO_LOW;

  /** By what part of a bound the free space must exceed it before the level gets better. */
  private static final int MARGIN = 4;

  /**
   * The level after this one. To get better, the free space must be a quarter more than the bound
   * below which the level got worse. So the level does not change back and forth.
   *
   * @param usable how many bytes are free
   * @param min how many should be free
   */
  DiskLevel next(long usable, long min) {
    long half = min / 2;
    if (usable < (this == TOO_LOW ? withMargin(half) : half)) {
      return TOO_LOW;
    }
    return usable < (this == ENOUGH ? min : withMargin(min)) ? LOW : ENOUGH;
  }

  /** The free space at which the level gets better that got worse below this bound. */
  static long withMargin(long bound) {
    return bound + bound / MARGIN;
  }
}
