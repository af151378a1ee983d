package chat.charla.server.process;

import chat.charla.server.edge.RawClient;
import chat.charla.v1.Event;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import java.util.ArrayList;
import java.util.List;

/** Reads a whole timeline from the server. */
public final class LogPages {
  private LogPages() {}

  /** Every event of the timeline, from the first. */
  public static List<Event> all(RawClient reader, String room) {
    List<Event> events = new ArrayList<>();
    String token = "";
    do {
      ListMessagesResponse page =
          reader
              .calls()
              .listMessages(
                  ListMessagesRequest.newBuilder()
                      .setRoom(room)
                      .setAfterSequence(0)
                      .setPageSize(1000)
                      .setPageToken(token)
                      .build());
      events.addAll(page.getEventsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return events;
  }
}
