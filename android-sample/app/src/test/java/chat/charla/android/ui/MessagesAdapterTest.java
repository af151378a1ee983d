package chat.charla.android.ui;

import static chat.charla.android.conversation.Samples.ME;
import static chat.charla.android.conversation.Samples.message;
import static chat.charla.android.conversation.Samples.timeline;
import static chat.charla.android.conversation.Samples.tooLong;
import static chat.charla.android.conversation.Samples.user;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import android.content.Context;
import android.text.format.DateFormat;
import android.view.ContextThemeWrapper;
import android.view.Gravity;
import android.view.View;
import android.widget.FrameLayout;
import android.widget.LinearLayout;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.android.conversation.Conversation;
import chat.charla.android.conversation.Conversations;
import chat.charla.client.Target;
import chat.charla.v1.Event;
import chat.charla.v1.User;
import com.google.protobuf.Timestamp;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;

/** Checks the content of the rows of a conversation. In each test, the first row shows the day. */
@RunWith(RobolectricTestRunner.class)
public class MessagesAdapterTest {
  private static final Target LOBBY = Target.room("lobby");
  private static final User ANA = user("u1");
  private static final User BEA = user("u2");
  private static final long NOON = 1_773_403_200L;

  private final Conversations conversations = new Conversations("me");
  private final Context context =
      new ContextThemeWrapper(RuntimeEnvironment.getApplication(), R.style.Theme_Charla);
  private final MessagesAdapter adapter =
      new MessagesAdapter(context, new Explanations(context.getResources()));
  private final FrameLayout list = new FrameLayout(context);

  public MessagesAdapterTest() {
    conversations.setSelf(ME);
    conversations.onTimelineFollowed(timeline("lobby", 0));
  }

  @Test
  public void aGroupHasOneNameOneAvatarAndOneTime() {
    post(1, ANA, "one", 0);
    post(2, ANA, "two", 60);
    post(3, BEA, "three", 120);

    List<View> rows = rows();

    assertEquals(View.VISIBLE, visibility(rows.get(1), R.id.avatar));
    assertEquals(View.VISIBLE, visibility(rows.get(1), R.id.sender));
    assertEquals(View.GONE, visibility(rows.get(1), R.id.footer));
    assertEquals(
        "the avatar is invisible, but keeps its width",
        View.INVISIBLE,
        visibility(rows.get(2), R.id.avatar));
    assertEquals(View.GONE, visibility(rows.get(2), R.id.sender));
    assertEquals(View.VISIBLE, visibility(rows.get(2), R.id.footer));
    assertEquals(BEA.getName(), text(rows.get(3), R.id.sender));
    assertEquals("N", text(rows.get(3), R.id.avatar));
    assertTrue(
        "the distance within a group is smaller than between groups",
        rows.get(2).getPaddingTop() < rows.get(3).getPaddingTop());
  }

  @Test
  public void aMessageAfterMoreThanFiveMinutesHasNameAndAvatarAgain() {
    post(1, ANA, "one", 0);
    post(2, ANA, "two", 301);

    List<View> rows = rows();

    assertEquals(View.VISIBLE, visibility(rows.get(1), R.id.footer));
    assertEquals(View.VISIBLE, visibility(rows.get(2), R.id.avatar));
    assertEquals(View.VISIBLE, visibility(rows.get(2), R.id.sender));
  }

  @Test
  public void anOwnMessageIsAtTheOtherSideWithoutANameAndWithItsState() {
    post(1, ANA, "one", 0);
    post(2, ME, "two", 0);
    conversations.showPending("c", LOBBY, "three");

    List<View> rows = rows();

    assertEquals(Gravity.START, side(rows.get(1)));
    assertEquals(View.GONE, visibility(rows.get(1), R.id.mark));
    for (View own : rows.subList(2, 4)) {
      assertEquals(Gravity.END, side(own));
      assertEquals(View.GONE, visibility(own, R.id.sender));
      assertEquals(View.GONE, visibility(own, R.id.avatar));
      assertEquals(View.VISIBLE, visibility(own, R.id.footer));
    }
    assertEquals("Sent", rows.get(2).findViewById(R.id.mark).getContentDescription().toString());
    assertEquals("Sending", rows.get(3).findViewById(R.id.mark).getContentDescription().toString());
    assertEquals(View.GONE, visibility(rows.get(3), R.id.time));
  }

