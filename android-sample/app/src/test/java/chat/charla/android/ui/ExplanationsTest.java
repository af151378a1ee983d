package chat.charla.android.ui;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import chat.charla.android.R;
import chat.charla.client.CallFailure;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;

/** The words for refusals of calls about accounts. */
@RunWith(RobolectricTestRunner.class)
public class ExplanationsTest {
  private final Explanations explanations =
      new Explanations(RuntimeEnvironment.getApplication().getResources());

  @Test
  public void aRateLimitSaysHowLongToWait() {
    assertEquals(
        "too many requests in a short time: try again in 1 second", limited(Duration.ofMillis(20)));
    assertEquals(
        "too many requests in a short time: try again in 31 seconds",
        limited(Duration.ofMillis(30_001)));
    assertEquals(
        "too many requests in a short time: try again in 2 minutes",
        limited(Duration.ofSeconds(120)));
    assertEquals("too many requests in a short time", limited(null));
  }

  @Test
  @Config(qualifiers = "es")
  public void theWaitIsInTheLanguageOfTheDevice() {
    assertEquals(
        "demasiadas solicitudes en poco tiempo: intenta de nuevo en 3 minutos",
        limited(Duration.ofSeconds(121)));
  }

  @Test
  public void everyRefusalOfALoginHasWords() {
    assertWords();
  }

  @Test
  @Config(qualifiers = "es")
  public void everyRefusalOfALoginHasWordsInSpanish() {
    assertWords();
  }

  @Test
  public void theRuleOfAPasswordIsNamed() {
    assertEquals(
        "the password must have 8 to 256 characters",
        refused(
            ErrorReason.ERROR_REASON_PASSWORD_INVALID,
            Map.of("rule", "length", "min_code_points", "8", "max_code_points", "256")));
    for (String rule : new String[] {"character", "name", "common"}) {
      assertFalse(
          rule,
          refused(ErrorReason.ERROR_REASON_PASSWORD_INVALID, Map.of("rule", rule))
              .equals(words(R.string.reason_password_invalid)));
    }
    assertEquals(
        words(R.string.reason_password_invalid),
        refused(ErrorReason.ERROR_REASON_PASSWORD_INVALID, Map.of("rule", "a future rule")));
  }

  private void assertWords() {
    for (ErrorReason reason :
        new ErrorReason[] {
          ErrorReason.ERROR_REASON_SESSION_REVOKED,
          ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED,
          ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED,
          ErrorReason.ERROR_REASON_LOGIN_REFUSED,
          ErrorReason.ERROR_REASON_NAME_TAKEN,
          ErrorReason.ERROR_REASON_PASSWORD_INVALID,
          ErrorReason.ERROR_REASON_REGISTRATION_CLOSED,
          ErrorReason.ERROR_REASON_INVITATION_INVALID,
          ErrorReason.ERROR_REASON_TRANSPORT_INSECURE,
          ErrorReason.ERROR_REASON_ALREADY_REGISTERED,
          ErrorReason.ERROR_REASON_SERVER_FULL,
          ErrorReason.ERROR_REASON_STORAGE_UNAVAILABLE
        }) {
      String said = refused(reason, Map.of());
      assertFalse(said, said.contains("Charla"));
    }
  }

  private String limited(@Nullable Duration wait) {
    return explanations.refused(
        CallFailure.of(
            Status.Code.RESOURCE_EXHAUSTED,
            ErrorReason.ERROR_REASON_RATE_LIMITED,
            "too many",
            Map.of("limit", "logins"),
            wait));
  }

  private String refused(ErrorReason reason, Map<String, String> metadata) {
    return explanations.refused(
        CallFailure.of(Status.Code.FAILED_PRECONDITION, reason, "no", metadata, null));
  }

  private static String words(int resource) {
    return RuntimeEnvironment.getApplication().getString(resource);
  }
}
