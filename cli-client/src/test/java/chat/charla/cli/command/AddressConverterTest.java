package chat.charla.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import chat.charla.cli.settings.ServerAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AddressConverterTest {
  @ParameterizedTest
  @CsvSource({
    "chat.example,        chat.example, 9998",
    "chat.example:7000,   chat.example, 7000",
    "127.0.0.1:1,         127.0.0.1,    1",
    "::1,                 ::1,          9998",
    "[::1],               ::1,          9998",
    "[::1]:65535,         ::1,          65535",
  })
  void addressIsAHostWithAnOptionalPort(String text, String host, int port) {
    assertEquals(new ServerAddress(host, port), new AddressConverter().convert(text));
  }

  /** An address in a message can be pasted as the value of {@code --server}. */
  @ParameterizedTest
  @CsvSource({"chat.example, 7000", "localhost, 9998", "::1, 1", "127.0.0.1, 65535"})
  void printedAddressCanBeParsed(String host, int port) {
    ServerAddress address = new ServerAddress(host, port);
    assertEquals(address, new AddressConverter().convert(address.toString()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ":", ":1", "a:", "a:0", "a:b", "a:1:2", "[a]:1", "[::1", "[::1]1", "[]", "a b"
      })
  void otherTextIsNotAnAddress(String text) {
    assertThrows(TypeConversionException.class, () -> new AddressConverter().convert(text));
  }
}
