package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.event;
import static chat.charla.cli.chat.Scene.said;
import static chat.charla.cli.chat.Scene.timeline;
import static chat.charla.cli.chat.Scene.user;
import static chat.charla.cli.chat.Scene.whispered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.client.SavedSession;
import chat.charla.v1.ConverseRequest;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.User;
import chat.charla.v1.UserJoined;
import chat.charla.v1.UserLeft;
import chat.charla.v1.UserLeftReason;
import chat.charla.v1.UserRenamed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A person in the chat, in virtual time: what they see, and what becomes of what they say. */
class ChatTest {
  private static final String LOST =
      "14:03 -- Conexión perdida (el servidor se fue sin avisar). Nuevo intento en 8 s; Enter: ahora.";

  // Joining

  @Test
  void welcomeCannotForgeALine() {
    Scene ana = Scene.person().starts().opens(timeline("lobby", 0, 0));
    assertEquals("hola\n  | <Luis>: falso", ana.console.next());
    assertEquals(Prompt.turn("<Ana>: "), ana.prompt());
  }

  @Test
  void nameThatWasLostMeanwhileIsReplacedAndTheTypedLineIsStillSpeech() {
    Scene ana = Scene.person().joins();
    ana.server.refuseNextJoin(
        Scene.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN, Map.of("suggested_name", "Ana-2")));
    ana.ends(ErrorReason.ERROR_REASON_NAME_LOST, Map.of());
    assertEquals(
        "14:03 -- Otra persona tomó tu nombre mientras no estabas; ahora eres Ana-2.",
        ana.console.next());
    ana.opens(user("Ana-2", "me"), timeline("lobby", 0, 0)).types("hola");
    assertEquals(Prompt.turn("<Ana-2>: "), ana.prompt());
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void withoutASuggestionTheNextLineIsTheName() {
    Scene ana = Scene.person().joins();
    ana.server.refuseNextJoin(Scene.refusal(ErrorReason.ERROR_REASON_NAME_TAKEN, Map.of()));
    ana.ends(ErrorReason.ERROR_REASON_NAME_LOST, Map.of());
    assertEquals("Nombre en uso. Escoge otro nombre: ", ana.console.next());
    ana.types("Eva").opens(user("Eva", "me"), timeline("lobby", 0, 0));
    assertEquals(Prompt.turn("<Eva>: "), ana.prompt());
    assertTrue(ana.console.rememberedForLater().isEmpty());
  }

  @Test
  void takenOverStreamEndsTheChat() {
    Scene ana = Scene.person().joins();
    ana.ends(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, Map.of());
    assertEquals(
        "14:03 -- El servidor terminó la conversación: Otro programa sigue tu conversación.",
        ana.console.next());
    assertEquals(Ending.FAILED, ana.chat.ended().getNow(null));
  }

  // One's own words

  @Test
  void ownMessageIsPendingUntilItComesBackAndIsShownOnce() {
    Scene ana = Scene.person().joins().types("hola");
    assertEquals(List.of("… hola"), ana.console.pending());
    assertEquals(List.of(), ana.console.rest());
    ConverseRequest sent = ana.server.nextCommand();
    ana.accepts(sent, 1);
    assertEquals(List.of("… hola"), ana.console.pending());
    ana.posts(sent, 1);
    assertEquals(List.of(), ana.console.pending());
    assertEquals(List.of("14:03 <Ana> hola"), ana.console.rest());
  }

