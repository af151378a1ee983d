package chat.charla.android.ui;

import android.os.Bundle;
import android.view.View;
import android.widget.AbsListView;
import android.widget.ListView;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.android.conversation.Entry;
import java.text.NumberFormat;
import java.util.List;

/**
 * The scroll position of the list of messages. At its end, the list scrolls to new messages.
 * Otherwise the list does not move, and a button leads to the end.
 */
final class ReadingPosition implements AbsListView.OnScrollListener {
  private static final String FIRST = "first";
  private static final String TOP = "top";

  /** A number of pixels that is larger than the height of any row. */
  private static final int FAR = 1_000_000;

  private final ListView list;
  private final MessagesAdapter rows;
  private final View jump;
  private final Runnable endReached;
  private boolean atEnd = true;

  /** The first visible row before a rotation, until the list has that row again; otherwise -1. */
  private int savedFirst = -1;

  private int savedTop;

  /**
   * Creates the position, at the end of the list.
   *
   * @param jump the button that leads to the end, with the number of new messages; hidden at the
   *     end
   * @param endReached runs when the list has reached its end
   */
  ReadingPosition(ListView list, MessagesAdapter rows, View jump, Runnable endReached) {
    this.list = list;
    this.rows = rows;
    this.jump = jump;
    this.endReached = endReached;
    list.setAdapter(rows);
    list.setOnScrollListener(this);
    jump.findViewById(R.id.jump_button).setOnClickListener(view -> goToEnd());
    setAtEnd(true);
  }

  /** Whether the end of the list is visible. */
  boolean isAtEnd() {
    return atEnd;
  }

  /** Shows these entries. If the list is not at its end, its topmost visible row does not move. */
  void show(List<Entry> entries) {
    int first = list.getFirstVisiblePosition();
    View top = list.getChildAt(0);
    Object anchor = top != null && first < rows.getCount() ? rows.getItem(first) : null;
    if (!rows.show(entries)) {
      return;
    }
    if (savedFirst >= 0 && savedFirst < rows.getCount()) {
      list.setSelectionFromTop(savedFirst, savedTop);
      savedFirst = -1;
    } else if (!atEnd && anchor != null) {
      // The anchor's position changes if the oldest entries are removed. Without this call, a list
      // with a selected row would scroll to that row. A row is selected when a keyboard is used.
      int position = rows.positionOf(anchor);
      if (position >= 0) {
        list.setSelectionFromTop(position, distanceFromTop(top));
      }
    }
  }

  /** Scrolls to the end of the list. */
  void goToEnd() {
    savedFirst = -1;
    setAtEnd(true);
    // Stops a scroll that has not ended yet.
    list.smoothScrollBy(0, 0);
    // The list does not scroll beyond its end, so it shows the end of the last row.
    list.setSelectionFromTop(rows.getCount() - 1, -FAR);
    endReached.run();
  }

  /** Shows on the button how many messages are unread. */
  void showNew(int count) {
    TextView badge = jump.findViewById(R.id.jump_count);
    badge.setVisibility(count == 0 ? View.GONE : View.VISIBLE);
    badge.setText(NumberFormat.getIntegerInstance().format(count));
    jump.findViewById(R.id.jump_button)
        .setContentDescription(
            count == 0
                ? jump.getResources().getString(R.string.jump)
                : jump.getResources().getQuantityString(R.plurals.jump_new, count, count));
  }

  /** Saves the position if it is not the end. */
  void save(Bundle state) {
    View top = list.getChildAt(0);
    if (savedFirst >= 0) {
      state.putInt(FIRST, savedFirst);
      state.putInt(TOP, savedTop);
    } else if (!atEnd && top != null) {
      state.putInt(FIRST, list.getFirstVisiblePosition());
      state.putInt(TOP, distanceFromTop(top));
    }
  }

  /** Returns to the saved position as soon as the list has its rows. */
  void restore(Bundle state) {
    savedFirst = state.getInt(FIRST, -1);
    savedTop = state.getInt(TOP);
    setAtEnd(savedFirst < 0);
  }

  @Override
  public void onScroll(AbsListView view, int first, int visible, int total) {
    int children = list.getChildCount();
    if (children == 0) {
      return;
    }
    int bottom = list.getHeight() - list.getPaddingBottom();
    boolean nowAtEnd =
        first + children >= total && list.getChildAt(children - 1).getBottom() <= bottom;
    if (nowAtEnd && !atEnd) {
      list.post(endReached);
    }
    setAtEnd(nowAtEnd);
  }

  @Override
  public void onScrollStateChanged(AbsListView view, int state) {}

  private void setAtEnd(boolean now) {
    atEnd = now;
    list.setTranscriptMode(
        now ? AbsListView.TRANSCRIPT_MODE_NORMAL : AbsListView.TRANSCRIPT_MODE_DISABLED);
    jump.setVisibility(now ? View.INVISIBLE : View.VISIBLE);
  }

  private int distanceFromTop(View row) {
    return row.getTop() - list.getListPaddingTop();
  }
}
