package chat.charla.server;

import chat.charla.server.disk.MinFree;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses how much of the disk should be free, such as {@code 5%}, {@code 10G} or {@code 0}. */
final class MinFreeConverter implements ITypeConverter<MinFree> {
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,3})?)%");

  @Override
  public MinFree convert(String value) {
    Matcher percent = PERCENT.matcher(value);
    try {
      return percent.matches()
          ? MinFree.percent(new BigDecimal(percent.group(1)))
          : MinFree.bytes(ByteCount.parse(value).orElseThrow(IllegalArgumentException::new));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'"
              + value
              + "' is neither 0% to 90% of the disk nor a number of bytes such as 500M, 10GiB or 0");
    }
  }
}
