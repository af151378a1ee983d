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

  /**
   * Whether the server refused everything until now, and from now on refuses only messages of users
   * who have written much.
   */
  public boolean isPartialRecovery() {
    return before == DiskLevel.TOO_LOW && level == DiskLevel.LOW;
  }

  /** How many bytes must be free before the server accepts everything again. */
  public long enough() {
    return DiskLevel.withMargin(min);
  }
}
