package chat.charla.cli.script;

import chat.charla.cli.connection.CallFailedException;
import chat.charla.cli.output.Output;
import chat.charla.client.CallFailure;
import chat.charla.v1.Event;
import chat.charla.v1.Gap;
import chat.charla.v1.GapReason;
import chat.charla.v1.ListMessagesRequest;
import chat.charla.v1.ListMessagesResponse;
import io.grpc.Status;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The stored events of a timeline at one moment. A part of it is written oldest first, page by
 * page, so that it needs only the memory for one page. For one thread.
 */
public final class History {
  /** The default number of events. */
  public static final long DEFAULT_COUNT = 50;

  private static final int PAGE_SIZE = 1000;

  private final IdentityCalls server;
  private final String room;
  private final String epoch;
  private final long first;
  private final long head;

  private History(IdentityCalls server, String room, ListMessagesResponse newest) {
    this.server = server;
    this.room = room;
    this.epoch = newest.getEpoch();
    this.first = newest.getFirstSequence();
    this.head = newest.getHeadSequence();
  }

  /**
   * Loads the current state of a history.
   *
   * @param room a room that the identity is in, or empty for the inbox
   */
  public static History of(IdentityCalls server, String room)
      throws CallFailedException, InterruptedIOException {
    ListMessagesRequest newest =
        ListMessagesRequest.newBuilder().setRoom(room).setPageSize(1).build();
    return new History(server, room, server.messages(newest));
  }

  /** The epoch of the timeline. */
  public String epoch() {
    return epoch;
  }

  /** The sequence of the last event, 0 for none. */
  public long head() {
    return head;
  }

  /**
   * Writes a part of the history: the events after a sequence, else the last ones before a
   * sequence, else the newest. If events after the given sequence have been removed, a gap is
   * written.
   *
   * @param count the maximum number of events; null for all after {@code since}, or else for {@link
   *     #DEFAULT_COUNT}
   * @param before a sequence, or null
   * @param since a sequence, or null
   */
  public void write(
      @Nullable Long count, @Nullable Long before, @Nullable Long since, Output output)
      throws CallFailedException, InterruptedIOException {
    if (since != null) {
      writeSince(since, count == null ? Long.MAX_VALUE : count, output);
    } else {
      writeLast(
          count == null ? DEFAULT_COUNT : count,
          before == null ? head : Math.min(head, before - 1),
          output);
    }
  }

  private void writeLast(long count, long last, Output output)
      throws CallFailedException, InterruptedIOException {
    write(Math.max(last - count, first - 1), last, output);
  }

  private void writeSince(long sequence, long count, Output output)
      throws CallFailedException, InterruptedIOException {
    long after = Math.max(sequence, first - 1);
    if (after > sequence && count > 0) {
      tellGap(sequence, after, output);
    }
    write(after, count > head - after ? head : after + count, output);
  }

  private void write(long after, long last, Output output)
      throws CallFailedException, InterruptedIOException {
    long position = after;
    while (position < last && !output.isBroken()) {
      ListMessagesResponse page = page(position, last);
      for (Event event : page.getEventsList()) {
        // The server may remove old events while this reads.
        if (event.getSequence() > position + 1) {
          tellGap(position, Math.min(last, event.getSequence() - 1), output);
        }
        position = event.getSequence();
        if (position > last) {
          return;
        }
        output.event(event, epoch);
      }
      if (page.getEventsCount() == 0) {
        tellGap(position, last, output);
        return;
      }
    }
  }

  private ListMessagesResponse page(long after, long last)
      throws CallFailedException, InterruptedIOException {
    ListMessagesResponse page =
        server.messages(
            ListMessagesRequest.newBuilder()
                .setRoom(room)
                .setAfterSequence(after)
                .setPageSize((int) Math.min(PAGE_SIZE, last - after))
                .build());
    if (!page.getEpoch().equals(epoch)) {
      throw new CallFailedException(
          CallFailure.of(Status.Code.ABORTED, "the timeline has a new epoch"));
    }
    return page;
  }

  private void tellGap(long after, long last, Output output) {
    output.gap(
        Gap.newBuilder()
            .setRoom(room)
            .setReason(GapReason.GAP_REASON_TRIMMED)
            .setEpoch(epoch)
            .setFirstMissingSequence(after + 1)
            .setLastMissingSequence(last)
            .build());
  }
}
