package chat.charla.server.disk;

/**
 * A change of the level of a disk.
 *
 * @param before the level until now
 * @param level the level from now on
 * @param usable how many bytes are free
 * @param min how many should be free
 */
public record DiskChange(DiskLevel before, DiskLevel level, long usable, long min) {

  /** Whether everything was refused, and now only the messages of those who have written much. */
  public boolean isPartOfTheWayBack() {
    return before == DiskLevel.TOO_LOW && level == DiskLevel.LOW;
  }

  /** How many bytes must be free before nothing is refused any more. */
  public long enough() {
    return DiskLevel.withMargin(min);
  }
}
