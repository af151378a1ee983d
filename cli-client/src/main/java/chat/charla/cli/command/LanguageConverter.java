package chat.charla.cli.command;

import chat.charla.cli.text.Language;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses {@code --lang}. It refuses an unsupported language. In {@code LC_ALL}, {@code LC_MESSAGES}
 * and {@code LANG}, an unsupported language means English.
 */
final class LanguageConverter implements ITypeConverter<Language> {
  @Override
  public Language convert(String value) {
    return Language.named(value).orElseThrow(() -> new TypeConversionException("es, en"));
  }
}