  @Test
  void eventMayBeQuickerThanTheResult() {
    Scene ana = Scene.person().joins().types("hola");
    ConverseRequest sent = ana.server.nextCommand();
    ana.posts(sent, 1).accepts(sent, 1);
    assertEquals(List.of("14:03 <Ana> hola"), ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
  }

  @Test
  void refusedMessageIsMarkedWithTheReasonAndNotRepeated() {
    Scene ana = Scene.person().joins().types("/msg Nadie hola");
    assertEquals(List.of("… [privado] → Nadie: hola"), ana.console.pending());
    ana.refuses(ana.server.nextCommand(), ErrorReason.ERROR_REASON_USER_NOT_FOUND);
    assertEquals(
        List.of("14:03 ✗ No se envió «hola»: Usuario no conectado: Nadie."), ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
    ana.waits(Duration.ofMinutes(5));
    assertFalse(ana.server.hasCommand());
  }

  @Test
  void manyPendingMessagesDoNotFillTheScreen() {
    Scene ana = Scene.person().joins().loses();
    for (int i = 1; i <= 9; i++) {
      ana.types("m" + i);
    }
    assertEquals(List.of("… m1", "… m2", "… m3", "… m4", "… y 5 más"), ana.console.pending());
  }

  @Test
  void messageWhoseEventIsTrimmedIsShownWithoutIt() {
    Scene ana = Scene.person().joins().types("hola");
    ConverseRequest sent = ana.server.nextCommand();
    ana.accepts(sent, 1).gap("lobby", 1, 12);
    assertEquals(
        List.of("── faltan 12 mensajes: el servidor ya no los conserva ──", "14:03 <Ana> hola"),
        ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
  }

  @Test
  void lateResultAfterItsEventWasTrimmedIsShownToo() {
    Scene ana = Scene.person().joins().types("hola");
    ana.server.nextCommand();
    ana.loses().types("").opens(timeline("lobby", 0, 12)).gap("lobby", 1, 12).reads();
    ana.accepts(ana.server.nextCommand(), 5, true);
    assertEquals(List.of("14:03 <Ana> hola"), ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
  }

  @Test
  void messageOfAnotherProgramWithTheSameIdentityIsShown() {
    Scene ana = Scene.person().joins().happens(said("lobby", 1, ANA, "desde otra parte"));
    assertEquals("14:03 <Ana> desde otra parte", ana.console.next());
  }

  // The connection

  @Test
  void lossShowsAtOnceWithTheReasonAndCountsDown() {
    Scene ana = Scene.person().joins().loses();
    assertEquals(List.of(LOST), ana.console.rest());
    assertEquals("(sin conexión) <Ana>: ", ana.console.prompt());
    assertEquals(
        "sin conexión; nuevo intento en 8 s (Enter: ahora) · lobby · localhost: 9998"
            + " · el servidor se fue sin avisar",
        ana.console.status());
    ana.waits(Duration.ofSeconds(1));
    assertTrue(ana.console.status().contains("en 7 s"), ana.console.status());
    ana.waits(Duration.ofSeconds(6));
    assertTrue(ana.console.status().contains("en 1 s"), ana.console.status());
    ana.waits(Duration.ofSeconds(1));
    assertEquals("conectando… · lobby · localhost: 9998", firstThree(ana.console.status()));
    ana.opens(timeline("lobby", 0, 0));
    assertEquals(List.of("14:03 -- Conectado de nuevo"), ana.console.rest());
    assertEquals("conectado · lobby · 0 personas · localhost: 9998", ana.console.status());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void enterTriesNow() {
    Scene ana = Scene.person().joins().loses();
    assertFalse(ana.server.hasStream());
    ana.types("");
    assertTrue(ana.server.hasStream());
  }

  @Test
  void enterWhileOnlineIsNothing() {
    Scene ana = Scene.person().joins().types("");
    assertEquals(List.of(), ana.console.rest());
    assertFalse(ana.server.hasStream());
    assertFalse(ana.server.hasCommand());
  }

  @Test
  void whatIsTypedOfflineQueuesVisiblyAndIsSentOnce() {
    Scene ana = Scene.person().joins().loses().reads().types("uno").types("dos");
    assertEquals(List.of("… uno", "… dos"), ana.console.pending());
    assertTrue(ana.console.status().contains(" · 2 por enviar · "), ana.console.status());
    assertFalse(ana.server.hasCommand());
    ana.types("").opens(timeline("lobby", 0, 0));
    ConverseRequest one = ana.server.nextCommand();
    ConverseRequest two = ana.server.nextCommand();
    assertFalse(ana.server.hasCommand());
    ana.accepts(one, 1).accepts(two, 2).posts(one, 1).posts(two, 2);
    assertEquals(
        List.of("14:03 -- Conectado de nuevo", "14:03 <Ana> uno", "14:03 <Ana> dos"),
        ana.console.rest());
    assertEquals(List.of(), ana.console.pending());
  }

  @Test
  void missedMessagesStandUnderAHeader() {
    Scene ana = Scene.person().joins().loses().types("").reads();
    ana.opens(timeline("lobby", 0, 2), timeline("", 0, 1));
    ana.happens(said("lobby", 1, LUIS, "uno"), said("lobby", 2, LUIS, "dos"));
    ana.caughtUp("lobby", 2);
    ana.happens(whispered(1, LUIS, ANA, "tres")).caughtUp("", 1);
    ana.happens(said("lobby", 3, LUIS, "ahora"));
    assertEquals(
        List.of(
            "14:03 -- Conectado de nuevo",
            "── 3 mensajes mientras no estabas ──",
            "14:03 <Luis> uno",
            "14:03 <Luis> dos",
            "14:03 [privado] Luis → tú: tres",
            "── al día ──",
            "14:03 <Luis> ahora"),
        ana.console.rest());
  }

  @Test
  void onesOwnMessageIsNotCountedAsMissed() {
    Scene ana = Scene.person().joins().types("mía");
    ConverseRequest sent = ana.server.nextCommand();
    ana.loses().types("").reads().opens(timeline("lobby", 0, 2));
    ana.posts(sent, 1).happens(said("lobby", 2, LUIS, "de Luis")).caughtUp("lobby", 2);
    assertEquals(
        List.of(
            "14:03 -- Conectado de nuevo",
            "14:03 <Ana> mía",
            "── 1 mensaje mientras no estabas ──",
            "14:03 <Luis> de Luis",
            "── al día ──"),
        ana.console.rest());
  }

  @Test
  void trimmedMessagesAreNotCountedAsComing() {
    Scene ana = Scene.person().joins().loses().types("").reads();
    ana.opens(timeline("lobby", 0, 12)).gap("lobby", 1, 11);
    ana.happens(said("lobby", 12, LUIS, "el último")).caughtUp("lobby", 12);
    assertEquals(
        List.of(
            "14:03 -- Conectado de nuevo",
            "── faltan 11 mensajes: el servidor ya no los conserva ──",
            "── 1 mensaje mientras no estabas ──",
            "14:03 <Luis> el último",
            "── al día ──"),
        ana.console.rest());
  }

  @Test
  void whoHasJustComeHasMissedNothing() {
    Scene ana = Scene.person().starts().opens(timeline("lobby", 4, 5)).reads();
    ana.happens(said("lobby", 5, LUIS, "justo entonces")).caughtUp("lobby", 5);
    assertEquals(List.of("14:03 <Luis> justo entonces"), ana.console.rest());
  }

  @Test
  void anotherDayBeginsWithALine() {
    Scene ana = Scene.person().joins().loses().types("").opens(timeline("lobby", 0, 1)).reads();
    ana.happens(
        said("lobby", 1, LUIS, "ayer").toBuilder()
            .setCreateTime(Scene.time(Scene.NOW.minus(Duration.ofDays(1))))
            .build());
    ana.caughtUp("lobby", 1).happens(said("lobby", 2, LUIS, "hoy"));
    assertEquals(
        List.of(
            "── 1 mensaje mientras no estabas ──",
            "── domingo 1 de marzo de 2026 ──",
            "14:03 <Luis> ayer",
            "── al día ──",
            "── lunes 2 de marzo de 2026 ──",
            "14:03 <Luis> hoy"),
        ana.console.rest());
  }

  // Leaving

  @Test
  void quittingOfflineSaysWhatWasNotSent() {
    Scene ana = Scene.person().joins().types("antes");
    ana.server.nextCommand();
    ana.loses().reads().types("después");
    ana.server.keepsSilentAboutLeaving();
    ana.types("/quit").waits(Duration.ofSeconds(6));
    assertEquals(
        List.of(
            "14:03 -- El servidor no respondió: los demás verán tu salida cuando venza tu nombre.",
            "14:03 ? No se sabe si llegó «antes».",
            "14:03 ✗ No se envió «después»: la conversación ya terminó.",
            "<Servidor>: Te has desconectado. Vuelve pronto!"),
        ana.console.rest());
    assertEquals(Ending.UNSENT, ana.chat.ended().getNow(null));
  }

  @Test
  void quittingWaitsForWhatWasSaidLast() {
    Scene ana = Scene.person().joins().types("adiós").types("/quit");
    ConverseRequest sent = ana.server.nextCommand();
    assertNull(ana.chat.ended().getNow(null));
    ana.accepts(sent, 1).posts(sent, 1);
    assertEquals(
        List.of("14:03 <Ana> adiós", "<Servidor>: Te has desconectado. Vuelve pronto!"),
        ana.console.rest());
    assertEquals(Ending.LEFT, ana.chat.ended().getNow(null));
  }

  @Test
  void endOfInputOfAPersonLeavesAlsoWithoutAServer() {
    Scene ana = Scene.person().joins().loses().types("hola");
    ana.chat.endOfInput(null);
    ana.waits(Duration.ofSeconds(6));
    assertEquals(Ending.UNSENT, ana.chat.ended().getNow(null));
  }

  @Test
  void endOfAPipeWaitsForTheServer() {
    Scene pipe = Scene.pipe().joins().loses().types("hola");
    pipe.chat.endOfInput(null);
    pipe.waits(Duration.ofMinutes(1));
    assertNull(pipe.chat.ended().getNow(null));
    while (!pipe.server.hasStream()) {
      pipe.waits(Duration.ofSeconds(1));
    }
    pipe.opens(timeline("lobby", 0, 0));
    ConverseRequest sent = pipe.server.nextCommand();
    pipe.accepts(sent, 1).posts(sent, 1);
    assertEquals(Ending.LEFT, pipe.chat.ended().getNow(null));
  }

  // What is typed

  @Test
  void unknownCommandIsNotSaidAndTheOneMeantIsNamed() {
    Scene ana = Scene.person().joins().types("/mgs Luis secreto");
    assertEquals(
        List.of("-- No existe /mgs, y no se envió nada. ¿Quisiste decir /msg NOMBRE TEXTO?"),
        ana.console.rest());
    ana.types("/usr/bin");
    assertEquals(
        List.of(
            "-- No existe /usr/bin, y no se envió nada. /help muestra los comandos; // envía una"
                + " barra."),
        ana.console.rest());
    assertFalse(ana.server.hasCommand());
  }

  @Test
  void manyLinesAreAskedAbout() {
    Scene ana = Scene.person().joins();
    String text = "1\n2\n3\n4\n5\n6";
    ana.types(text);
    Prompt question = Prompt.question("¿Enviar 6 líneas? (s/n) ");
    assertEquals(question, ana.prompt());
    assertFalse(ana.server.hasCommand());
    ana.types("quizás");
    assertEquals(question, ana.prompt());
    ana.types("n");
    assertEquals(List.of("-- No se envió."), ana.console.rest());
    ana.types(text).types("Sí");
    assertEquals(text, ana.server.nextCommand().getSendMessage().getText());
    assertEquals(List.of(text, text), ana.console.rememberedForLater());
  }

  @Test
  void fiveLinesAreNotAskedAbout() {
    Scene ana = Scene.person().joins().types("1\n2\n3\n4\n5");
    assertEquals("1\n2\n3\n4\n5", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void textThatIsTooLongIsOfferedInPieces() {
    Scene ana = Scene.person().joins().types("a".repeat(30) + "\n" + "b".repeat(30));
    assertEquals(Prompt.question("¿Enviar 2 mensajes? (s/n) "), ana.prompt());
    assertEquals(List.of("-- No cabe en un mensaje."), ana.console.rest());
    ana.types("s");
    assertEquals("a".repeat(30), ana.server.nextCommand().getSendMessage().getText());
    assertEquals("b".repeat(30), ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void questionThatIsNotAnsweredIsNo() {
    Scene ana = Scene.person().joins().types("1\n2\n3\n4\n5\n6");
    ana.chat.endOfInput(null);
    ana.scheduler.run();
    assertTrue(ana.console.rest().contains("-- No se envió."));
    assertFalse(ana.server.hasCommand());
  }

  @Test
  void pipeIsNeverAsked() {
    Scene pipe = Scene.pipe().joins().types("x".repeat(50)).types("sigue");
    assertEquals("sigue", pipe.server.nextCommand().getSendMessage().getText());
    assertEquals(
        List.of(
            "14:03 ✗ No se envió «"
                + "x".repeat(40)
                + "…»: El mensaje es demasiado largo (hasta 40 caracteres y 160 bytes)."),
        pipe.console.rest());
  }

  @Test
  void privateWordsAreNotKeptForLater() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("hola").types("/msg Luis shh").types("/mgs Luis shh").types(":p-shh");
    ana.types("/query Luis").types("en privado").types("/me saluda").types("/who");
    assertEquals(List.of("hola", "/query Luis", "/who"), ana.console.rememberedForLater());
    assertEquals(
        List.of("/msg Luis shh", "/mgs Luis shh", ":p-shh", "en privado", "/me saluda"),
        ana.console.remembered());
  }

  @Test
  void privateMessageWaitsUntilItIsClearForWhom() {
    Scene ana = Scene.person();
    ana.server.answersToListing(false);
    ana.starts().opens(timeline("lobby", 0, 0)).loses().reads();
    ana.types(":p-Eva-Luisa-hola").types("y después");
    assertEquals(List.of("… :p-Eva-Luisa-hola", "… y después"), ana.console.pending());
    ana.server.answersToListing(true);
    ana.server.lists(user("Eva-Luisa", "e1"), user("Eva", "e2"));
    ana.waits(Duration.ofMinutes(1)).types("/reconnect").opens(timeline("lobby", 0, 0));
    ConverseRequest first = ana.server.nextCommand();
    assertEquals("e1", first.getSendMessage().getUserId());
    assertEquals("hola", first.getSendMessage().getText());
    assertEquals("y después", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void whatWaitedAndIsAskedAboutIsAskedOneAfterTheOther() {
    Scene ana = Scene.person();
    ana.server.answersToListing(false);
    ana.starts().opens(timeline("lobby", 0, 0)).loses();
    ana.types(":p-Eva-Luisa-hola").types("1\n2\n3\n4\n5\n6").types("1\n2\n3\n4\n5\n6\n7");
    ana.types("fin");
    ana.server.answersToListing(true);
    ana.server.lists(user("Eva-Luisa", "e1"));
    ana.waits(Duration.ofMinutes(1)).types("/reconnect").opens(timeline("lobby", 0, 0));
    assertEquals("hola", ana.server.nextCommand().getSendMessage().getText());
    assertEquals("¿Enviar 6 líneas? (s/n) ", ana.console.prompt());
    ana.types("s");
    assertEquals("1\n2\n3\n4\n5\n6", ana.server.nextCommand().getSendMessage().getText());
    assertEquals("¿Enviar 7 líneas? (s/n) ", ana.console.prompt());
    ana.types("n");
    assertEquals("fin", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void pipeIsNotReadWhileTooMuchWaitsToBecomeClear() {
    Scene pipe = Scene.pipe();
    pipe.server.answersToListing(false);
    pipe.joins();
    int read = 0;
    while (pipe.prompt() != null && read < 1000) {
      pipe.types(":p-Eva-Luisa-hola");
      read++;
    }
    assertTrue(read < 1000, "it is read without end");
  }

  @Test
  void privateMessageThatStaysUnclearIsNotSentToAnybody() {
    Scene pipe = Scene.pipe();
    pipe.server.failsListing();
    pipe.joins().types(":p-Eva-Luisa-hola");
    pipe.types("fin");
    assertEquals("fin", pipe.server.nextCommand().getSendMessage().getText());
    assertEquals(
        List.of(
            "14:03 ✗ No se envió «:p-Eva-Luisa-hola»: no se sabe quién está; con /msg no hay dudas."),
        pipe.console.rest());
  }

  // In private

  @Test
  void queryStaysWithThePersonAndNotWithTheName() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("/query luis").types("hola");
    assertEquals("[privado Luis] <Ana>: ", ana.console.prompt());
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
    ana.reads()
        .happens(
            event("lobby", 0, user("Lucho", "l1"))
                .setUserRenamed(UserRenamed.newBuilder().setPreviousName("Luis"))
                .build());
    assertEquals("[privado Lucho] <Ana>: ", ana.console.prompt());
    ana.happens(joined(user("Luis", "otro"))).types("sigues ahí?");
    assertEquals("l1", ana.server.nextCommand().getSendMessage().getUserId());
    ana.reads().happens(left(user("Lucho", "l1")));
    assertEquals(
        List.of(
            "14:03 -- Lucho se fue. Lo que escribas no le llegará a nadie más; /query vuelve a la"
                + " sala."),
        ana.console.rest());
    ana.types("/query").types("a todos");
    assertEquals("lobby", ana.server.nextCommand().getSendMessage().getRoom());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void queryWithNobodyIsNone() {
    Scene ana = Scene.person().joins().types("/query Nadie");
    assertEquals(List.of("-- Usuario no conectado: Nadie"), ana.console.rest());
    assertEquals("<Ana>: ", ana.console.prompt());
  }

  @Test
  void replyGoesToTheIdOfWhoWroteLast() {
    Scene ana = Scene.person().joins().types("/reply hola");
    assertEquals(List.of("-- Nadie te ha escrito en privado."), ana.console.rest());
    ana.happens(whispered(1, LUIS, ANA, "psst")).types("/r qué?");
    ConverseRequest answer = ana.server.nextCommand();
    assertEquals("l1", answer.getSendMessage().getUserId());
    assertEquals("qué?", answer.getSendMessage().getText());
  }

  // Rooms

  @Test
  void otherRoomsOnlyCountUntilOneLooks() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.reads().happens(said("dev", 1, LUIS, "uno"), said("dev", 2, LUIS, "dos, ana"));
    assertEquals(List.of(), ana.console.rest());
    assertTrue(ana.console.status().contains(" · sin leer: dev:2! · "), ana.console.status());
    ana.types("/room DEV");
    assertEquals(
        List.of(
            "-- Estás en la sala dev.",
            "── sin leer: 2 mensajes ──",
            "14:03 <Luis> uno",
            "14:03 <Luis> dos, ana"),
        ana.console.rest());
    assertEquals("[dev] <Ana>: ", ana.console.prompt());
    assertFalse(ana.console.status().contains("sin leer"));
    ana.types("aquí");
    assertEquals("dev", ana.server.nextCommand().getSendMessage().getRoom());
    ana.types("/room lobby").reads().happens(said("dev", 3, LUIS, "tres"));
    ana.types("/room dev");
    assertEquals(
        List.of(
            "-- Estás en la sala dev.",
            "14:03 <Luis> uno",
            "14:03 <Luis> dos, ana",
            "── sin leer: 1 mensaje ──",
            "14:03 <Luis> tres"),
        ana.console.rest());
  }

  @Test
  void whatDoesNotFitIsTold() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    for (int i = 1; i <= Room.KEPT + 7; i++) {
      ana.happens(said("dev", i, LUIS, "m" + i));
    }
    List<String> shown = ana.reads().types("/room dev").console.rest();
    assertEquals("── sin leer: 207 mensajes ──", shown.get(1));
    assertEquals("-- Los primeros 7 no se muestran; /history los tiene.", shown.get(2));
    assertEquals("14:03 <Luis> m8", shown.get(3));
    assertEquals("14:03 <Luis> m207", shown.get(shown.size() - 1));
  }

  @Test
  void privateMessagesShowWhereverOneLooks() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.types("/room dev").reads().happens(whispered(1, LUIS, ANA, "psst"));
    assertEquals(List.of("14:03 [privado] Luis → tú: psst"), ana.console.rest());
  }

  @Test
  void ownMessageThatComesBackAfterASwitchSaysWhereItIs() {
    Scene ana = Scene.person().starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.types("hola").types("/room dev").reads();
    assertEquals(List.of("… [lobby] hola"), ana.console.pending());
    ConverseRequest sent = ana.server.nextCommand();
    ana.posts(sent, 1).accepts(sent, 1);
    assertEquals(List.of("14:03 [lobby] <Ana> hola"), ana.console.rest());
    assertFalse(ana.console.status().contains("sin leer"));
  }

  @Test
  void joiningLooksAtTheRoomAndLeavingGoesBack() {
    Scene ana = Scene.person().joins().types("/join Dev");
    ana.enters(ana.server.nextCommand(), "dev");
    assertEquals(List.of("-- Estás en la sala dev."), ana.console.rest());
    assertEquals("[dev] <Ana>: ", ana.console.prompt());
    ana.types("/leave").leaves(ana.server.nextCommand(), "dev", 0);
    assertEquals(
        List.of("-- Dejaste la sala dev.", "-- Estás en la sala lobby."), ana.console.rest());
    ana.types("/leave").leaves(ana.server.nextCommand(), "lobby", 0).reads().types("hola?");
    assertEquals(
        List.of("-- No estás en ninguna sala: entra en una con /join."), ana.console.rest());
    assertFalse(ana.server.hasCommand());
  }

  @Test
  void peopleAreCountedAlsoWhereOneDoesNotLook() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS, user("Eva", "e1"));
    ana.starts().opens(timeline("dev", 0, 0), timeline("lobby", 0, 0));
    ana.happens(
        event("dev", 0, LUIS)
            .setUserLeft(UserLeft.newBuilder().setReason(UserLeftReason.USER_LEFT_REASON_LEFT_ROOM))
            .build());
    ana.types("/room dev");
    assertTrue(ana.console.status().contains(" · 2 personas · "), ana.console.status());
  }

  @Test
  void roomThatOneIsNotInIsNotEnteredByLooking() {
    Scene ana = Scene.person().joins().types("/room dev");
    assertEquals(List.of("-- No estás en la sala dev. Con /join entras."), ana.console.rest());
    assertFalse(ana.server.hasCommand());
  }

  // Settings

  @Test
  void bellRingsForMentionsAndPrivateMessagesIfWanted() {
    Scene ana = Scene.person(new ChatSettings(true, true, true)).joins();
    ana.happens(said("lobby", 1, LUIS, "hola"));
    assertEquals(0, ana.console.rings());
    ana.happens(said("lobby", 2, LUIS, "hola ana"));
    ana.happens(whispered(1, LUIS, ANA, "psst"));
    assertEquals(2, ana.console.rings());
    ana.types("/set bell off").happens(said("lobby", 3, LUIS, "ana!"));
    assertEquals(2, ana.console.rings());
  }

  @Test
  void settingsAreListedAndChanged() {
    Scene ana = Scene.person().joins().types("/set");
    assertEquals(
        List.of(
            "-- bell off: sonar cuando te nombran o te escriben en privado",
            "-- presence on: contar quién entra y quién sale",
            "-- timestamps on: mostrar la hora"),
        ana.console.rest());
    ana.happens(joined(LUIS));
    assertEquals(List.of("14:03 -- Luis entró al chat"), ana.console.rest());
    ana.types("/set presence off").types("/set timestamps OFF").reads();
    ana.happens(joined(LUIS), said("lobby", 1, LUIS, "hola"));
    assertEquals(List.of("<Luis> hola"), ana.console.rest());
    ana.types("/set colour on");
    assertEquals(
        List.of("-- No existe el ajuste colour. Hay: bell, presence, timestamps"),
        ana.console.rest());
    ana.types("/set bell maybe");
    assertEquals(List.of("-- Se escribe así: /set [AJUSTE] [on|off]"), ana.console.rest());
  }

  @Test
  void languageChangesLive() {
    Scene ana = Scene.person().joins().types("/lang en");
    assertEquals(List.of("-- In English now."), ana.console.rest());
    ana.loses();
    assertEquals("(offline) <Ana>: ", ana.console.prompt());
    assertEquals(
        List.of(
            "14:03 -- Connection lost (the server went away). Next attempt in 8 s; Enter: now."),
        ana.console.rest());
    ana.types("/lang fr");
    assertEquals(List.of("-- It is written: /lang es|en"), ana.console.rest());
  }

  @Test
  void ignoredIsNotHeardUnderAnyName() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("/ignore luis").reads();
    User lucho = user("Lucho", "l1");
    ana.happens(
        said("lobby", 1, LUIS, "hola"),
        said("lobby", 2, lucho, "ana!"),
        whispered(1, lucho, ANA, "psst"),
        left(lucho));
    assertEquals(List.of(), ana.console.rest());
    ana.types("/ignore");
    assertEquals(List.of("-- No ves a: Lucho"), ana.console.rest());
    ana.types("/unignore lucho").happens(said("lobby", 3, lucho, "por fin"));
    assertEquals(List.of("-- Ves a lucho otra vez.", "14:03 <Lucho> por fin"), ana.console.rest());
  }

  @Test
  void statusTellsHowThingsAre() {
    Scene ana = Scene.person().joins().types("/status");
    assertEquals(
        """
        -- Servidor: localhost: 9998, conectado
        -- Tú: Ana (me)
        -- Salas: *lobby (0 personas)
        -- Por llegar: 0
        -- Un mensaje: hasta 40 caracteres y 160 bytes""",
        ana.console.next());
    ana.types("/clear");
    assertEquals(1, ana.console.wipes());
  }

  @Test
  void tabKnowsCommandsNamesAndRooms() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    Vocabulary words = ana.joins().console.area().vocabulary();
    assertEquals(List.of("Ana", "Luis"), words.names());
    assertEquals(List.of("lobby"), words.rooms());
    assertTrue(words.commands().containsAll(List.of("/msg", "/quit", ":p-", ":q")));
  }

  // An identity that lasts

  @Test
  void lastingIdentityIsKeptWithWhatWasNotSent() {
    Scene ana = Scene.lasting(null).joins().happens(said("lobby", 1, LUIS, "hola"));
    ana.loses().reads().types("sin enviar").types("/quit");
    assertEquals(
        List.of(
            "14:03 ✗ No se envió «sin enviar»: se enviará cuando vuelvas a entrar.",
            "Hasta pronto. Tu identidad queda guardada: lo que digan mientras no estás, lo verás al"
                + " volver."),
        ana.console.rest());
    SavedSession saved = ana.kept.get(ana.kept.size() - 1);
    assertEquals("token", saved.token());

    Scene again = Scene.lasting(SavedSession.fromBytes(saved.toBytes())).starts();
    assertEquals("-- Queda 1 mensaje por enviar de la vez anterior.", again.console.next());
    assertEquals(List.of("… sin enviar"), again.console.pending());
    again.opens(timeline("lobby", 1, 2), timeline("", 0, 0));
    again.happens(said("lobby", 2, LUIS, "¿sigues?")).caughtUp("lobby", 2);
    ConverseRequest sent = again.server.nextCommand();
    again.accepts(sent, 3).posts(sent, 3);
    assertEquals(
        List.of(
            "── 1 mensaje mientras no estabas ──",
            "14:03 <Luis> ¿sigues?",
            "── al día ──",
            "14:03 <Ana> sin enviar"),
        again.console.rest());
    assertFalse(again.server.hasCommand());
  }

  private static chat.charla.v1.Event joined(User user) {
    return event("lobby", 0, user).setUserJoined(UserJoined.getDefaultInstance()).build();
  }

  private static chat.charla.v1.Event left(User user) {
    return event("lobby", 0, user)
        .setUserLeft(UserLeft.newBuilder().setReason(UserLeftReason.USER_LEFT_REASON_LEFT))
        .build();
  }

  private static String firstThree(String status) {
    String[] parts = status.split(" · ");
    return String.join(" · ", parts[0], parts[1], parts[2]);
  }
}
