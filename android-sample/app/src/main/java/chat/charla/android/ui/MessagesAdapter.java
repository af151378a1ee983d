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
import android.widget.ImageView;
import android.widget.LinearLayout;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.android.conversation.Entry;
import chat.charla.android.conversation.FailedMessage;
import chat.charla.android.conversation.Message;
import chat.charla.android.conversation.Notice;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The rows of a conversation: its entries, with a row before the first entry of each day. */
final class MessagesAdapter extends BaseAdapter {
  private static final int MESSAGE = 0;
  private static final int NOTICE = 1;
  private static final int DAY = 2;
  private static final int FAILED_LINES = 4;

  /** The row above the first entry of a day. Two rows are equal if they have the same date. */
  private static final class Day {
    final LocalDate date;
    final long timeMillis;

    Day(LocalDate date, long timeMillis) {
      this.date = date;
      this.timeMillis = timeMillis;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Day day && day.date.equals(date);
    }

    @Override
    public int hashCode() {
      return date.hashCode();
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

  /** Shows these entries. Returns false if the list already shows them. */
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
          rows.add(new Day(itsDay, entry.timeMillis()));
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

  /** The current position of a row that {@link #getItem} has returned, or -1. */
  int positionOf(Object row) {
    return rows.indexOf(row);
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
  public boolean areAllItemsEnabled() {
    return false;
  }

  /** Whether the row can be tapped. Only messages can. */
  @Override
  public boolean isEnabled(int position) {
    return rows.get(position) instanceof Message;
  }

  @Override
  public View getView(int position, @Nullable View old, ViewGroup parent) {
    Object row = rows.get(position);
    if (row instanceof Message message) {
      View view = old != null ? old : inflater.inflate(R.layout.row_message, parent, false);
      fill(view, position, message);
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

  private void fill(View row, int position, Message message) {
    boolean begins = !message.continues(entryAt(position - 1));
    Message next = entryAt(position + 1) instanceof Message after ? after : null;
    boolean ends = next == null || !next.continues(message) || next.status() != message.status();
    String name = HarmlessText.name(message.sender());
    CharSequence words = wordsOf(message, name);
    String failure = failureOf(message);
    String time = timeOf(message);
    String state = context.getString(stateOf(message));

    showAuthor(row, message, name, begins);
    TextView text = text(row, R.id.text);
    // Many messages fail because they are too long, so only the beginning is shown. A tap opens a
    // dialog in which the user can copy the whole text.
    text.setMaxLines(message.failure() == null ? Integer.MAX_VALUE : FAILED_LINES);
    text.setText(words);
    show(text(row, R.id.failure), failure);
    show(text(row, R.id.time), time);
    ImageView mark = row.findViewById(R.id.mark);
    mark.setVisibility(message.isOwn() ? View.VISIBLE : View.GONE);
    mark.setImageResource(markOf(message));
    mark.setContentDescription(state);
    // The server posts a user's messages in order, so only the last message of a group shows time
    // and mark.
    boolean footed = ends || message.status() == Message.Status.PENDING;
    row.findViewById(R.id.footer)
        .setVisibility(footed && message.failure() == null ? View.VISIBLE : View.GONE);
    place(row, message, begins);

    StringJoiner description = new StringJoiner("\n");
    description.add(message.isOwn() ? context.getString(R.string.own_message) : name).add(words);
    // The text of the failure also says the state.
    String shownState = message.isOwn() && failure.isEmpty() ? state : "";
    for (String part : new String[] {time, shownState, failure}) {
      if (!part.isEmpty()) {
        description.add(part);
      }
    }
    row.setContentDescription(description.toString());
  }

  /** Shows the name and the avatar of another user at the beginning of a group. */
  private static void showAuthor(View row, Message message, String name, boolean begins) {
    TextView avatar = text(row, R.id.avatar);
    avatar.setVisibility(message.isOwn() ? View.GONE : begins ? View.VISIBLE : View.INVISIBLE);
    TextView sender = text(row, R.id.sender);
    sender.setVisibility(message.isOwn() || !begins ? View.GONE : View.VISIBLE);
    if (!message.isOwn()) {
      Avatar.show(avatar, message.authorId(), message.sender());
      sender.setText(name);
      sender.setTextColor(Avatar.color(row.getResources(), message.authorId()));
    }
  }

  /**
   * Places the user's messages at one side, and those of other users at the other side. Colours
   * alone are not enough, because some users cannot distinguish them.
   */
  private static void place(View row, Message message, boolean begins) {
    Resources resources = row.getResources();
    int inset = resources.getDimensionPixelSize(R.dimen.bubble_inset);
    int edge = resources.getDimensionPixelSize(R.dimen.edge);
    ((LinearLayout) row).setGravity(message.isOwn() ? Gravity.END : Gravity.START);
    row.setPaddingRelative(
        message.isOwn() ? inset : edge,
        resources.getDimensionPixelSize(begins ? R.dimen.between_groups : R.dimen.within_group),
        message.isOwn() ? edge : inset,
        0);
    row.findViewById(R.id.bubble)
        .setBackgroundResource(
            message.failure() != null
                ? R.drawable.bubble_failed
                : message.isOwn() ? R.drawable.bubble_own : R.drawable.bubble_other);
  }

  private static CharSequence wordsOf(Message message, String name) {
    String action = message.action();
    return action == null
        ? HarmlessText.text(message.text())
        : "* " + name + " " + HarmlessText.text(action);
  }

  /** The time of a message, or empty if it is unknown. */
  private String timeOf(Message message) {
    return message.timeMillis() == 0
        ? ""
        : DateFormat.getTimeFormat(context).format(new Date(message.timeMillis()));
  }

  private static int stateOf(Message message) {
    return switch (message.status()) {
      case POSTED -> R.string.posted;
      case PENDING -> R.string.pending;
      case FAILED -> R.string.state_failed;
    };
  }

  private static int markOf(Message message) {
    return switch (message.status()) {
      case POSTED -> R.drawable.ic_posted;
      case PENDING -> R.drawable.ic_pending;
      case FAILED -> R.drawable.ic_failed;
    };
  }

  /** Says why a message failed, and what the user can do; empty if the message has not failed. */
  private String failureOf(Message message) {
    FailedMessage failure = message.failure();
    return failure == null
        ? ""
        : explanations.failed(failure)
            + "\n"
            + context.getString(
                failure.mayBeSentAgain() ? R.string.failed_hint : R.string.failed_lost_hint);
  }

  private String wordsFor(Notice notice) {
    Resources resources = context.getResources();
    String name = HarmlessText.name(notice.name());
    return switch (notice.kind()) {
      case WELCOME -> HarmlessText.text(notice.name()).toString();
      case JOINED -> resources.getString(R.string.notice_joined, name);
      case LEFT -> resources.getString(R.string.notice_left, name);
      case RENAMED ->
          resources.getString(R.string.notice_renamed, HarmlessText.name(notice.otherName()), name);
      case GAP -> {
        int count = (int) Math.min(notice.count(), Integer.MAX_VALUE);
        yield resources.getQuantityString(R.plurals.notice_gap, count, count);
      }
      case RESET -> resources.getString(R.string.notice_reset);
      case STORAGE_UNAVAILABLE -> resources.getString(R.string.notice_storage_unavailable);
      case STORAGE_RESTORED -> resources.getString(R.string.notice_storage_restored);
      case ROOM_CHANGED, MUTED, BANNED, REMOVED, MEMBER_CHANGED ->
          moderation(notice, name, HarmlessText.name(notice.otherName()));
      case UNKNOWN -> resources.getString(R.string.notice_unknown);
    };
  }

  private String moderation(Notice notice, String moderator, String user) {
    String actor = moderator.isEmpty() ? context.getString(R.string.the_operator) : moderator;
    return switch (notice.kind()) {
      case ROOM_CHANGED -> context.getString(R.string.notice_room_changed, actor);
      case MUTED -> context.getString(R.string.notice_muted, actor, user);
      case BANNED -> context.getString(R.string.notice_banned, actor, user);
      case REMOVED -> context.getString(R.string.notice_removed, actor, user);
      default -> context.getString(R.string.notice_member_changed, actor, user);
    };
  }

  private static LocalDate dayOf(Entry entry) {
    return Instant.ofEpochMilli(entry.timeMillis()).atZone(ZoneId.systemDefault()).toLocalDate();
  }

  private @Nullable Entry entryAt(int position) {
    return position >= 0 && position < rows.size() && rows.get(position) instanceof Entry entry
        ? entry
        : null;
  }

  /** Shows a text, or hides the view if the text is empty. */
  private static void show(TextView view, String words) {
    view.setVisibility(words.isEmpty() ? View.GONE : View.VISIBLE);
    view.setText(words);
  }

  private static TextView text(View row, int id) {
    return row.findViewById(id);
  }
}
