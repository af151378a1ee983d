package chat.charla.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses an epoch, which the server has made. */
final class EpochConverter implements ITypeConverter<String> {
  static final String EPOCH = "[0-9a-z]{1,32}";

  @Override
  public String convert(String value) {
    if (value.matches(EPOCH)) {
      return value;
    }
    throw new TypeConversionException("such as 1gxc24007jydp");
  }
}
