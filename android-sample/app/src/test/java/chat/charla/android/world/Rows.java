package chat.charla.android.world;

import android.view.View;
import android.widget.Adapter;
import android.widget.AdapterView;
import android.widget.ImageView;
import android.widget.SpinnerAdapter;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.android.ui.ConversationActivity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads lists through the views that their adapters create, including rows that are not visible.
 * Each view is reused for the next row of its type, as Android does while a list scrolls.
 */
final class Rows {
  private Rows() {}

  /** All rows of the conversation on the screen, from the top. */
  static List<Row> of(ConversationActivity screen) {
    AdapterView<?> list = screen.findViewById(R.id.messages);
    Adapter adapter = list.getAdapter();
    Map<Integer, View> used = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    String name = "";
    for (int position = 0; adapter != null && position < adapter.getCount(); position++) {
      int type = adapter.getItemViewType(position);
      View view = adapter.getView(position, used.get(type), list);
      used.put(type, view);
      Row row = read(view, name);
      rows.add(row);
      name = row.sender();
    }
    return rows;
  }

  /** The titles in the list of conversations. */
  static List<String> titles(ConversationActivity screen) {
    AdapterView<?> list = screen.findViewById(R.id.conversations);
    List<String> titles = new ArrayList<>();
    if (list.getAdapter() instanceof SpinnerAdapter adapter) {
      for (int position = 0; position < adapter.getCount(); position++) {
        titles.add(title(adapter.getDropDownView(position, null, list)));
      }
    }
    return titles;
  }

  private static String title(View view) {
    TextView text =
        view instanceof TextView itself ? itself : view.findViewById(android.R.id.text1);
    return text.getText().toString();
  }

  /**
   * Reads one row. Only the first message of a group shows the name. The other messages get the
   * name of the row above.
   */
  private static Row read(View view, String nameAbove) {
    if (view.findViewById(R.id.day) != null) {
      return new Row(Row.Kind.DAY, "", Views.text(view, R.id.day), "");
    }
    ImageView mark = view.findViewById(R.id.mark);
    if (mark == null) {
      return new Row(Row.Kind.NOTICE, "", Views.text(view, R.id.text), "");
    }
    boolean own = mark.getVisibility() == View.VISIBLE;
    String name = Views.text(view, R.id.sender);
    String state = mark.getContentDescription().toString();
    boolean posted = state.equals(view.getContext().getString(R.string.posted));
    return new Row(
        Row.Kind.MESSAGE,
        own || !name.isEmpty() ? name : nameAbove,
        Views.text(view, R.id.text),
        posted ? "" : state + "\n" + Views.text(view, R.id.failure));
  }
}
