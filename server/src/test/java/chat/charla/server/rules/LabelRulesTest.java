package chat.charla.server.rules;

import static chat.charla.server.rules.ScriptedClient.PASSWORD;
import static chat.charla.server.rules.ScriptedClient.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.admin.v1.AdminServiceGrpc;
import chat.charla.admin.v1.BanAddressRequest;
import chat.charla.v1.AccountServiceGrpc;
import chat.charla.v1.CreateAccessTokenRequest;
import chat.charla.v1.CreateInvitationRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.RegisterRequest;
import chat.charla.v1.Scope;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts by which people recognise sessions, access tokens, invitations and bans. Other people read
 * some of them, in terminals and logs. The operator has invited Ana.
 */
class LabelRulesTest {
  private final World world = InvitationRulesTest.invited(50);
  private final InvitedPeople people = new InvitedPeople(world);
  private final ScriptedClient ana = people.registered("Ana", people.code());

  /** Every call with such a text, by the field of the text. */
  private final Map<String, Function<String, Reply<?>>> calls =
      Map.of(
          "session_label of Register",
          text ->
              world
                  .stranger()
                  .account(
                      AccountServiceGrpc.getRegisterMethod(),
                      RegisterRequest.newBuilder()
                          .setName("Berta")
                          .setCredential(password(PASSWORD))
                          .setInvitationCode(people.code())
                          .setSessionLabel(text)
                          .build()),
          "session_label of LogIn",
          text ->
              world
                  .stranger()
                  .account(
                      AccountServiceGrpc.getLogInMethod(),
                      LogInRequest.newBuilder()
                          .setName("Ana")
                          .setCredential(password(PASSWORD))
                          .setSessionLabel(text)
                          .build()),
          "label of CreateAccessToken",
          text ->
              ana.account(
                  AccountServiceGrpc.getCreateAccessTokenMethod(),
                  CreateAccessTokenRequest.newBuilder()
                      .setPresent(password(PASSWORD))
                      .addScopes(Scope.SCOPE_READ)
                      .setLabel(text)
                      .build()),
          "note of CreateInvitation",
          text ->
              ana.account(
                  AccountServiceGrpc.getCreateInvitationMethod(),
                  CreateInvitationRequest.newBuilder().setNote(text).build()),
          "note of the operator's CreateInvitation",
          text ->
              people.created(
                  chat.charla.admin.v1.CreateInvitationRequest.newBuilder().setNote(text)),
          "note of BanAddress",
          text ->
              world
                  .operator()
                  .account(
                      AdminServiceGrpc.getBanAddressMethod(),
                      BanAddressRequest.newBuilder().setCidr("192.0.2.7").setNote(text).build()));

  @ParameterizedTest
  @ValueSource(
      strings = {"two\nlines", "a\ttab", "\u001b[2J", "a return\r", "\u0000", "\u007f", "\u0085"})
  void aTextWithAControlCharacterIsRefused(String text) {
    calls.forEach(
        (call, made) -> {
          String field =
              made.apply(text).refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID).field();
          assertEquals(call.substring(0, call.indexOf(' ')), field, call);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "for Berta", "Handy Zürich — 📱", "هاتف"})
  void otherTextsAreNot(String text) {
    calls.forEach((call, made) -> assertTrue(made.apply(text).succeeds(), call));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "📱"})
  void theLengthIsLimited(String character) {
    calls.forEach(
        (call, made) -> {
          int longest = call.endsWith("BanAddress") ? 200 : 64;
          assertTrue(made.apply(character.repeat(longest)).succeeds(), call);
          made.apply(character.repeat(longest + 1))
              .refused(ErrorReason.ERROR_REASON_ARGUMENT_INVALID);
        });
  }
}
