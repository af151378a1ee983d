package chat.charla.server.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The known answers of Argon2's reference implementation (phc-winner-argon2). */
class Argon2Test {
  private static final String SMALL =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  private static final String LARGE =
      "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  private static final String TWO_LANES =
      "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc";

  private final Argon2 argon2 = new Argon2();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "password|" + SMALL,
        "password|" + LARGE,
        "password|" + TWO_LANES,
        "password|$argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHQ$9qWtwbpyPd3vm1rB1GThgPzZ3/ydHL92zKL+15XZypg",
        "password|$argon2id$v=19$m=65536,t=4,p=1$c29tZXNhbHQ$kCXUjmjvc5XMqQedpMTsOv+zyJEf5PhtGiUghW9jFyw",
        "password|$argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw",
        "differentpassword|$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94",
      })
  void theTagIsThatOfTheReferenceImplementation(String password, String expected) {
    assertEquals(expected, hash(password, expected));
  }

  @Test
  void hashesInSuccessionDoNotDependOnEachOther() {
    for (String expected : new String[] {LARGE, SMALL, TWO_LANES, SMALL, LARGE}) {
      assertEquals(expected, hash("password", expected));
    }
  }

  @ParameterizedTest
  @CsvSource({"19456, 2, 1", "8, 1, 1"})
  void aStoredHashIsReadAsItWasWritten(int memory, int passes, int lanes) {
    StoredHash hash =
        new StoredHash(new HashParameters(memory, passes, lanes), new byte[16], new byte[32]);

    assertEquals(hash.toString(), StoredHash.parse(hash.toString()).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "password",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHG",
        "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4 ",
      })
  void aTextThatIsNotAHashIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> StoredHash.parse(text));
  }

  /** Hashes the password with the salt and the parameters of a stored hash. */
  private String hash(String password, String like) {
    StoredHash stored = StoredHash.parse(like);
    byte[] tag =
        argon2.tag(
            password.getBytes(StandardCharsets.UTF_8),
            stored.salt(),
            stored.parameters(),
            stored.tag().length);
    return new StoredHash(stored.parameters(), stored.salt(), tag).toString();
  }
}
