package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.refusal;
import static chat.charla.cli.chat.Scene.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.view.Prompt;
import chat.charla.client.oidc.IdToken;
import chat.charla.client.oidc.Verification;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code /sso} in a chat. In virtual time; the test controls the issuer. */
class SingleSignOnTest {
  private static final String CODE = "k7qf2-9xj4t-mwz3a-8rhcd";
  private static final User ACCOUNT =
      Scene.ANA.toBuilder().setKind(UserKind.USER_KIND_ACCOUNT).build();

  @Test
  void userLogsInWithABrowserWhileTheChatContinues() {
    Scene ana = guest();
    ana.types("/sso");
    ana.issuer.reports(
        receiver ->
            receiver.onVerification(
                new Verification(
                    "https://login.example/device",
                    "ABCD",
                    "https://login.example/device?c=ABCD",
                    Duration.ofMinutes(10))));
    ana.waits(Duration.ofSeconds(1));
    assertEquals(
        List.of(
            "-- Inicia sesión con un navegador, en cualquier dispositivo, y escribe allí el código ABCD:"
                + " https://login.example/device",
            "-- O abre esta página, y compara el código que muestra:"
                + " https://login.example/device?c=ABCD"),
        ana.console.rest());
    ana.types("hola");
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());

    ana.server.hasAccount("Ana", "me");
    logsIn(ana);
    LogInRequest request = ana.server.logIns().get(0);
    assertEquals("id token", request.getCredential().getOidcIdToken());
    assertEquals("portátil", request.getSessionLabel());
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void textsOfTheIssuerDoNotControlTheTerminal() {
    Scene ana = guest();
    ana.types("/sso");
    String harmful = "\u001b[2J\u202e\n";
    ana.issuer.reports(
        receiver ->
            receiver.onVerification(
                new Verification(
                    "https://a.example" + harmful, harmful, harmful, Duration.ofMinutes(10))));
    ana.waits(Duration.ofSeconds(1));
    List<String> shown = ana.console.rest();
    assertEquals(2, shown.size());
    assertTrue(
        shown.stream().allMatch(line -> line.chars().noneMatch(c -> c < ' ' || c == 0x202e)),
        shown::toString);
  }

  @Test
  void afterRevocationTheUserLogsInAgainAndThePendingMessageIsSent() {
    Scene ana = account();
    ana.types("sin respuesta");
    ConverseRequest pending = ana.server.nextCommand();
    ana.streamEnds(ErrorReason.ERROR_REASON_SESSION_REVOKED, Map.of());
    assertEquals(
        List.of(
            "14:03 -- Esta sesión se cerró desde otro dispositivo o la cerró quien administra el"
                + " servidor, o la contraseña cambió: vuelve a iniciar sesión. /login NOMBRE inicia sesión, y /quit sale.",
            "-- /sso inicia sesión en https://login.example, sin contraseña."),
        ana.console.rest());

    ana.types("/sso");
    logsIn(ana);
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    assertEquals(
        pending.getSendMessage(),
        ana.server.nextCommand().getSendMessage(),
        "the message is repeated with its id");
  }

