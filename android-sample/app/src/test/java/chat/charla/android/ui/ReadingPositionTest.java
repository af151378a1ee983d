package chat.charla.android.ui;

import static chat.charla.android.conversation.Samples.message;
import static chat.charla.android.conversation.Samples.timeline;
import static chat.charla.android.conversation.Samples.user;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import android.app.Activity;
import android.os.Bundle;
import android.view.View;
import android.view.ViewGroup.LayoutParams;
import android.widget.FrameLayout;
import android.widget.ListView;
import chat.charla.android.R;
import chat.charla.android.conversation.Conversations;
import chat.charla.android.conversation.Entry;
import chat.charla.android.conversation.Message;
import java.util.List;
import java.util.Objects;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.shadows.ShadowLooper;

@RunWith(RobolectricTestRunner.class)
public class ReadingPositionTest {
  private final ActivityController<Activity> activity = Robolectric.buildActivity(Activity.class);
  private final Conversations conversations = new Conversations("me");
  private int endsReached;
  private Screen screen;

  public ReadingPositionTest() {
    activity.get().setTheme(R.style.Theme_Charla);
    activity.setup();
    conversations.onTimelineFollowed(timeline("lobby", 0));
    screen = new Screen();
    post(1, 100);
  }

  @After
  public void close() {
    activity.close();
  }

  @Test
  public void atTheEndTheListFollowsNewMessages() {
    post(101, 110);

    assertTrue(screen.reading.isAtEnd());
    assertFalse(screen.isButtonShown());
    assertEquals("text 110", screen.lastText());
  }

  @Test
  public void ifTheListIsScrolledUpItStaysAndTheButtonLeadsToTheEnd() {
    screen.scrollUp();
    String top = screen.firstText();

    post(101, 110);

    assertFalse(screen.reading.isAtEnd());
    assertTrue(screen.isButtonShown());
    assertEquals(top, screen.firstText());

    screen.jump.findViewById(R.id.jump_button).performClick();
    idle();
    assertTrue(screen.reading.isAtEnd());
    assertFalse(screen.isButtonShown());
    assertEquals("text 110", screen.lastText());
    assertTrue(endsReached > 0);
  }

  @Test
  public void theListStaysWhenTheOldestMessagesAreRemoved() {
    post(101, 1_000);
    screen.scrollUp();
    String top = screen.firstText();
    int distance = screen.list.getChildAt(0).getTop();

    post(1_001, 1_003);

    assertEquals(top, screen.firstText());
    assertEquals(distance, screen.list.getChildAt(0).getTop());
  }

  @Test
  public void theUserCanScrollBackToTheEnd() {
    screen.scrollUp();
    int before = endsReached;

    screen.list.scrollListBy(screen.list.getHeight());
    idle();

    assertTrue(screen.reading.isAtEnd());
    assertEquals(before + 1, endsReached);
  }

  @Test
  public void theButtonLeadsToTheEndOfALongLastMessage() {
    conversations.onEvent(message("lobby", 101, user("u1"), "line\n".repeat(200), ""));
    show();
    screen.scrollUp();

    screen.reading.goToEnd();
    idle();

    assertTrue(screen.reading.isAtEnd());
  }

  @Test
  public void aNewScreenReturnsToThePositionAsSoonAsItHasTheMessages() {
    screen.scrollUp();
    String top = screen.firstText();
    Bundle saved = new Bundle();
    screen.reading.save(saved);

    // The first of the new screens is replaced before it has the messages.
    for (int screens = 0; screens < 2; screens++) {
      screen = new Screen();
      screen.reading.restore(saved);
      idle();
      saved = new Bundle();
      screen.reading.save(saved);
    }
    show();

    assertEquals(top, screen.firstText());
    assertFalse(screen.reading.isAtEnd());
  }

  private void post(int first, int last) {
    for (int sequence = first; sequence <= last; sequence++) {
      conversations.onEvent(message("lobby", sequence, user("u1"), "text " + sequence, ""));
    }
    show();
  }

  private void show() {
    List<Entry> entries = Objects.requireNonNull(conversations.current()).entries();
    screen.reading.show(entries);
    idle();
  }

  private static void idle() {
    ShadowLooper.idleMainLooper();
  }

  /** A window with the layout of the conversation screen. */
  private final class Screen {
    final ListView list;
    final View jump;
    final ReadingPosition reading;

    Screen() {
      View content =
          activity.get().getLayoutInflater().inflate(R.layout.activity_conversation, null);
      activity
          .get()
          .setContentView(content, new FrameLayout.LayoutParams(LayoutParams.MATCH_PARENT, 400));
      list = content.findViewById(R.id.messages);
      jump = content.findViewById(R.id.jump);
      MessagesAdapter rows =
          new MessagesAdapter(activity.get(), new Explanations(activity.get().getResources()));
      reading = new ReadingPosition(list, rows, jump, () -> endsReached++);
    }

    void scrollUp() {
      idle();
      list.scrollListBy(-list.getHeight());
      idle();
      assertFalse("the list is scrolled up", reading.isAtEnd());
    }

    boolean isButtonShown() {
      return jump.getVisibility() == View.VISIBLE;
    }

    String firstText() {
      return text(list.getFirstVisiblePosition());
    }

    String lastText() {
      return text(list.getLastVisiblePosition());
    }

    private String text(int position) {
      return ((Message) list.getItemAtPosition(position)).text();
    }
  }
}
