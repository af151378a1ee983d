package chat.charla.android.ui;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.ClipData;
import android.content.ClipboardManager;
import android.view.LayoutInflater;
import android.view.View;
import android.widget.EditText;
import chat.charla.android.R;
import chat.charla.android.conversation.Conversation;
import chat.charla.android.conversation.FailedMessage;
import chat.charla.android.conversation.Person;
import chat.charla.android.session.ChatSession;
import chat.charla.client.WhiteSpace;
import chat.charla.name.NameFold;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dialogs of the conversation screen. At most one is open. A rotation closes it. */
final class Dialogs {
  private final Activity activity;
  private final ChatSession session;
  private @Nullable AlertDialog shown;

  Dialogs(Activity activity, ChatSession session) {
    this.activity = activity;
    this.session = session;
  }

  /** Dismisses the dialog that is shown, if there is one. */
  void dismiss() {
    if (shown != null) {
      shown.dismiss();
      shown = null;
    }
  }

  /**
   * Shows the users present in a room. If the user taps another user, a private conversation with
   * that user opens.
   */
  void showPeople(Conversation room) {
    List<Person> people = new ArrayList<>(room.people());
    String selfId = session.conversations().selfId();
    CharSequence[] labels = new CharSequence[people.size()];
    for (int index = 0; index < labels.length; index++) {
      labels[index] = label(people.get(index), selfId);
    }
    show(
        new AlertDialog.Builder(activity)
            .setTitle(R.string.people_title)
            .setItems(
                labels,
                (dialog, index) -> {
                  Person person = people.get(index);
                  if (!person.id().equals(selfId)) {
                    session.openPrivate(person.id(), person.name());
                  }
                })
            .setNegativeButton(android.R.string.cancel, null));
  }

  /** Asks which room to enter. */
  void askRoom() {
    View content = LayoutInflater.from(activity).inflate(R.layout.dialog_room, null);
    EditText room = content.findViewById(R.id.room);
    show(
        new AlertDialog.Builder(activity)
            .setTitle(R.string.enter_room)
            .setView(content)
            .setPositiveButton(
                R.string.enter,
                (dialog, button) -> {
                  String name = canonical(room.getText().toString());
                  if (!name.isEmpty()) {
                    session.enterRoom(name);
                  }
                })
            .setNegativeButton(android.R.string.cancel, null));
  }

  /** Asks the user whether to send a failed message again, copy it or discard it. */
  void showFailure(FailedMessage failed) {
    Map<String, Runnable> actions = new LinkedHashMap<>();
    if (failed.mayBeSentAgain()) {
      actions.put(activity.getString(R.string.send_again), () -> session.sendAgain(failed));
    }
    actions.put(activity.getString(R.string.copy), () -> copy(failed.text()));
    actions.put(activity.getString(R.string.discard), () -> session.discard(failed));
    List<Runnable> inOrder = new ArrayList<>(actions.values());
    show(
        new AlertDialog.Builder(activity)
            .setItems(
                actions.keySet().toArray(new CharSequence[0]),
                (dialog, index) -> inOrder.get(index).run()));
  }

  /** Copies a text to the clipboard. */
  void copy(String text) {
    activity
        .getSystemService(ClipboardManager.class)
        .setPrimaryClip(ClipData.newPlainText(activity.getString(R.string.app_name), text));
  }

  private void show(AlertDialog.Builder builder) {
    dismiss();
    shown = builder.show();
  }

  private String label(Person person, String selfId) {
    String name = HarmlessText.name(person.name());
    if (person.id().equals(selfId)) {
      return activity.getString(R.string.person_self, name);
    }
    return person.isReconnecting() ? activity.getString(R.string.person_reconnecting, name) : name;
  }

  /**
   * The typed room name as the server folds it. The session selects the conversation of the room by
   * its folded name.
   */
  private static String canonical(String typed) {
    String name = WhiteSpace.strip(typed);
    return NameFold.fold(name.startsWith("#") ? name.substring(1) : name);
  }
}
