package chat.charla.server.password;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.server.QuietLog;
import chat.charla.v1.ErrorReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hashing and checking passwords, without guesses. */
class PasswordsTest extends LoginStory {
  @RegisterExtension final QuietLog log = new QuietLog(Level.OFF);

  @Test
  void onlyTheRightPasswordIsRight() {
    assertEquals(new CheckResult(true, Optional.empty()), logIn(berta(HOME), PASSWORD).value());
    assertFalse(logIn(berta(HOME), "the tide is in").value().right());
    assertFalse(logIn(berta(HOME), "").value().right());
    assertFalse(logIn(nadie(HOME), PASSWORD).value().right());
  }

  @Test
  void aPasswordThatIsTypedOnAnotherSystemIsRight() {
    Answer<String> hashed = new Answer<>();
    passwords.hash("mañana es otro día", HOME, hashed);
    time.runUntilIdle();
    PasswordAttempt ana = new PasswordAttempt("ana", AWAY, false, hashed.value());

    assertTrue(logIn(ana, "man\u0303ana es otro di\u0301a").value().right());
  }

  @Test
  void twoHashesOfOnePasswordDiffer() {
    Answer<String> again = new Answer<>();
    passwords.hash(PASSWORD, HOME, again);
    time.runUntilIdle();

    assertNotEquals(hash, again.value());
    assertTrue(again.value().startsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  }

  @Test
  void anUnknownNameTakesAsLongAsAWrongPassword() {
    long begin = time.nanoTime();
    logIn(berta(AWAY), "wrong");
    long forBerta = time.nanoTime() - begin;
    logIn(nadie(AWAY), "wrong");
    long forNadie = time.nanoTime() - begin - forBerta;

    assertEquals(FakeHasher.TIME.toNanos(), forBerta);
    assertEquals(forBerta, forNadie);
  }

  @Test
  void aPasswordThatIsTooLongIsWrongForEveryName() {
    int before = hasher.begun();

    assertEquals(CheckResult.WRONG, begin(berta(HOME), "x".repeat(2000)).value());
    assertEquals(CheckResult.WRONG, begin(nadie(HOME), "x".repeat(2000)).value());
    assertEquals(before, hasher.begun());
  }

  @Test
  void aHashWithFormerCostsIsReplacedAfterTheRightPassword() {
    PasswordAttempt former = withFormerCosts();

    assertEquals(CheckResult.WRONG, logIn(former, "wrong").value());
    CheckResult checked = logIn(former, PASSWORD).value();

    assertTrue(checked.right());
    String replacement = checked.newHash().orElseThrow();
    PasswordAttempt renewed = new PasswordAttempt("berta", HOME, true, replacement);
    assertEquals(new CheckResult(true, Optional.empty()), logIn(renewed, PASSWORD).value());
  }

  @Test
  void ifTheNewHashFailsTheLogInStillSucceeds() {
    PasswordAttempt former = withFormerCosts();
    Answer<CheckResult> answer = begin(former, PASSWORD);
    time.advance(FakeHasher.TIME);
    hasher.setBroken(true);
    time.runUntilIdle();

    assertEquals(new CheckResult(true, Optional.empty()), answer.value());
    hasher.setBroken(false);
    assertTrue(logIn(former, PASSWORD).value().right(), "the next one is not stuck");
  }

  @Test
  void aDamagedHashIsTreatedAsAMissingHash() {
    PasswordAttempt damaged = new PasswordAttempt("berta", HOME, true, hash.substring(1));

    assertEquals(CheckResult.WRONG, logIn(damaged, PASSWORD).value());
  }

  @Test
  void aFailureAffectsOnlyItsOwnCallAndCountsAsNoGuess() {
    hasher.setBroken(true);
    for (int i = 0; i < 2 * Guesses.FREE_ATTEMPTS; i++) {
      assertEquals(
          ErrorReason.ERROR_REASON_INTERNAL, logIn(berta(HOME), PASSWORD).refusal().reason());
    }
    Answer<String> failed = new Answer<>();
    passwords.hash(PASSWORD, HOME, failed);
    time.runUntilIdle();
    assertEquals(ErrorReason.ERROR_REASON_INTERNAL, failed.refusal().reason());

    hasher.setBroken(false);
    assertTrue(logIn(berta(HOME), PASSWORD).value().right());
  }

  @Test
  void twoPasswordsAreHashedAtOnceAndTheOthersWait() {
    List<Answer<CheckResult>> answers = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      answers.add(begin(new PasswordAttempt("user" + i, HOME, false, hash), PASSWORD));
    }

    time.advance(FakeHasher.TIME.multipliedBy(5).minusNanos(1));
    assertEquals(8, answers.stream().filter(Answer::hasArrived).count());
    time.advance(Duration.ofNanos(1));
    assertEquals(10, answers.stream().filter(Answer::hasArrived).count());
    assertEquals(2, hasher.mostAtOnce());
  }

  @Test
  void noPasswordIsKept() {
    logIn(berta(HOME), PASSWORD);
    logIn(berta(HOME), "wrong");
    logIn(nadie(HOME), PASSWORD);
    hasher.setBroken(true);
    logIn(berta(HOME), PASSWORD);

    assertEquals(5, hasher.passwords().size());
    hasher.passwords().forEach(bytes -> assertArrayEquals(new byte[bytes.length], bytes));
  }

  /** Berta's log-in at home, with a stored hash that was made with former parameters. */
  private PasswordAttempt withFormerCosts() {
    HashParameters costs = new HashParameters(8192, 1, 1);
    byte[] salt = new byte[16];
    CompletableFuture<byte[]> tag =
        hasher
            .tag(PASSWORD.getBytes(StandardCharsets.UTF_8), salt, costs, Hasher.TAG_BYTES)
            .toCompletableFuture();
    time.runUntilIdle();
    return new PasswordAttempt(
        "berta", HOME, true, new StoredHash(costs, salt, tag.join()).toString());
  }
}
