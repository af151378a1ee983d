package chat.charla.server.grpc;

import chat.charla.server.room.Outcome;
import chat.charla.server.room.Rejection;

/** How large a page may be. */
final class PageSizes {
  private PageSizes() {}

  /**
   * The size asked for, the default for 0, and never more than {@link ChatService#MAX_PAGE_SIZE}.
   */
  static Outcome<Integer> accept(int asked, int byDefault) {
    if (asked < 0) {
      return Outcome.refused(Rejection.argument("page_size", "negative"));
    }
    return Outcome.done(asked == 0 ? byDefault : Math.min(asked, ChatService.MAX_PAGE_SIZE));
  }
}
