package chat.charla.cli.command;

import chat.charla.cli.script.Cursor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses ROOM:N or ROOM:N@EPOCH; an empty ROOM means the inbox. */
final class CursorConverter implements ITypeConverter<Cursor> {
  /** The name of a room contains neither ':' nor '@'. */
  private static final Pattern POSITION =
      Pattern.compile(
          "(?<room>[^:@]*):(?<sequence>[0-9]{1,18})(@(?<epoch>" + EpochConverter.EPOCH + "))?");

  @Override
  public Cursor convert(String value) {
    Matcher matcher = POSITION.matcher(value);
    if (!matcher.matches()) {
      throw new TypeConversionException("such as lobby:17 or lobby:17@1gxc24007jydp");
    }
    String epoch = matcher.group("epoch");
    return new Cursor(
        matcher.group("room"),
        epoch == null ? "" : epoch,
        Long.parseLong(matcher.group("sequence")));
  }
}
