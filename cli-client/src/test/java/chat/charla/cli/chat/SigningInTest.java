package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.refusal;
import static chat.charla.cli.chat.Scene.timeline;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.view.Prompt;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.LogInRequest;
import chat.charla.v1.User;
import chat.charla.v1.UserKind;
import chat.charla.v1.UserRenamed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code /login} and {@code /register} in a chat. In virtual time. */
class SigningInTest {
  private static final String SECRET = "correcto caballo";
  private static final User ACCOUNT =
      Scene.ANA.toBuilder().setKind(UserKind.USER_KIND_ACCOUNT).build();

  @Test
  void guestBecomesAnAccountAndThePasswordIsNeitherShownNorKept() {
    Scene ana = Scene.person().joins();
    ana.server.hasAccount("Ana", "me");
    ana.types("/register");
    assertEquals(Prompt.secret("Contraseña nueva: "), ana.prompt());
    ana.typesHidden(SECRET);
    assertEquals(Prompt.secret("Otra vez la contraseña nueva: "), ana.prompt());
    ana.typesHidden(SECRET);
    assertEquals(Prompt.regular("<Ana>: "), ana.prompt());
    assertEquals(SECRET, ana.server.registrations().get(0).getCredential().getPassword());
    assertEquals("Ana", ana.server.registrations().get(0).getName());
    assertEquals("portátil", ana.server.registrations().get(0).getSessionLabel());
    assertEquals(
        List.of(
            "-- Ahora tienes una cuenta: Ana. Los comandos y chats siguientes para este servidor la"
                + " usan."),
        ana.console.rest());
    assertEquals(
        "conectado · cuenta Ana · lobby · 0 usuarios · localhost:9998", ana.console.status());
    assertFalse(ana.server.hasCommand());
    assertNothingHas(SECRET, ana);
    ana.types("/register");
    assertEquals(List.of("-- Ya tienes una cuenta"), ana.console.rest());
  }

  @Test
  void onAServerThatNeedsAnInvitationTheCodeIsAskedForAsASecret() {
    Scene ana = Scene.person().joins();
    ana.server.hasAccount("Ana", "me");
    ana.server.refuseNextRegistration(
        refusal(ErrorReason.ERROR_REASON_INVITATION_INVALID, Map.of()));
    ana.types("/register").typesHidden(SECRET).typesHidden(SECRET);
    assertEquals(
        List.of(
            "-- Este servidor pide una invitación. Escribe /register otra vez: pide el código."),
        ana.console.rest());
    ana.types("/register");
    assertEquals(Prompt.secret("Código de invitación: "), ana.prompt());
    ana.typesHidden("k7qf2-9xj4t-mwz3a-8rhcd").typesHidden(SECRET).typesHidden(SECRET);
    assertEquals(Prompt.regular("<Ana>: "), ana.prompt());
    assertEquals("", ana.server.registrations().get(0).getInvitationCode());
    assertEquals("k7qf2-9xj4t-mwz3a-8rhcd", ana.server.registrations().get(1).getInvitationCode());
    assertEquals(SECRET, ana.server.registrations().get(1).getCredential().getPassword());
    assertNothingHas(SECRET, ana);
    assertNothingHas("k7qf2", ana);
  }

  @Test
  void emptyCodeCancels() {
    Scene ana = Scene.person().joins();
    ana.server.refuseNextRegistration(
        refusal(ErrorReason.ERROR_REASON_INVITATION_INVALID, Map.of()));
    ana.types("/register").typesHidden(SECRET).typesHidden(SECRET);
    ana.reads();
    ana.types("/register").typesHidden("");
    assertEquals(List.of("-- No se escribió ningún código."), ana.console.rest());
    assertEquals(1, ana.server.registrations().size());
  }

  @Test
  void wrongInvitationCodeIsExplained() {
    Scene ana = Scene.person().joins();
    for (int i = 0; i < 2; i++) {
      ana.server.refuseNextRegistration(
          refusal(ErrorReason.ERROR_REASON_INVITATION_INVALID, Map.of()));
    }
    ana.types("/register").typesHidden(SECRET).typesHidden(SECRET);
    ana.types("/register").typesHidden("adivinado").typesHidden(SECRET).typesHidden(SECRET);
    assertEquals(
        "-- No se inició la sesión: Este servidor pide una invitación, y ese código no es"
            + " válido: quizá está mal escrito, usado, caducado o anulado.",
        ana.console.rest().get(1));
    assertEquals(Prompt.regular("<Ana>: "), ana.prompt());
  }

