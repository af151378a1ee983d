package chat.charla.server;

import chat.charla.server.disk.MinFree;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses how much of the disk should be free, such as {@code 5%}, {@code 5%,5G}, {@code 10G} or
 * {@code 0}.
 */
final class MinFreeConverter implements ITypeConverter<MinFree> {
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,3})?)%(?:,(.+))?");

  @Override
  public MinFree convert(String value) {
    Matcher percent = PERCENT.matcher(value);
    try {
      if (!percent.matches()) {
        return MinFree.bytes(bytes(value));
      }
      MinFree part = MinFree.percent(new BigDecimal(percent.group(1)));
      return percent.group(2) == null ? part : part.atMost(bytes(percent.group(2)));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'"
              + value
              + "' is neither a number of bytes such as 500M, 10GiB or 0, nor 0% to 80% of the disk,"
              + " such as 5%, or 5%,5G for at most 5 GB");
    }
  }

  private static long bytes(String text) {
    return ByteCount.parse(text).orElseThrow(IllegalArgumentException::new);
  }
}
