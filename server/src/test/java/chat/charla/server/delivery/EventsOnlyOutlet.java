package chat.charla.server.delivery;

import chat.charla.server.log.TimelineId;

/** The outlet of a test in which nothing is trimmed or lost, and no delivery fails. */
abstract class EventsOnlyOutlet implements Outlet {
  @Override
  public void trimmed(TimelineId timeline, String epoch, long first, long last) {
    throw new AssertionError("nothing was trimmed");
  }

  @Override
  public void lost(TimelineId timeline, String epoch, long first, long last) {
    throw new AssertionError("nothing was lost");
  }

  @Override
  public void failed(RuntimeException defect) {
    throw defect;
  }

  @Override
  public void caughtUp(TimelineId timeline, long sequence) {}
}
