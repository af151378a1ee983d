package chat.charla.server.disk;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How much of the disk should be free: a number of bytes, a percentage of the disk, or a percentage
 * with an upper limit in bytes. Immutable.
 */
public final class MinFree {
  /**
   * The highest percentage. A {@link DiskLevel} gets better when a quarter more than the setting is
   * free. With a higher percentage, even an empty disk would not have that much free space.
   */
  private static final BigDecimal MAX_PERCENTAGE = BigDecimal.valueOf(80);

  private static final long NO_LIMIT = Long.MAX_VALUE;

  /** How many places the decimal point moves to turn a percentage into a fraction. */
  private static final int PERCENT_PLACES = 2;

  /**
   * The setting of a server without the option. The bytes limit the percentage, because 5 % of a
   * large disk is much more than needed.
   */
  public static final MinFree DEFAULT = percent(BigDecimal.valueOf(5)).atMost(5_000_000_000L);

  /** No space has to be free, so nothing is ever refused. */
  public static final MinFree NONE = bytes(0);

  /** The number of bytes; with a percentage, the upper limit of the result in bytes. */
  private final long bytes;

  private final @Nullable BigDecimal percent;

  private MinFree(long bytes, @Nullable BigDecimal percent) {
    this.bytes = bytes;
    this.percent = percent;
  }

  /**
   * A number of bytes.
   *
   * @throws IllegalArgumentException if the number is negative, or larger than any disk
   */
  public static MinFree bytes(long bytes) {
    if (bytes < 0 || bytes > Long.MAX_VALUE / 2) {
      throw new IllegalArgumentException("out of range");
    }
    return new MinFree(bytes, null);
  }

  /**
   * A percentage of the disk.
   *
   * @throws IllegalArgumentException if it is not 0 to 80
   */
  public static MinFree percent(BigDecimal percent) {
    if (percent.signum() < 0 || percent.compareTo(MAX_PERCENTAGE) > 0) {
      throw new IllegalArgumentException("out of range");
    }
    return new MinFree(NO_LIMIT, percent);
  }

  /**
   * Limits this setting, which must be a percentage, to a number of bytes.
   *
   * @throws IllegalArgumentException as {@link #bytes(long)}
   */
  public MinFree atMost(long limit) {
    return new MinFree(bytes(limit).bytes, percent);
  }

  /** How many bytes of a disk of this size should be free. */
  long of(long total) {
    return percent == null
        ? bytes
        : Math.min(
            bytes,
            BigDecimal.valueOf(total).multiply(percent).movePointLeft(PERCENT_PLACES).longValue());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MinFree that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** This setting as it is written on the command line. */
  @Override
  public String toString() {
    if (percent == null) {
      return Long.toString(bytes);
    }
    return percent.toPlainString() + "%" + (bytes == NO_LIMIT ? "" : "," + bytes);
  }
}
