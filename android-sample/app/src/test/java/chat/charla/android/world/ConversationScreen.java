package chat.charla.android.world;

import static org.robolectric.Shadows.shadowOf;

import android.app.AlertDialog;
import android.view.Menu;
import android.view.MenuItem;
import android.widget.AdapterView;
import android.widget.EditText;
import android.widget.ListView;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.android.ui.ConversationActivity;
import java.util.ArrayList;
import java.util.List;
import org.robolectric.fakes.RoboMenu;
import org.robolectric.shadows.ShadowAlertDialog;

/** The conversation screen, as a user operates it. */
public final class ConversationScreen {
  private final Phone phone;

  ConversationScreen(Phone phone) {
    this.phone = phone;
  }

  /** Returns when the client is online. Then no banner is shown. */
  public void awaitOnline() {
    phone.await("the client to be online", () -> !titles().isEmpty() && !isBannerShown());
  }

  /** Returns the text of the banner, as soon as it is shown. */
  public String awaitBanner() {
    phone.await("a banner", () -> isBannerShown() && !banner().isEmpty());
    return banner();
  }

  /** The text of the banner, or empty if no banner is shown. */
  public String banner() {
    return Views.text(activity().getWindow().getDecorView(), R.id.banner);
  }

  /** Taps the banner, if it is shown, so that the client connects immediately. */
  public void tapBanner() {
    if (isBannerShown()) {
      activity().findViewById(R.id.banner).performClick();
    }
    phone.step();
  }

  /** Types a text, without sending it. */
  public void type(String text) {
    phone.awaitUsable(R.id.input);
    EditText input = activity().findViewById(R.id.input);
    input.setText(text);
  }

  /** The text in the input field. */
  public String typed() {
    return Views.text(activity().getWindow().getDecorView(), R.id.input);
  }

  /** Sends the text in the input field. Does not wait. */
  public void send() {
    phone.press(R.id.send);
  }

  /**
   * Types and sends a text. Returns when the list contains the text, posted or pending, and the
   * input field is empty.
   */
  public void say(String text) {
    type(text);
    send();
    phone.await(
        "a row for " + text,
        () ->
            typed().isEmpty()
                && messages().stream().anyMatch(message -> message.text().equals(text)));
  }

  /** The name that the screen shows for an author; empty for the user of the phone. */
  String nameOf(String name) {
    return name.equals(phone.user()) ? "" : name;
  }

  /** Scrolls up by the height of the list. */
  public void scrollUp() {
    ListView messages = activity().findViewById(R.id.messages);
    messages.scrollListBy(-messages.getHeight());
    phone.step();
  }

  /** Presses the button that leads to the end of the conversation. */
  public void jumpToEnd() {
    phone.press(R.id.jump_button);
  }

  /** The number of new messages that the button to the end shows, or empty if it shows none. */
  public String newMessages() {
    return Views.text(activity().getWindow().getDecorView(), R.id.jump_count);
  }

  /** Returns when the row with this text is the topmost visible one. */
  public void awaitTopmost(String text) {
    phone.await(text + " at the top", () -> topmost().equals(text));
  }

  /** The text of the topmost visible row. */
  public String topmost() {
    ListView messages = activity().findViewById(R.id.messages);
    return rows().get(messages.getFirstVisiblePosition()).text();
  }

  /** Whether a text can be sent now. */
  public boolean canSend() {
    return activity().findViewById(R.id.send).isEnabled();
  }

  /** All rows, from the top. */
  public List<Row> rows() {
    return Rows.of(activity());
  }

  /** The messages among the rows. */
  public List<Row> messages() {
    return rows().stream().filter(Row::isMessage).toList();
  }

  /**
   * Returns when the screen shows exactly these messages, in this order, and all of them are
   * posted.
   */
  public void awaitPosted(String... texts) {
    phone.await(
        "exactly " + List.of(texts),
        () ->
            messages().stream().map(Row::text).toList().equals(List.of(texts))
                && messages().stream().allMatch(Row::isPosted));
  }

  /** The titles in the list of conversations, such as {@code #lobby (2)}. */
  public List<String> titles() {
    return Rows.titles(activity());
  }

  /** Returns when the list of conversations contains this title. */
  public void awaitTitle(String title) {
    phone.await("a conversation " + title, () -> titles().contains(title));
  }

  /** Returns when the screen shows this name as that of the user. */
  public void awaitSelf(String name) {
    phone.await(
        "the name " + name,
        () -> {
          TextView self = activity().findViewById(R.id.self);
          return self.getText().toString().startsWith(name + " · ");
        });
  }

  /** The title of a menu item, or empty if the menu does not show the item. */
  public String menuTitle(int id) {
    MenuItem item = menu().findItem(id);
    return item.isVisible() ? String.valueOf(item.getTitle()) : "";
  }

  /** Chooses a menu item, as soon as it is visible and enabled. */
  public void choose(int id) {
    phone.await(
        "a menu item",
        () -> {
          MenuItem item = menu().findItem(id);
          return item.isVisible() && item.isEnabled();
        });
    shadowOf(activity()).clickMenuItem(id);
    phone.step();
  }

  private Menu menu() {
    Menu menu = new RoboMenu(activity());
    activity().onCreateOptionsMenu(menu);
    activity().onPrepareOptionsMenu(menu);
    return menu;
  }

  /** Selects the conversation with this name, whatever its number of unread messages. */
  public void goTo(String name) {
    phone.await("a conversation " + name, () -> indexOf(name) >= 0);
    AdapterView<?> rooms = activity().findViewById(R.id.conversations);
    rooms.setSelection(indexOf(name));
    phone.step();
  }

  /** Opens the private conversation with a present user. */
  public void openPrivate(String name) {
    phone.await("a present user " + name, () -> indexInNewList(name) >= 0);
    shadowOf(ShadowAlertDialog.getLatestAlertDialog()).clickOnItem(indexOfPerson(name));
    phone.step();
  }

  /**
   * Opens a new list of present users, because an open list is not updated. Returns the position of
   * the user in the new list, or -1.
   */
  private int indexInNewList(String name) {
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

  /** The position of a user in the open list of present users, or -1. */
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
    titles().forEach(title -> names.add(ScreenWatch.withoutCount(title)));
    return names.indexOf(name);
  }

  private ConversationActivity activity() {
    if (phone.activity() instanceof ConversationActivity activity) {
      return activity;
    }
    throw new AssertionError(Views.describe(phone.activity()));
  }
}
