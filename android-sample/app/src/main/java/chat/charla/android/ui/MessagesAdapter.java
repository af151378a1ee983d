package chat.charla.android.ui;

import android.content.Context;
import android.content.res.Resources;
import android.text.format.DateFormat;
import android.text.format.DateUtils;
import android.view.Gravity;
import android.view.LayoutInflater;
import android.view.View;
import android.view.ViewGroup;
import android.widget.BaseAdapter;
import android.widget.LinearLayout;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.android.conversation.Entry;
import chat.charla.android.conversation.Message;
import chat.charla.android.conversation.Notice;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a conversation: its entries, with a row before the first entry of each day. */
final class MessagesAdapter extends BaseAdapter {
  private static final int MESSAGE = 0;
  private static final int NOTICE = 1;
  private static final int DAY = 2;
  private static final int FAILED_LINES = 4;

  /** The row above the first entry of a day. */
  private static final class Day {
    final long timeMillis;

    Day(long timeMillis) {
      this.timeMillis = timeMillis;
    }
  }

  private final Context context;
  private final LayoutInflater inflater;
  private final Explanations explanations;
  private final List<Object> rows = new ArrayList<>();
  private List<Entry> shown = Collections.emptyList();

  MessagesAdapter(Context context, Explanations explanations) {
    this.context = context;
    this.inflater = LayoutInflater.from(context);
    this.explanations = explanations;
  }

  /** Shows these entries, and returns whether anything has changed. */
  boolean show(List<Entry> entries) {
    if (entries.equals(shown)) {
      return false;
    }
    shown = entries;
    rows.clear();
    LocalDate day = null;
    for (Entry entry : entries) {
      if (entry.timeMillis() != 0) {
        LocalDate itsDay = dayOf(entry);
        if (!itsDay.equals(day)) {
          rows.add(new Day(entry.timeMillis()));
          day = itsDay;
        }
      }
      rows.add(entry);
    }
    notifyDataSetChanged();
    return true;
  }

  /** The message in a row, or null if the row is not a message. */
  @Nullable Message messageAt(int position) {
    return rows.get(position) instanceof Message message ? message : null;
  }

  @Override
  public int getCount() {
    return rows.size();
  }

  @Override
  public Object getItem(int position) {
    return rows.get(position);
  }

  @Override
  public long getItemId(int position) {
    return position;
  }

  @Override
  public int getViewTypeCount() {
    return 3;
  }

  @Override
  public int getItemViewType(int position) {
    Object row = rows.get(position);
    return row instanceof Message ? MESSAGE : row instanceof Notice ? NOTICE : DAY;
  }

  @Override
  public View getView(int position, @Nullable View old, ViewGroup parent) {
    Object row = rows.get(position);
    if (row instanceof Message message) {
      View view = old != null ? old : inflater.inflate(R.layout.row_message, parent, false);
      fill(view, message);
      return view;
    }
    if (row instanceof Notice notice) {
      View view = old != null ? old : inflater.inflate(R.layout.row_notice, parent, false);
      text(view, R.id.text).setText(wordsFor(notice));
      return view;
    }
    View view = old != null ? old : inflater.inflate(R.layout.row_day, parent, false);
    int format =
        DateUtils.FORMAT_SHOW_WEEKDAY | DateUtils.FORMAT_SHOW_DATE | DateUtils.FORMAT_SHOW_YEAR;
    text(view, R.id.day).setText(DateUtils.formatDateTime(context, ((Day) row).timeMillis, format));
    return view;
  }

  private void fill(View row, Message message) {
    Resources resources = context.getResources();
    String sender =
        message.isOwn() ? resources.getString(R.string.you) : HarmlessText.name(message.sender());
    text(row, R.id.sender).setText(sender);
    String action = message.action();
    TextView words = text(row, R.id.text);
    // Many messages fail because they are too long, so only the beginning is shown. A tap opens a
    // dialog in which the user can copy the whole text.
    words.setMaxLines(message.failure() == null ? Integer.MAX_VALUE : FAILED_LINES);
    words.setText(
        action == null
            ? HarmlessText.text(message.text())
            : "* " + HarmlessText.name(message.sender()) + " " + HarmlessText.text(action));
    TextView time = text(row, R.id.time);
    boolean timed = message.timeMillis() != 0;
    time.setVisibility(timed ? View.VISIBLE : View.GONE);
    time.setText(
        timed ? DateFormat.getTimeFormat(context).format(new Date(message.timeMillis())) : "");
    TextView status = text(row, R.id.status);
    String state = statusOf(message);
    status.setVisibility(state.isEmpty() ? View.GONE : View.VISIBLE);
    status.setText(state);
    // Own messages are on the other side, not only in another colour, because some users cannot
    // distinguish the colours.
    ((LinearLayout) row).setGravity(message.isOwn() ? Gravity.END : Gravity.START);
    int inset = resources.getDimensionPixelSize(R.dimen.bubble_inset);
    int edge = resources.getDimensionPixelSize(R.dimen.edge);
    row.setPaddingRelative(
        message.isOwn() ? inset : edge,
        row.getPaddingTop(),
        message.isOwn() ? edge : inset,
        row.getPaddingBottom());
    row.findViewById(R.id.bubble)
        .setBackgroundResource(message.isOwn() ? R.drawable.bubble_own : R.drawable.bubble_other);
  }

  private String statusOf(Message message) {
    return switch (message.status()) {
      case POSTED -> "";
      case PENDING -> context.getString(R.string.pending);
      case FAILED ->
          message.failure() == null
              ? ""
              : explanations.failed(message.failure())
                  + "\n"
                  + context.getString(
                      message.failure().mayBeSentAgain()
                          ? R.string.failed_hint
                          : R.string.failed_lost_hint);
    };
  }

  private String wordsFor(Notice notice) {
    Resources resources = context.getResources();
    String name = HarmlessText.name(notice.name());
    return switch (notice.kind()) {
      case WELCOME -> HarmlessText.text(notice.name()).toString();
      case JOINED -> resources.getString(R.string.notice_joined, name);
      case LEFT -> resources.getString(R.string.notice_left, name);
      case RENAMED ->
          resources.getString(
              R.string.notice_renamed, HarmlessText.name(notice.previousName()), name);
      case GAP -> {
        int count = (int) Math.min(notice.count(), Integer.MAX_VALUE);
        yield resources.getQuantityString(R.plurals.notice_gap, count, count);
      }
      case RESET -> resources.getString(R.string.notice_reset);
      case STORAGE_UNAVAILABLE -> resources.getString(R.string.notice_storage_unavailable);
      case STORAGE_RESTORED -> resources.getString(R.string.notice_storage_restored);
      case UNKNOWN -> resources.getString(R.string.notice_unknown);
    };
  }

  private static LocalDate dayOf(Entry entry) {
    return Instant.ofEpochMilli(entry.timeMillis()).atZone(ZoneId.systemDefault()).toLocalDate();
  }

  private static TextView text(View row, int id) {
    return row.findViewById(id);
  }
}
