package chat.charla.cli.script;

import static org.junit.jupiter.api.Assertions.assertEquals;

import chat.charla.cli.output.JsonOutput;
import chat.charla.cli.output.Output;
import chat.charla.cli.output.TextOutput;
import chat.charla.cli.text.Language;
import chat.charla.cli.text.Messages;
import chat.charla.client.Answer;
import chat.charla.client.Transport;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.MessagePosted;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A history that is replaced while it is read, because the server was restored from a backup. The
 * first two calls find {@link #OLD_HEAD} events of epoch "a", later calls find the events {@link
 * #NEW_FIRST} to {@link #NEW_HEAD} of epoch "b".
 */
class HistoryTest {
  private static final long OLD_HEAD = 2_500;
  private static final long NEW_HEAD = 1_200;
  private static final long NEW_FIRST = 11;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> progress = new ArrayList<>();
  private int calls;

  private final Transport transport =
      StubTransports.of(
          (proxy, method, arguments) -> {
            assertEquals("listMessages", method.getName());
            answer((ListMessagesRequest) arguments[0], arguments[2]);
            return (chat.charla.client.Cancellable) () -> {};
          });

  @SuppressWarnings("unchecked") // Transport declares the argument with this type
  private void answer(ListMessagesRequest request, Object answer) {
    boolean replaced = ++calls > 2;
    long first = replaced ? NEW_FIRST : 1;
    long head = replaced ? NEW_HEAD : OLD_HEAD;
    ListMessagesResponse.Builder page =
        ListMessagesResponse.newBuilder()
            .setEpoch(replaced ? "b" : "a")
            .setFirstSequence(first)
            .setHeadSequence(head);
    long from = Math.max(first, request.getAfterSequence() + 1);
    for (long i = from; i <= head && page.getEventsCount() < request.getPageSize(); i++) {
      page.addEvents(
          Event.newBuilder()
              .setRoom(request.getRoom())
              .setSequence(i)
              .setMessagePosted(MessagePosted.newBuilder().setText("text")));
    }
    ((Answer<ListMessagesResponse>) answer).onSuccess(page.build());
  }

  @Test
  void aSequenceBeyondTheLastEventIsFromAnEarlierEpoch() throws Exception {
    calls = 2;

    write(null, null, NEW_HEAD + 1, text());

    assertEquals(LongStream.rangeClosed(NEW_FIRST, NEW_HEAD).boxed().toList(), sequences());
    assertEquals(List.of("charla: the server's history has been replaced"), lines(err));
  }

  @Test
  void aSequenceOfAnotherEpochIsNoticed() throws Exception {
    calls = 2;

    write(new History.Part(null, null, 1_000L, "a"), text());

    assertEquals(LongStream.rangeClosed(NEW_FIRST, NEW_HEAD).boxed().toList(), sequences());
    assertEquals(List.of("charla: the server's history has been replaced"), lines(err));
  }

  @Test
  void aSequenceOfTheCurrentEpochIsAccepted() throws Exception {
    calls = 2;

    write(new History.Part(null, null, 1_000L, "b"), text());

    assertEquals(LongStream.rangeClosed(1_001, NEW_HEAD).boxed().toList(), sequences());
    assertEquals(List.of(), lines(err));
  }

  @Test
  void progressIsReportedAfterEachPage() throws Exception {
    calls = 2;

    write(History.Part.ALL, text());

    assertEquals(List.of("1000/1190", "1190/1190"), progress);
  }

  @Test
  void sinceOptionReadsTheNewHistoryFromItsBeginning() throws Exception {
    write(null, null, 0L, text());

    assertEquals(
        LongStream.concat(
                LongStream.rangeClosed(1, 1_000), LongStream.rangeClosed(NEW_FIRST, NEW_HEAD))
            .boxed()
            .toList(),
        sequences());
    assertEquals(List.of("charla: the server's history has been replaced"), lines(err));
  }

  @Test
  void withCountTheNewestEventsOfTheNewHistoryAreRead() throws Exception {
    write(1_100L, null, null, text());

    assertEquals(
        LongStream.concat(
                LongStream.rangeClosed(1_401, 2_400), LongStream.rangeClosed(101, NEW_HEAD))
            .boxed()
            .toList(),
        sequences());
  }

  @Test
  void beforeIsIgnoredInTheNewHistory() throws Exception {
    write(1_100L, 1_200L, null, text());

    // 1,000 events of the old history, then 1,100 of the new one: the last is its head.
    assertEquals(List.of(NEW_HEAD), sequences().subList(2_099, 2_100));
  }

  @Test
  void theCountStartsAgainInTheNewHistory() throws Exception {
    write(1_010L, null, 0L, text());

    assertEquals(
        LongStream.concat(LongStream.rangeClosed(1, 1_000), LongStream.rangeClosed(11, 1_020))
            .boxed()
            .toList(),
        sequences());
  }

  @Test
  void jsonOutputHasAGapWithTheNewEpoch() throws Exception {
    write(null, null, 0L, new JsonOutput(print(out)));

    assertEquals(
        List.of(
            "{\"type\":\"gap\",\"room\":\"lobby\",\"epoch\":\"b\",\"sequence\":10,\"time\":null,"
                + "\"from\":null,\"to\":null,\"text\":null,\"id\":null,\"reason\":\"reset\","
                + "\"first\":0,\"last\":10}"),
        lines(out).stream().filter(line -> line.contains("gap")).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "ENGLISH, charla: the server's history has been replaced",
    "SPANISH, charla: el historial del servidor fue reemplazado"
  })
  void textOutputReportsTheReplacement(Language language, String words) throws Exception {
    write(null, null, 0L, text(language));

    assertEquals(List.of(words), lines(err));
  }

  private void write(
      @Nullable Long count, @Nullable Long before, @Nullable Long since, Output output)
      throws Exception {
    write(new History.Part(count, before, since, ""), output);
  }

  private void write(History.Part part, Output output) throws Exception {
    History.of(new IdentityCalls(transport, "token", RetryLimit.STANDARD), "lobby")
        .write(part, output, (written, total) -> progress.add(written + "/" + total));
  }

  private TextOutput text() {
    return text(Language.ENGLISH);
  }

  private TextOutput text(Language language) {
    return new TextOutput(print(out), print(err), Messages.in(language));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private List<Long> sequences() {
    return lines(out).stream().map(line -> Long.valueOf(line.split("\t")[0])).toList();
  }

  private static List<String> lines(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
