package chat.charla.server.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.charla.v1.ErrorReason;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import chat.charla.v1.ListUsersRequest;
import chat.charla.v1.ListUsersResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists have pages; changes between two pages neither repeat nor shift entries. */
class ListRulesTest {
  private final World world = new World().retainMessages(10);
  private final ScriptedClient ana = world.join("Ana");

  @Test
  void forwardPagesIncludeMessagesPostedMeanwhile() {
    ana.sayNumbers(1, 5);
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder()
            .setRoom("lobby")
            .setAfterSequence(0)
            .setPageSize(3)
            .build();
    ListMessagesResponse first = ana.call(request).get();
    ana.sayNumbers(6, 7);

    ListMessagesResponse second = ana.call(next(request, first)).get();
    ListMessagesResponse third = ana.call(next(request, second)).get();

    assertEquals(List.of("1", "2", "3"), texts(first));
    assertEquals(List.of("4", "5", "6"), texts(second));
    assertEquals(List.of("7"), texts(third));
    assertEquals("", third.getNextPageToken());
  }

  @Test
  void backwardPagesAreNotShiftedByMessagesPostedMeanwhile() {
    ana.sayNumbers(1, 5);
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder().setRoom("lobby").setPageSize(3).build();
    ListMessagesResponse first = ana.call(request).get();
    ana.sayNumbers(6, 7);

    ListMessagesResponse second = ana.call(next(request, first)).get();

    assertEquals(List.of("3", "4", "5"), texts(first));
    assertEquals(List.of("1", "2"), texts(second));
    assertEquals("", second.getNextPageToken());
  }

  @Test
  void pagesReportEventsTrimmedMeanwhile() {
    ana.sayNumbers(1, 10);
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder().setRoom("lobby").setPageSize(5).build();
    ListMessagesResponse first = ana.call(request).get();
    ana.sayNumbers(11, 13);

    ListMessagesResponse second = ana.call(next(request, first)).get();

    assertEquals(List.of("6", "7", "8", "9", "10"), texts(first));
    assertEquals(List.of("4", "5"), texts(second));
    assertEquals(4, second.getFirstSequence());
    assertEquals("", second.getNextPageToken());
  }

  @Test
  void aPageThatWaitsWhenItsIdentityLeavesIsRefused() {
    world.faults().maxDelay(Duration.ofMillis(50));
    List<Reply<ListMessagesResponse>> pages = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      pages.add(ana.call(ListMessagesRequest.getDefaultInstance()));
    }
    ana.leave().get();

    int refused = 0;
    for (Reply<ListMessagesResponse> page : pages) {
      if (!page.succeeds()) {
        page.refused(ErrorReason.ERROR_REASON_SESSION_ENDED);
        refused++;
      }
    }
    assertTrue(refused > 0, "some pages have waited until the identity had left");
  }

  @Test
  void aPageOfTrimmedMessagesIsEmpty() {
    ana.sayNumbers(1, 20);

    ListMessagesResponse page =
        ana.call(ListMessagesRequest.newBuilder().setRoom("lobby").setBeforeSequence(5).build())
            .get();

    assertEquals(List.of(), texts(page));
    assertEquals(11, page.getFirstSequence());
    assertEquals(20, page.getHeadSequence());
    assertEquals("", page.getNextPageToken());
  }

  @Test
  void aPageTokenOutlivesARestart() {
    ana.sayNumbers(1, 5);
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder().setRoom("lobby").setPageSize(3).build();
    ListMessagesResponse first = ana.call(request).get();

    world.restart();

    assertEquals(List.of("1", "2"), texts(ana.call(next(request, first)).get()));
  }

  @Test
  void aPageTokenIsForItsRequestOnly() {
    ana.sayNumbers(1, 5);
    ListMessagesRequest request =
        ListMessagesRequest.newBuilder().setRoom("lobby").setPageSize(3).build();
    ListMessagesResponse first = ana.call(request).get();

    ana.call(next(request, first).toBuilder().setAfterSequence(0).build())
        .refused(ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID);
    ana.call(next(request, first).toBuilder().setRoom("").build())
        .refused(ErrorReason.ERROR_REASON_PAGE_TOKEN_INVALID);
  }

  @Test
  void aPageIsBoundedInBytesToo() {
    World large = new World().maxText(100_000);
    ScriptedClient author = large.join("Ana");
    for (int i = 0; i < 25; i++) {
      author.say("x".repeat(100_000));
    }
    for (boolean forwards : new boolean[] {true, false}) {
      ListMessagesRequest.Builder request = ListMessagesRequest.newBuilder().setRoom("lobby");
      if (forwards) {
        request.setAfterSequence(0);
      }
      List<Long> sequences = new ArrayList<>();
      ListMessagesResponse page;
      do {
        page = author.call(request.build()).get();
        assertTrue(page.getSerializedSize() < 1_100_000, "a page must have at most about 1 MB");
        sequences.addAll(forwards ? sequences.size() : 0, sequences(page));
        request.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());
      assertEquals(Stream.iterate(1L, n -> n + 1).limit(25).toList(), sequences);
    }
  }

  @Test
  void usersThatComeOrGoBetweenPagesAreNeverListedTwice() {
    List<ScriptedClient> people = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      ScriptedClient user = world.join("User" + i);
      user.online();
      people.add(user);
    }
    List<String> listed = new ArrayList<>();
    ListUsersRequest.Builder request = ListUsersRequest.newBuilder().setPageSize(3);
    ListUsersResponse page;
    int pages = 0;
    do {
      page = ana.call(request.build()).get();
      page.getUsersList().forEach(user -> listed.add(user.getUser().getId()));
      request.setPageToken(page.getNextPageToken());
      people.remove(0).leave().get();
      world.join("Later" + pages++).online();
    } while (!page.getNextPageToken().isEmpty());

    assertEquals(listed.size(), new HashSet<>(listed).size());
    assertEquals(listed.stream().sorted().toList(), listed);
    people.stream()
        .filter(stayed -> stayed.user().getName().startsWith("User"))
        .forEach(stayed -> assertTrue(listed.contains(stayed.id())));
  }

  private static ListMessagesRequest next(ListMessagesRequest request, ListMessagesResponse page) {
    return request.toBuilder().setPageToken(page.getNextPageToken()).build();
  }

  private static List<String> texts(ListMessagesResponse page) {
    return page.getEventsList().stream().map(event -> event.getMessagePosted().getText()).toList();
  }

  private static List<Long> sequences(ListMessagesResponse page) {
    return page.getEventsList().stream().map(event -> event.getSequence()).toList();
  }
}
