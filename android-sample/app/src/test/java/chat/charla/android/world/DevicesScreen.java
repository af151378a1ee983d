package chat.charla.android.world;

import static org.robolectric.Shadows.shadowOf;

import android.view.View;
import android.widget.ListView;
import chat.charla.android.R;
import java.util.ArrayList;
import java.util.List;

/** The screen with the sessions of the account, as a user operates it. */
public final class DevicesScreen {
  private final Phone phone;

  DevicesScreen(Phone phone) {
    this.phone = phone;
  }

  /** Returns when the screen shows this number of sessions. */
  public void awaitSessions(int count) {
    phone.await(count + " sessions", () -> rows().size() == count);
  }

  /** The name and the detail of each session, from the top. */
  public List<String> rows() {
    ListView list = list();
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < list.getCount(); i++) {
      View row = list.getAdapter().getView(i, null, list);
      rows.add(Views.text(row, R.id.session_name) + ": " + Views.text(row, R.id.session_detail));
    }
    return rows;
  }

  /** Whether the session with this row can be ended. */
  public boolean canEnd(int position) {
    return list().getAdapter().isEnabled(position);
  }

  /** Taps a session, and confirms that it ends. */
  public void end(int position) {
    shadowOf(list()).performItemClick(position);
    phone.step();
    phone.confirm();
  }

  /** Presses the button that ends all other sessions, and confirms. */
  public void endOthers() {
    phone.press(R.id.revoke_others);
    phone.confirm();
  }

  private ListView list() {
    return phone.activity().findViewById(R.id.sessions);
  }
}
