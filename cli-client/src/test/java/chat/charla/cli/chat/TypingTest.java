package chat.charla.cli.chat;

import static chat.charla.cli.chat.Scene.ANA;
import static chat.charla.cli.chat.Scene.LUIS;
import static chat.charla.cli.chat.Scene.timeline;
import static chat.charla.cli.chat.Scene.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.cli.chat.view.Prompt;
import chat.charla.v1.ConverseRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Handling of typed and pasted lines, and the questions that the chat asks about them. In virtual
 * time.
 */
class TypingTest {
  @Test
  void unknownCommandIsNotSentAndASimilarOneIsSuggested() {
    Scene ana = Scene.person().joins().types("/mgs Luis secreto");
    assertEquals(
        List.of(
            "-- No existe el comando /mgs; no se envió nada. ¿Quisiste decir /msg NOMBRE TEXTO?"),
        ana.console.rest());
    ana.types("/usr/bin");
    assertEquals(
        List.of(
            "-- No existe el comando /usr/bin; no se envió nada. /help muestra los comandos; // envía una"
                + " barra."),
        ana.console.rest());
    assertFalse(ana.server.hasCommand());
  }

  @Test
  void manyLinesNeedAConfirmation() {
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
    assertEquals(List.of(text, text), ana.console.savedInputHistory());
  }

  @Test
  void fiveLinesNeedNoConfirmation() {
    Scene ana = Scene.person().joins().types("1\n2\n3\n4\n5");
    assertEquals("1\n2\n3\n4\n5", ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void tooLongTextIsOfferedInPieces() {
    Scene ana = Scene.person().joins().types("a".repeat(30) + "\n" + "b".repeat(30));
    assertEquals(Prompt.question("¿Enviar 2 mensajes? (s/n) "), ana.prompt());
    assertEquals(List.of("-- El texto no cabe en un mensaje."), ana.console.rest());
    ana.types("s");
    assertEquals("a".repeat(30), ana.server.nextCommand().getSendMessage().getText());
    assertEquals("b".repeat(30), ana.server.nextCommand().getSendMessage().getText());
  }

  @Test
  void unansweredQuestionCountsAsNo() {
    Scene ana = Scene.person().joins().types("1\n2\n3\n4\n5\n6");
    ana.chat.endOfInput(null);
    ana.time.run();
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
  void privateLinesAreNotSaved() {
    Scene ana = Scene.person();
    ana.server.lists(ANA, LUIS);
    ana.joins().types("hola").types("/msg Luis shh").types("/mgs Luis shh").types(":p-shh");
    ana.types("/query Luis").types("en privado").types("/me saluda").types("/who");
    assertEquals(List.of("hola", "/query Luis", "/who"), ana.console.savedInputHistory());
    assertEquals(
        List.of("/msg Luis shh", "/mgs Luis shh", ":p-shh", "en privado", "/me saluda"),
        ana.console.remembered());
  }

  @Test
  void privateMessageWaitsUntilItsRecipientIsKnown() {
    Scene ana = Scene.person();
    ana.server.answersToListing(false);
    ana.starts().opens(timeline("lobby", 0, 0)).losesConnection().reads();
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
  void questionsAboutWaitingLinesAreAskedOneByOne() {
    Scene ana = Scene.person();
    ana.server.answersToListing(false);
    ana.starts().opens(timeline("lobby", 0, 0)).losesConnection();
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
  void pipeIsNotReadWhileTooManyLinesWait() {
    Scene pipe = Scene.pipe();
    pipe.server.answersToListing(false);
    pipe.joins();
    int read = 0;
    while (pipe.prompt() != null && read < 1000) {
      pipe.types(":p-Eva-Luisa-hola");
      read++;
    }
    assertTrue(read < 1000, "the pipe is read without end");
  }

  @Test
  void privateMessageWithoutAKnownRecipientIsNotSent() {
    Scene pipe = Scene.pipe();
    pipe.server.failsListing();
    // The client retries the listing until its time limit.
    pipe.joins().waits(Duration.ofMinutes(1));
    pipe.types(":p-Eva-Luisa-hola").waits(Duration.ofMinutes(1));
    pipe.types("fin");
    assertEquals("fin", pipe.server.nextCommand().getSendMessage().getText());
    assertEquals(
        List.of(
            "14:03 ✗ No se envió «:p-Eva-Luisa-hola»: aún no se conocen los usuarios conectados; usa /msg."),
        pipe.console.rest());
  }
}
