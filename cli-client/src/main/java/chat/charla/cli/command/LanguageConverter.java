package chat.charla.cli.command;

import chat.charla.cli.text.Language;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses {@code --lang}. An unsupported language is refused here, but means English in the
 * environment.
 */
final class LanguageConverter implements ITypeConverter<Language> {
  @Override
  public Language convert(String value) {
    return Language.named(value).orElseThrow(() -> new TypeConversionException("es, en"));
  }
}
