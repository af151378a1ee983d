package chat.charla.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.cli.text.StyledText;
import chat.charla.client.CallFailure;
import chat.charla.client.SingleThreadScheduler;
import chat.charla.client.StreamListener;
import chat.charla.v1.ConverseResponse;
import chat.charla.v1.ErrorReason;
import chat.charla.v1.Event;
import chat.charla.v1.EventBatch;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.MessagePosted;
import chat.charla.v1.User;
import io.grpc.Status;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens rarely: a name that is lost, a stream that is taken over, events that are gone. */
class ChatTest {
  private static final long LIMIT_SECONDS = 20;

  private final StubTransport server = new StubTransport();
  private final SingleThreadScheduler scheduler = new SingleThreadScheduler("test");
  private final RecordingConsole console = new RecordingConsole();
  private final Chat chat =
      new Chat(server, scheduler, console, Messages.in(Language.SPANISH), "Ana");

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void welcomeCannotForgeALine() throws Exception {
    join();
    assertEquals("hola\n  | <Luis>: falso", console.next());
  }

  @Test
  void nameThatWasLostMeanwhileIsReplacedAndTheTypedLineIsStillSpeech() throws Exception {
    StreamListener stream = join();
    console.next();
    server.refuseNextJoin(
        refusal(ErrorReason.ERROR_REASON_NAME_TAKEN, Map.of("suggested_name", "Ana-2")));
    stream.onClosed(refusal(ErrorReason.ERROR_REASON_NAME_LOST, Map.of()));
    assertEquals(
        "-- Otra persona tomó tu nombre mientras no estabas; ahora eres Ana-2.", console.next());
    StubTransport.open(server.nextStream(), "Ana-2");
    assertEquals("<Ana-2>: ", get(chat.take("hola")).text());
  }

  @Test
  void withoutASuggestionTheNextLineIsTheName() throws Exception {
    StreamListener stream = join();
    console.next();
    server.refuseNextJoin(refusal(ErrorReason.ERROR_REASON_NAME_TAKEN, Map.of()));
    stream.onClosed(refusal(ErrorReason.ERROR_REASON_NAME_LOST, Map.of()));
    assertEquals("Nombre en uso. Escoge otro nombre: ", console.next());
    CompletableFuture<Prompt> turn = chat.take("Eva");
    StubTransport.open(server.nextStream(), "Eva");
    assertEquals(Prompt.turn("<Eva>: "), get(turn));
  }

  @Test
  void takenOverStreamEndsTheChat() throws Exception {
    StreamListener stream = join();
    console.next();
    stream.onClosed(refusal(ErrorReason.ERROR_REASON_STREAM_SUPERSEDED, Map.of()));
    assertEquals(
        "-- El servidor terminó la conversación: Otro programa sigue tu conversación.",
        console.next());
    assertEquals(Ending.FAILED, get(chat.ended()));
  }

  @Test
  void gapIsTold() throws Exception {
    StreamListener stream = join();
    console.next();
    Gap gap =
        Gap.newBuilder()
            .setRoom("lobby")
            .setEpoch("e")
            .setReason(GapReason.GAP_REASON_TRIMMED)
            .setFirstMissingSequence(1)
            .setLastMissingSequence(12)
            .build();
    stream.onFrame(ConverseResponse.newBuilder().setGap(gap).build());
    assertEquals("-- Faltan 12 mensajes: el servidor ya no los conserva", console.next());
  }

  @Test
  void ownMessageIsShownUnlessItWasTypedHere() throws Exception {
    StreamListener stream = join();
    console.next();
    get(chat.take("typed here"));
    stream.onFrame(said(1, "typed here", server.nextMessageId()));
    stream.onFrame(said(2, "from another program", "another id"));
    assertEquals("<Ana>: from another program", console.next());
  }

  private StreamListener join() throws Exception {
    CompletableFuture<Prompt> turn = chat.start();
    StreamListener stream = server.nextStream();
    StubTransport.open(stream, "Ana");
    assertEquals(Prompt.turn("<Ana>: "), get(turn));
    return stream;
  }

  /** A message of one's own. */
  private static ConverseResponse said(long sequence, String text, String messageId) {
    Event event =
        Event.newBuilder()
            .setRoom("lobby")
            .setSequence(sequence)
            .setActor(User.newBuilder().setId("me").setName("Ana"))
            .setMessagePosted(
                MessagePosted.newBuilder().setText(text).setClientMessageId(messageId))
            .build();
    return ConverseResponse.newBuilder().setBatch(EventBatch.newBuilder().addEvents(event)).build();
  }

  private static CallFailure refusal(ErrorReason reason, Map<String, String> metadata) {
    return CallFailure.of(Status.Code.ABORTED, reason, "", metadata, null);
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Keeps what is shown, and reads nothing. */
  private static final class RecordingConsole implements Console {
    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();

    String next() throws InterruptedException {
      String text = shown.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (text == null) {
        throw new AssertionError("nothing is shown");
      }
      return text;
    }

    @Override
    public void print(StyledText lines) {
      shown.add(lines.plain());
    }

    @Override
    public @Nullable String readLine(Prompt prompt) {
      return null;
    }

    @Override
    public boolean echoesInput() {
      return true;
    }

    @Override
    public void close() {}
  }
}