  @Test
  void serverWithoutGuestsOffersTheIssuer() {
    Scene ana = Scene.person();
    ana.server.hasIssuer(FakeIssuer.NAMED);
    ana.server.refuseNextJoin(refusal(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED, Map.of()));
    ana.starts();
    ana.reads();
    ana.server.hasAccount("Ana", "me");
    ana.types("/sso");
    logsIn(ana);
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    ana.types("hola");
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void userWithoutAnAccountGetsOneOnlyWithAName() {
    Scene ana = guest();
    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_NOT_REGISTERED, Map.of()));
    ana.types("/sso");
    logsIn(ana);
    assertEquals(
        List.of("-- Aún no tienes una cuenta en este servidor. /sso NOMBRE la crea."),
        ana.console.rest());
    assertEquals(List.of(), ana.server.registrations());

    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_NOT_REGISTERED, Map.of()));
    ana.server.hasAccount("Eva", "me");
    ana.types("/sso Eva");
    logsIn(ana);
    assertEquals("Eva", ana.server.registrations().get(0).getName());
    assertEquals("id token", ana.server.registrations().get(0).getCredential().getOidcIdToken());
    assertEquals(
        List.of(
            "-- Ahora tienes una cuenta: Eva. Los comandos y chats siguientes para este servidor la"
                + " usan."),
        ana.console.rest());
  }

  @Test
  void onAServerThatNeedsAnInvitationTheCodeIsAskedForAsASecret() {
    Scene ana = guest();
    ana.server.needsInvitation();
    ana.types("/sso Eva");
    assertEquals(
        List.of(
            "-- Para crear una cuenta, este servidor pide una invitación. Escribe /sso Eva otra vez:"
                + " pide el código."),
        ana.console.rest());
    assertEquals(0, ana.issuer.started(), "the user does not log in at the issuer in vain");

    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_NOT_REGISTERED, Map.of()));
    ana.server.hasAccount("Eva", "me");
    ana.types("/sso Eva");
    assertEquals(Prompt.secret("Código de invitación: "), ana.prompt());
    ana.typesHidden(CODE);
    assertEquals(Prompt.regular("<Ana>: "), ana.prompt());
    logsIn(ana);
    assertEquals("Eva", ana.server.registrations().get(0).getName());
    assertEquals(CODE, ana.server.registrations().get(0).getInvitationCode());
    assertEquals(
        List.of(
            "-- Ahora tienes una cuenta: Eva. Los comandos y chats siguientes para este servidor la"
                + " usan."),
        ana.console.rest());
  }

  @Test
  void userWithAnAccountNeedsNoInvitation() {
    Scene ana = guest();
    ana.server.needsInvitation();
    ana.server.hasAccount("Ana", "me");
    ana.types("/sso");
    logsIn(ana);
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    ana.reads();
    ana.streamEnds(ErrorReason.ERROR_REASON_SESSION_REVOKED, Map.of());
    ana.types("/sso Ana");
    assertEquals(2, ana.issuer.started());
    assertEquals(List.of(), ana.server.registrations());
  }

  @Test
  void userWithoutAnAccountIsAskedForTheCodeAsSoonAsTheNameIsKnown() {
    Scene ana = guest();
    ana.server.needsInvitation();
    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_NOT_REGISTERED, Map.of()));
    ana.types("/sso");
    logsIn(ana);
    ana.types("/sso Eva");
    assertEquals(Prompt.secret("Código de invitación: "), ana.prompt());
    ana.reads();
    ana.typesHidden("");
    assertEquals(List.of("-- No se escribió ningún código."), ana.console.rest());
    assertEquals(1, ana.issuer.started());
  }

  @Test
  void wrongInvitationCodeIsExplained() {
    Scene ana = guest();
    ana.server.needsInvitation();
    ana.types("/sso Eva").types("/sso Eva").typesHidden("adivinado");
    ana.reads();
    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_NOT_REGISTERED, Map.of()));
    ana.server.refuseNextRegistration(
        refusal(ErrorReason.ERROR_REASON_INVITATION_INVALID, Map.of()));
    logsIn(ana);
    assertEquals(
        List.of(
            "-- No se inició la sesión: Este servidor pide una invitación, y ese código no es"
                + " válido: quizá está mal escrito, usado, caducado o anulado."),
        ana.console.rest());
  }

  /** The operator may have changed the server's settings since the client read them. */
  @Test
  void missingInvitationCodeIsNotReportedAsARefusedCode() {
    Scene ana = guest();
    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_NOT_REGISTERED, Map.of()));
    ana.server.refuseNextRegistration(
        refusal(ErrorReason.ERROR_REASON_INVITATION_INVALID, Map.of()));
    ana.types("/sso Eva");
    logsIn(ana);
    assertEquals(
        List.of(
            "-- Para crear una cuenta, este servidor pide una invitación. Escribe /sso Eva otra vez:"
                + " pide el código."),
        ana.console.rest());
    ana.types("/sso Eva");
    assertEquals(Prompt.secret("Código de invitación: "), ana.prompt());
  }

  @Test
  void codeIsNotAskedForIfItWouldBeVisible() {
    Scene ana = guest();
    ana.server.needsInvitation();
    ana.console.showsEverything();
    ana.types("/sso Eva").types("/sso Eva");
    assertEquals(
        "-- Este servidor pide una invitación, y aquí se vería el código. Usa, fuera de este chat:"
            + " charla register Eva --issuer",
        ana.console.rest().get(1));
    assertEquals(Prompt.regular("<Ana>: "), ana.prompt());
  }

  @Test
  void refusedIdTokenIsNotCalledAWrongPassword() {
    Scene ana = guest();
    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_LOGIN_REFUSED, Map.of()));
    ana.types("/sso");
    logsIn(ana);
    assertEquals(
        List.of(
            "-- No se inició la sesión: el servidor no acepta lo que su servicio de acceso dice de"
                + " ti; prueba otra vez."),
        ana.console.rest());
  }

  @Test
  void newCommandReplacesTheLogInThatIsUnderWay() {
    Scene ana = guest();
    ana.types("/sso").types("/sso Eva");
    assertEquals(2, ana.issuer.started());
    assertEquals(1, ana.issuer.cancelled());
  }

  /** The user can leave while a log-in is still in progress. */
  @Test
  void userCanQuitDuringALogIn() {
    Scene ana = guest();
    ana.types("/sso").types("/quit");
    assertEquals(Ending.LEFT, ana.chat.ended().getNow(null));
    logsIn(ana);
    assertEquals(List.of(), ana.server.logIns());
  }

  @Test
  void serverWithoutAnIssuerSaysSo() {
    Scene ana = Scene.person().joins();
    ana.types("/sso");
    assertEquals(
        List.of(
            "-- Este servidor no usa ningún servicio de acceso. /login NOMBRE inicia sesión con"
                + " contraseña."),
        ana.console.rest());
    assertEquals(0, ana.issuer.started());
  }

  @Test
  void idTokenIsNotSentInTheClear() {
    Scene ana = Scene.unprotected().joins();
    ana.server.hasIssuer(FakeIssuer.NAMED);
    ana.types("/sso");
    assertEquals(0, ana.issuer.started());
  }

  @Test
  void singleSignOnIsRefusedIfStandardInputIsAPipe() {
    Scene ana = Scene.pipe().joins();
    ana.server.hasIssuer(FakeIssuer.NAMED);
    ana.types("/sso");
    assertEquals(0, ana.issuer.started());
    assertFalse(ana.server.hasCommand());
  }

  private static void logsIn(Scene ana) {
    ana.issuer.reports(receiver -> receiver.onToken(new IdToken("id token")));
    ana.waits(Duration.ofSeconds(1));
  }

  private static Scene guest() {
    Scene ana = Scene.person().joins();
    ana.server.hasIssuer(FakeIssuer.NAMED);
    return ana;
  }

  /** Ana, logged in to her account. */
  private static Scene account() {
    Scene ana = guest();
    ana.server.hasAccount("Ana", "me");
    ana.types("/sso");
    logsIn(ana);
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    return ana.reads();
  }
}
