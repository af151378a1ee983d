package chat.charla.android.world;

import static org.robolectric.Shadows.shadowOf;

import android.app.AlertDialog;
import android.widget.AdapterView;
import android.widget.EditText;
import android.widget.ListView;
import chat.charla.android.R;
import chat.charla.android.ui.ConversationActivity;
import java.util.ArrayList;
import java.util.List;
import org.robolectric.shadows.ShadowAlertDialog;

/** The conversation screen, as a person uses it. */
public final class ConversationScreen {
  private final Phone phone;

  ConversationScreen(Phone phone) {
    this.phone = phone;
  }

  /** Returns when there is nothing to be said about the connection: it is there. */
  public void awaitOnline() {
    phone.await("to be online", () -> !rooms().isEmpty() && !isBannerShown());
  }

  /** Returns when something is said about the connection. */
  public String awaitBanner() {
    phone.await("a banner", () -> isBannerShown() && !banner().isEmpty());
    return banner();
  }

  /** What is said about the connection; empty while it is there. */
  public String banner() {
    return Views.text(activity().getWindow().getDecorView(), R.id.banner);
  }

  /** Taps what is said about the connection, if anything is: so it is tried again at once. */
  public void tapBanner() {
    if (isBannerShown()) {
      activity().findViewById(R.id.banner).performClick();
    }
    phone.look();
  }

  /** Types, without sending. */
  public void type(String text) {
    phone.awaitUsable(R.id.input);
    EditText input = activity().findViewById(R.id.input);
    input.setText(text);
  }

  /** What is typed, and not sent. */
  public String typed() {
    return Views.text(activity().getWindow().getDecorView(), R.id.input);
  }

  /** Sends what is typed, and does not wait for anything. */
  public void send() {
    phone.press(R.id.send);
  }

  /** Types, sends, and returns when it is in the list, be it pending, and the input is clear. */
  public void say(String text) {
    type(text);
    send();
    phone.await(
        "a row for " + text,
        () ->
            typed().isEmpty()
                && messages().stream().anyMatch(message -> message.text().equals(text)));
  }

  /** How the screen calls somebody: the user as what the user is, others by their names. */
  String nameOf(String name) {
    return name.equals(phone.user()) ? activity().getString(R.string.you) : name;
  }

  /** All rows, from the top. */
  public List<Row> rows() {
    return Rows.of(activity());
  }

  /** The messages among them. */
  public List<Row> messages() {
    return rows().stream().filter(Row::isMessage).toList();
  }

  /** Waits for what has been posted, all of it, in this order, and nothing else. */
  public void awaitPosted(String... texts) {
    phone.await(
        "exactly " + List.of(texts),
        () ->
            messages().stream().map(Row::text).toList().equals(List.of(texts))
                && messages().stream().allMatch(Row::isPosted));
  }

  /** The conversations to choose from, such as {@code #lobby (2)}. */
  public List<String> rooms() {
    return Rows.titles(activity());
  }

  /** Returns when a conversation is there to choose, written so. */
  public void awaitRoom(String title) {
    phone.await("a conversation " + title, () -> rooms().contains(title));
  }

  /** Goes to a conversation, with or without unread messages. */
  public void goTo(String name) {
    phone.await("a conversation " + name, () -> indexOf(name) >= 0);
    AdapterView<?> rooms = activity().findViewById(R.id.conversations);
    rooms.setSelection(indexOf(name));
    phone.look();
  }

  /** Opens the private conversation with somebody who is here. */
  public void approach(String name) {
    phone.await("somebody called " + name, () -> indexInPeople(name) >= 0);
    shadowOf(ShadowAlertDialog.getLatestAlertDialog()).clickOnItem(indexOfPerson(name));
    phone.look();
  }

  /** Looks who is here; the list shows who was known when it was opened, so it is opened again. */
  private int indexInPeople(String name) {
    AlertDialog before = ShadowAlertDialog.getLatestAlertDialog();
    if (before != null) {
      before.dismiss();
    }
    phone.press(R.id.people);
    return indexOfPerson(name);
  }

  private boolean isBannerShown() {
    return Views.isShown(
        activity().findViewById(R.id.banner), activity().getWindow().getDecorView());
  }

  private int indexOfPerson(String name) {
    AlertDialog dialog = ShadowAlertDialog.getLatestAlertDialog();
    ListView people = dialog == null ? null : dialog.getListView();
    for (int i = 0; people != null && i < people.getCount(); i++) {
      if (people.getItemAtPosition(i).toString().startsWith(name)) {
        return i;
      }
    }
    return -1;
  }

  private int indexOf(String name) {
    List<String> names = new ArrayList<>();
    rooms().forEach(title -> names.add(ScreenWatch.withoutCount(title)));
    return names.indexOf(name);
  }

  private ConversationActivity activity() {
    if (phone.activity() instanceof ConversationActivity activity) {
      return activity;
    }
    throw new AssertionError(Views.describe(phone.activity()));
  }
}
