package chat.charla.server.disk;

/**
 * A change of the level of a disk.
 *
 * @param before the level until now
 * @param level the level from now on
 * @param usable the number of free bytes
 * @param min the number of bytes that should be free
 */
public record DiskChange(DiskLevel before, DiskLevel level, long usable, long min) {

  /**
   * Whether the server has refused all new data until now, and from now on refuses only messages of
   * users and addresses that have written much.
   */
  public boolean isPartialRecovery() {
    return before == DiskLevel.TOO_LOW && level == DiskLevel.LOW;
  }

  /** The number of bytes that must be free before the server accepts all new data again. */
  public long enoughBytes() {
    return DiskLevel.withMargin(min);
  }
}
