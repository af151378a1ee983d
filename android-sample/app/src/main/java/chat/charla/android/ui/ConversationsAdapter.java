package chat.charla.android.ui;

import android.content.Context;
import android.view.View;
import android.view.ViewGroup;
import android.widget.ArrayAdapter;
import chat.charla.android.R;
import chat.charla.android.conversation.Conversation;
import chat.charla.client.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of the conversations, each with its number of unread messages. */
final class ConversationsAdapter extends ArrayAdapter<String> {
  private final List<Target> keys = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final List<String> descriptions = new ArrayList<>();

  ConversationsAdapter(Context context) {
    super(context, R.layout.conversation_name);
    setDropDownViewResource(android.R.layout.simple_spinner_dropdown_item);
  }

  /** Shows these conversations. */
  void show(List<Conversation> conversations) {
    List<String> shown = new ArrayList<>(labels);
    keys.clear();
    labels.clear();
    descriptions.clear();
    for (Conversation conversation : conversations) {
      String name = nameOf(conversation);
      int unread = conversation.unread();
      keys.add(conversation.key());
      labels.add(unread == 0 ? name : name + " (" + unread + ")");
      descriptions.add(
          unread == 0
              ? name
              : getContext()
                  .getResources()
                  .getQuantityString(R.plurals.conversation_unread, unread, name, unread));
    }
    if (!shown.equals(labels)) {
      setNotifyOnChange(false);
      clear();
      addAll(labels);
      notifyDataSetChanged();
    }
  }

  /** The conversation at this position. */
  Target keyAt(int position) {
    return keys.get(position);
  }

  /** The position of a conversation, or -1. */
  int positionOf(Target key) {
    return keys.indexOf(key);
  }

  @Override
  public View getView(int position, @Nullable View old, ViewGroup parent) {
    return described(position, super.getView(position, old, parent));
  }

  @Override
  public View getDropDownView(int position, @Nullable View old, ViewGroup parent) {
    return described(position, super.getDropDownView(position, old, parent));
  }

  private View described(int position, View view) {
    view.setContentDescription(descriptions.get(position));
    return view;
  }

  /** The name to show: "…" as long as the other user's name is unknown. */
  private static String nameOf(Conversation conversation) {
    String name = HarmlessText.name(conversation.name());
    return conversation.isRoom() ? "#" + name : name.isEmpty() ? "…" : name;
  }
}