  @Test
  public void aFailedMessageHasItsOwnBubbleAndSaysTheReasonAndWhatToDo() {
    post(1, ME, "one", 0);
    conversations.onMessageFailed(tooLong("b", LOBBY));

    List<View> rows = rows();

    View failed = rows.get(2);
    assertEquals("Failed", failed.findViewById(R.id.mark).getContentDescription().toString());
    String why = text(failed, R.id.failure);
    assertTrue(why, why.contains("too long") && why.contains("Tap to send it again"));
    assertEquals(
        context.getColor(R.color.problem),
        ((TextView) failed.findViewById(R.id.failure)).getCurrentTextColor());
    assertFalse(
        "the bubble differs from that of a posted message",
        failed
            .findViewById(R.id.bubble)
            .getBackground()
            .getConstantState()
            .equals(rows.get(1).findViewById(R.id.bubble).getBackground().getConstantState()));
    assertEquals(View.GONE, visibility(rows.get(1), R.id.failure));
  }

  @Test
  public void theDescriptionOfARowHasAuthorTextTimeAndState() {
    post(1, ANA, "one", 0);
    post(2, ANA, "two", 1);
    post(3, ME, "three", 2);
    conversations.onMessageFailed(tooLong("b", LOBBY));

    List<View> rows = rows();

    assertEquals("name-of-u1\none\n" + time(0), description(rows.get(1)));
    assertEquals(
        "the second message of a group has the name as well",
        "name-of-u1\ntwo\n" + time(1),
        description(rows.get(2)));
    assertEquals("Your message\nthree\n" + time(2) + "\nSent", description(rows.get(3)));
    String failed = description(rows.get(4));
    assertTrue(failed, failed.startsWith("Your message\ntoo long b\nNot sent: the message"));
  }

  @Test
  @Config(qualifiers = "es")
  public void theDescriptionsAreInSpanishToo() {
    post(1, ME, "uno", 0);
    conversations.showPending("b", LOBBY, "dos");

    List<View> rows = rows();

    assertTrue(description(rows.get(1)), description(rows.get(1)).startsWith("Tu mensaje\nuno\n"));
    assertEquals("Tu mensaje\ndos\nEnviando", description(rows.get(2)));
  }

  @Test
  public void onlyMessagesCanBeTapped() {
    post(1, ANA, "one", 0);
    rows();

    assertFalse("a row with a day", adapter.isEnabled(0));
    assertTrue(adapter.isEnabled(1));
  }

  private void post(long sequence, User author, String text, long second) {
    Event event = message("lobby", sequence, author, text, "id-" + sequence);
    conversations.onEvent(
        event.toBuilder().setCreateTime(Timestamp.newBuilder().setSeconds(NOON + second)).build());
  }

  private List<View> rows() {
    Conversation lobby = Objects.requireNonNull(conversations.current());
    adapter.show(lobby.entries());
    List<View> rows = new ArrayList<>();
    for (int position = 0; position < adapter.getCount(); position++) {
      rows.add(adapter.getView(position, null, list));
    }
    return rows;
  }

  private String time(long second) {
    return DateFormat.getTimeFormat(context).format(new Date((NOON + second) * 1000));
  }

  private static int visibility(View row, int id) {
    return row.findViewById(id).getVisibility();
  }

  private static String text(View row, int id) {
    return ((TextView) row.findViewById(id)).getText().toString();
  }

  private static String description(View row) {
    return row.getContentDescription().toString();
  }

  private static int side(View row) {
    return ((LinearLayout) row).getGravity() & Gravity.RELATIVE_HORIZONTAL_GRAVITY_MASK;
  }
}
