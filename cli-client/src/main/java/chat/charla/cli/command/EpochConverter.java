package chat.charla.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the id of an epoch, as the server writes it. */
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
