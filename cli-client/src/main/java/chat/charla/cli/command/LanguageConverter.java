package chat.charla.cli.command;

import chat.charla.cli.text.Language;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses {@code --lang}. This class refuses an unsupported language. If {@code LC_ALL}, {@code
 * LC_MESSAGES} or {@code LANG} names an unsupported language, the program uses English.
 */
final class LanguageConverter implements ITypeConverter<Language> {
  @Override
  public Language convert(String value) {
    return Language.named(value).orElseThrow(() -> new TypeConversionException("es, en"));
  }
}
