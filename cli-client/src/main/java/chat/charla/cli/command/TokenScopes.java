package chat.charla.cli.command;

import chat.charla.v1.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What a program may do with an access token. The command line separates the scopes by commas.
 *
 * @param all the scopes, at least one
 */
record TokenScopes(List<Scope> all) {
  TokenScopes {
    all = List.copyOf(all);
  }

  /** Parses scopes, such as {@code read,write}. */
  static final class Converter implements ITypeConverter<TokenScopes> {
    @Override
    public TokenScopes convert(String value) {
      return new TokenScopes(Arrays.stream(value.split(",", -1)).map(Converter::scope).toList());
    }

    private static Scope scope(String name) {
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "read" -> Scope.SCOPE_READ;
        case "write" -> Scope.SCOPE_WRITE;
        case "moderate" -> Scope.SCOPE_MODERATE;
        case "account" -> Scope.SCOPE_ACCOUNT;
        default -> throw new TypeConversionException("read, write, moderate or account");
      };
    }
  }
}
