package chat.charla.cli.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import chat.charla.cli.settings.ServerAddress;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.client.CallFailure;
import chat.charla.v1.ErrorReason;
import io.grpc.Status;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplanationsTest {
  private static final ServerAddress ADDRESS = new ServerAddress("chat.example", 9998);

  /** All details of refusals that the texts use, with empty values. */
  private static final Map<String, String> EMPTY = new HashMap<>();

  static {
    for (String key :
        new String[] {
          "max_code_points",
          "max_bytes",
          "max_blocked_users",
          "max_rooms",
          "max_access_tokens",
          "max_invitations",
          "scope",
          "suggested_name",
          "confusable_name",
          "problems",
          "code_point",
          "min_code_points",
          "cause"
        }) {
      EMPTY.put(key, "");
    }
  }

  /** The failure of a server or a proxy may have no message. */
  @ParameterizedTest
  @EnumSource(Language.class)
  void failureWithoutAMessageIsAWholeSentence(Language language) {
    Explanations explanations = new Explanations(Messages.in(language));
    for (Status.Code code : Status.Code.values()) {
      if (code != Status.Code.OK) {
        CallFailure failure = CallFailure.of(code, "");
        assertWhole(explanations.of(failure, ADDRESS));
        assertWhole(explanations.of(failure));
        assertWhole(explanations.of(CallFailure.of(code, "\u200b"), ADDRESS));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void refusalWithEmptyDetailsIsAWholeSentence(Language language) {
    Explanations explanations = new Explanations(Messages.in(language));
    for (ErrorReason reason : ErrorReason.values()) {
      if (reason != ErrorReason.UNRECOGNIZED) {
        CallFailure refusal = CallFailure.of(Status.Code.UNKNOWN, reason, "", EMPTY, null);
        assertWhole(explanations.of(refusal, ADDRESS, "Ana"));
      }
    }
  }

  @Test
  void failureWithoutAMessageSaysThatNoReasonIsKnown() {
    assertEquals(
        "cannot connect to chat.example:9998 (no reason given)",
        new Explanations(Messages.in(Language.ENGLISH))
            .of(CallFailure.of(Status.Code.UNAVAILABLE, ""), ADDRESS));
  }

  private static void assertWhole(String text) {
    assertFalse(text.isBlank());
    assertFalse(text.matches(".*(:|.*  .*|\\(\\)|: \\)|“”|«»)\\s*"), text);
  }
}
