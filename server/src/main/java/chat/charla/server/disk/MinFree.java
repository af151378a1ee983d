package chat.charla.server.disk;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** How much of the disk should be free: a number of bytes, or a percentage of the disk. */
public final class MinFree {
  /** The most that can be demanded of a disk. */
  private static final BigDecimal MOST = BigDecimal.valueOf(90);

  private static final int PERCENT = 2;

  /** The setting of a server that is given no option. */
  public static final MinFree DEFAULT = percent(BigDecimal.valueOf(5));

  /** Nothing has to be free, so nothing is ever refused. */
  public static final MinFree NONE = bytes(0);

  private final long bytes;
  private final @Nullable BigDecimal percent;

  private MinFree(long bytes, @Nullable BigDecimal percent) {
    this.bytes = bytes;
    this.percent = percent;
  }

  /**
   * A number of bytes.
   *
   * @throws IllegalArgumentException if the number is negative, or so large that no disk has it
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
   * @throws IllegalArgumentException if it is not 0 to 90
   */
  public static MinFree percent(BigDecimal percent) {
    if (percent.signum() < 0 || percent.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("out of range");
    }
    return new MinFree(0, percent);
  }

  /** How many bytes of a disk of this size should be free. */
  long of(long total) {
    return percent == null
        ? bytes
        : BigDecimal.valueOf(total).multiply(percent).movePointLeft(PERCENT).longValue();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MinFree that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** The text that means this on the command line. */
  @Override
  public String toString() {
    return percent == null ? Long.toString(bytes) : percent.toPlainString() + "%";
  }
}