  @Test
  void differentPasswordsAreNotSent() {
    Scene ana = Scene.person().joins();
    ana.types("/register").typesHidden(SECRET).typesHidden("correcta caballo");
    assertEquals(List.of("-- Las dos contraseñas son distintas."), ana.console.rest());
    assertEquals(List.of(), ana.server.registrations());
    assertEquals(Prompt.regular("<Ana>: "), ana.prompt());
  }

  @Test
  void wrongPasswordChangesNothing() {
    Scene ana = Scene.person().joins();
    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_LOGIN_REFUSED, Map.of()));
    ana.types("/login Eva").typesHidden("adivinada");
    assertEquals(
        List.of("-- No se inició la sesión: El nombre o la contraseña no son correctos."),
        ana.console.rest());
    ana.types("hola");
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void emptyPasswordCancels() {
    Scene ana = Scene.person().joins();
    ana.types("/login Eva").typesHidden("");
    assertEquals(List.of("-- No se escribió ninguna contraseña."), ana.console.rest());
    assertEquals(List.of(), ana.server.logIns());
  }

  /** The line must not become a message, whatever has happened since the question. */
  @Test
  void hiddenLineWithoutAQuestionIsDropped() {
    Scene ana = Scene.person().joins();
    ana.typesHidden(SECRET);
    assertFalse(ana.server.hasCommand());
    assertNothingHas(SECRET, ana);
  }

  @Test
  void passwordThatIsTypedAfterTheNameIsNotKept() {
    Scene ana = Scene.person().joins();
    ana.types("/login Eva " + SECRET);
    assertEquals(List.of("-- Uso: /login [NOMBRE]"), ana.console.rest());
    assertNothingHas(SECRET, ana);
    assertEquals(List.of(), ana.server.logIns());
  }

  @Test
  void guestMustNameTheAccountToLogInTo() {
    Scene ana = Scene.person().joins();
    ana.types("/login");
    assertEquals(List.of("-- Uso: /login [NOMBRE]"), ana.console.rest());
  }

  @Test
  void noPasswordIsAskedForIfOthersCouldReadIt() {
    Scene ana = Scene.unprotected().joins();
    ana.types("/login Eva");
    assertEquals(
        List.of(
            "-- Otros pueden leer la conexión con localhost:9998, así que no se envía ninguna"
                + " contraseña; usa --tls."),
        ana.console.rest());
    assertEquals(Prompt.regular("<Ana>: "), ana.prompt());
  }

  @Test
  void pipeCannotLogIn() {
    Scene ana = Scene.pipe().joins();
    ana.types("/login Eva");
    assertEquals(
        List.of("-- Aquí se vería la contraseña. Usa: charla login, o charla register"),
        ana.console.rest());
    ana.types("hola");
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void afterARevocationTheChatSaysWhyAndContinuesWithALogIn() {
    Scene ana = account();
    ana.types("sin respuesta");
    ConverseRequest pending = ana.server.nextCommand();
    ana.streamEnds(ErrorReason.ERROR_REASON_SESSION_REVOKED, Map.of());
    assertEquals(
        List.of(
            "14:03 -- Esta sesión se cerró desde otro dispositivo o la cerró quien administra el"
                + " servidor, o la contraseña cambió: vuelve a iniciar sesión. /login NOMBRE inicia sesión, y /quit sale."),
        ana.console.rest());
    assertEquals(
        "sin sesión · cuenta Ana · 1 sin enviar · lobby · localhost:9998", ana.console.status());
    ana.types("perdido");
    assertEquals(List.of("14:03 ✗ No se envió «perdido»: sin sesión."), ana.console.rest());

    ana.types("/login").typesHidden(SECRET);
    LogInRequest request = ana.server.logIns().get(ana.server.logIns().size() - 1);
    assertEquals("Ana", request.getName());
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    assertEquals(
        pending.getSendMessage(),
        ana.server.nextCommand().getSendMessage(),
        "the message is repeated with its id");
    assertEquals(List.of("… sin respuesta"), ana.console.pending());
  }

  /** The operator may end the suspension. Then the user can log in again and continue. */
  @Test
  void afterASuspensionTheChatSaysSoAndContinuesWithALogIn() {
    Scene ana = account();
    ana.streamEnds(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED, Map.of());
    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_ACCOUNT_SUSPENDED, Map.of()));
    ana.types("/login").typesHidden(SECRET);
    assertEquals(
        List.of(
            "14:03 -- Quien administra el servidor suspendió esta cuenta. /login NOMBRE inicia"
                + " sesión, y /quit sale.",
            "-- No se inició la sesión: Quien administra el servidor suspendió esta cuenta."),
        ana.console.rest());
    ana.types("/login").typesHidden(SECRET);
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    ana.types("hola");
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  /** {@code charla logout}, while a chat is running. */
  @Test
  void logOutByAnotherProgramEndsTheChatAndSaysSo() {
    Scene ana = account();
    ana.streamEnds(ErrorReason.ERROR_REASON_SESSION_ENDED, Map.of());
    assertEquals(
        List.of(
            "14:03 -- El servidor cerró tu sesión: Otro programa cerró esta sesión, o la cuenta fue"
                + " eliminada."),
        ana.console.rest());
    assertEquals(Ending.FAILED, ana.chat.ended().getNow(null));
  }

  @Test
  void otherAccountLeavesTheOutcomeOfPendingMessagesUnknown() {
    Scene ana = account();
    ana.types("sin respuesta");
    ana.server.nextCommand();
    ana.streamEnds(ErrorReason.ERROR_REASON_SESSION_REVOKED, Map.of());
    ana.reads();
    ana.server.hasAccount("Eva", "e1");
    ana.types("/login Eva").typesHidden(SECRET);
    assertEquals(
        List.of(
            "14:03 ? No se sabe si se envió «sin respuesta».",
            "-- Iniciaste sesión como Eva. Los comandos y chats siguientes para este servidor usan"
                + " la cuenta."),
        ana.console.rest());
    User eva = User.newBuilder().setName("Eva").setId("e1").build();
    ana.opens(eva, timeline("lobby", 0, 0), timeline("", 0, 0));
    assertFalse(ana.server.hasCommand());
    assertEquals(List.of(), ana.console.pending());
    assertEquals("<Eva>: ", ana.console.prompt());
  }

  @Test
  void chatWithoutASessionCanBeLeft() {
    Scene ana = account();
    ana.streamEnds(ErrorReason.ERROR_REASON_SESSION_EXPIRED, Map.of());
    ana.reads().types("/quit");
    assertEquals(Ending.LEFT, ana.chat.ended().getNow(null));
    assertNull(ana.prompt());
  }

  @Test
  void serverWithoutGuestsOffersToLogIn() {
    Scene ana = Scene.person();
    ana.server.refuseNextJoin(refusal(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED, Map.of()));
    ana.starts();
    assertEquals(
        List.of(
            "14:03 -- Este servidor solo acepta usuarios con cuenta. /login NOMBRE inicia sesión, y"
                + " /quit sale.",
            "-- Aquí no se pueden registrar usuarios nuevos: pide una cuenta a quien administra el"
                + " servidor."),
        ana.console.rest());
    ana.server.hasAccount("Ana", "me");
    ana.types("/login Ana").typesHidden(SECRET);
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    ana.types("hola");
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void serverWithoutGuestsThatLetsNewUsersRegisterSaysSo() {
    Scene ana = Scene.person();
    ana.server.needsInvitation();
    ana.server.refuseNextJoin(refusal(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED, Map.of()));
    ana.starts();
    assertEquals(
        "-- ¿Aún no tienes una cuenta? /register NOMBRE la crea.", ana.console.rest().get(1));
    ana.server.hasAccount("Ana", "me");
    ana.types("/register Ana").typesHidden(SECRET).typesHidden(SECRET);
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    ana.types("hola");
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void pipeOnAServerWithoutGuestsIsToldHowToGetAnAccount() {
    Scene ana = Scene.pipe();
    ana.server.refuseNextJoin(refusal(ErrorReason.ERROR_REASON_ACCOUNT_REQUIRED, Map.of()));
    ana.starts();
    assertEquals(
        List.of(
            "14:03 -- Este servidor solo acepta usuarios con cuenta. Para iniciar sesión: charla"
                + " login NAME. Para crear una cuenta, si el servidor admite usuarios nuevos:"
                + " charla register NAME"),
        ana.console.rest());
    assertEquals(Ending.FAILED, ana.chat.ended().getNow(null));
  }

  @Test
  void newNameThatTheOperatorHasGivenIsShownAndUsed() {
    Scene ana = account();
    User renamed = ACCOUNT.toBuilder().setName("Anabel").build();
    ana.receives(
        Scene.event("lobby", 0, renamed)
            .setUserRenamed(UserRenamed.newBuilder().setPreviousName("Ana"))
            .build());
    assertEquals(List.of("14:03 -- Ahora te llamas Anabel."), ana.console.rest());
    assertEquals("<Anabel>: ", ana.console.prompt());
    assertEquals(
        "conectado · cuenta Anabel · lobby · 0 usuarios · localhost:9998", ana.console.status());
  }

  @Test
  void userWhoIsLoggedInIsNotAskedForThePasswordAgain() {
    Scene ana = account();
    for (String line : List.of("/login", "/login ana")) {
      ana.types(line);
      assertEquals(Prompt.regular("<Ana>: "), ana.prompt());
      assertEquals(
          List.of("-- Ya iniciaste sesión como Ana. /login NOMBRE inicia sesión en otra cuenta."),
          ana.console.rest());
    }
    ana.types("/login Eva");
    assertEquals(Prompt.secret("Contraseña: "), ana.prompt());
  }

  @Test
  void chatThatEndsAtAPasswordQuestionSaysThatTheAnswerIsNotUsed() {
    Scene ana = account();
    ana.types("/login Eva");
    ana.streamEnds(ErrorReason.ERROR_REASON_SESSION_ENDED, Map.of());
    assertEquals(
        List.of(
            "14:03 -- El servidor cerró tu sesión: Otro programa cerró esta sesión, o la cuenta fue"
                + " eliminada.",
            "-- No se usó la línea oculta, porque el chat terminó."),
        ana.console.rest());
    assertEquals(Ending.FAILED, ana.chat.ended().getNow(null));
  }

  @Test
  void userWithoutANameMayLogInInstead() {
    Scene ana = Scene.person();
    ana.server.refuseNextJoin(refusal(ErrorReason.ERROR_REASON_NAME_TAKEN, Map.of()));
    ana.starts();
    ana.server.refuseNextLogIn(refusal(ErrorReason.ERROR_REASON_LOGIN_REFUSED, Map.of()));
    ana.types("/login Eva").typesHidden("adivinada");
    assertEquals("Escoge otro nombre: ", ana.console.prompt());
    ana.server.hasAccount("Eva", "e1");
    ana.types("/login Eva").typesHidden(SECRET);
    ana.opens(Scene.user("Eva", "e1"), timeline("lobby", 0, 0), timeline("", 0, 0));
    ana.types("hola");
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  /** A pipe cannot log in, so it ends. */
  @Test
  void revokedSessionEndsAPipe() {
    Scene ana = Scene.pipe().joins();
    ana.streamEnds(ErrorReason.ERROR_REASON_SESSION_REVOKED, Map.of());
    ana.waits(Duration.ofSeconds(1));
    assertEquals(Ending.FAILED, ana.chat.ended().getNow(null));
  }

  /** Ana, logged in to her account. */
  private static Scene account() {
    Scene ana = Scene.person().joins();
    ana.server.hasAccount("Ana", "me");
    ana.types("/login Ana").typesHidden(SECRET);
    ana.opens(ACCOUNT, timeline("lobby", 0, 0), timeline("", 0, 0));
    return ana.reads();
  }

  private static void assertNothingHas(String secret, Scene scene) {
    for (List<String> shown :
        List.of(
            scene.console.everything(),
            scene.console.remembered(),
            scene.console.savedInputHistory(),
            scene.console.pending(),
            List.of(scene.console.prompt()))) {
      assertTrue(shown.stream().noneMatch(line -> line.contains(secret)), shown::toString);
    }
  }
}
