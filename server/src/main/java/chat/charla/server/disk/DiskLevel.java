package chat.charla.server.disk;

/** How much of the disk is free, compared with {@link MinFree}. */
public enum DiskLevel {
  /** At least {@link MinFree} is free: the server refuses nothing. */
  ENOUGH,
  /**
   * Less than {@link MinFree} is free: the server refuses messages of users and addresses that have
   * written much lately.
   */
  LOW,
  /**
   * Less than half of {@link MinFree} is free: the server refuses everything that would take space.
   */
  TOO_LOW;

  /**
   * The level gets better when the free space exceeds the bound by 1/{@code MARGIN} of the bound.
   */
  private static final int MARGIN = 4;

  /**
   * The level after this one. The level gets better only when the free space is a quarter more than
   * the bound below which the level got worse. So the level does not change back and forth.
   *
   * @param usable the number of free bytes
   * @param min the number of bytes that should be free
   */
  DiskLevel next(long usable, long min) {
    long half = min / 2;
    if (usable < (this == TOO_LOW ? withMargin(half) : half)) {
      return TOO_LOW;
    }
    return usable < (this == ENOUGH ? min : withMargin(min)) ? LOW : ENOUGH;
  }

  /** The free space at which a level that got worse below this bound gets better. */
  static long withMargin(long bound) {
    return bound + bound / MARGIN;
  }
}
