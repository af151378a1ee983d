package chat.charla.android.ui;

import android.content.Context;
import android.text.format.DateUtils;
import android.view.LayoutInflater;
import android.view.View;
import android.view.ViewGroup;
import android.widget.BaseAdapter;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.v1.Session;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of the sessions of an account. The row of this device cannot be clicked. */
final class SessionsAdapter extends BaseAdapter {
  private static final int FORMAT =
      DateUtils.FORMAT_SHOW_DATE
          | DateUtils.FORMAT_SHOW_YEAR
          | DateUtils.FORMAT_ABBREV_MONTH
          | DateUtils.FORMAT_SHOW_TIME;

  private final Context context;
  private List<Session> sessions = Collections.emptyList();

  SessionsAdapter(Context context) {
    this.context = context;
  }

  /** Shows these sessions. */
  void show(List<Session> changed) {
    if (!sessions.equals(changed)) {
      sessions = changed;
      notifyDataSetChanged();
    }
  }

  /** Whether there is another session than that of this device. */
  boolean hasOthers() {
    return sessions.stream().anyMatch(session -> !session.getCurrent());
  }

  /** The name of a session: its label, without deceptive characters. */
  String nameOf(Session session) {
    String label = HarmlessText.name(session.getLabel());
    return label.isEmpty() ? context.getString(R.string.device_unnamed) : label;
  }

  @Override
  public int getCount() {
    return sessions.size();
  }

  @Override
  public Session getItem(int position) {
    return sessions.get(position);
  }

  @Override
  public long getItemId(int position) {
    return position;
  }

  @Override
  public boolean areAllItemsEnabled() {
    return false;
  }

  @Override
  public boolean isEnabled(int position) {
    return !getItem(position).getCurrent();
  }

  @Override
  public View getView(int position, @Nullable View old, ViewGroup parent) {
    View row =
        old != null
            ? old
            : LayoutInflater.from(context).inflate(R.layout.row_session, parent, false);
    Session session = getItem(position);
    TextView name = row.findViewById(R.id.session_name);
    TextView detail = row.findViewById(R.id.session_detail);
    name.setText(nameOf(session));
    detail.setText(detailOf(session));
    return row;
  }

  private String detailOf(Session session) {
    String use =
        session.getOnline()
            ? context.getString(R.string.device_online)
            : context.getString(
                R.string.device_seen,
                DateUtils.formatDateTime(
                    context, session.getSeenTime().getSeconds() * 1000, FORMAT));
    if (session.getCurrent()) {
      return context.getString(R.string.device_this, use);
    }
    return session.getScopesCount() > 0 ? context.getString(R.string.device_program, use) : use;
  }
}
