package chat.charla.android.ui;

import android.content.res.ColorStateList;
import android.content.res.Resources;
import android.icu.text.BreakIterator;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.client.WhiteSpace;
import java.util.Locale;

/** Draws a user's avatar: a circle in the user's colour, with the initial of the user's name. */
final class Avatar {
  private Avatar() {}

  /** Shows the avatar of a user in a view that has a circle as its background. */
  static void show(TextView circle, String id, String name) {
    circle.setText(initial(name));
    circle.setBackgroundTintList(ColorStateList.valueOf(color(circle.getResources(), id)));
  }

  /**
   * The colour of the user with this id, in the current theme. The colour depends only on the id,
   * because another user may get the name later.
   */
  static int color(Resources resources, String id) {
    int[] colors = resources.getIntArray(R.array.user_colors);
    return colors[Math.floorMod(id.hashCode(), colors.length)];
  }

  /**
   * The first character of a name, or empty for an empty name. What a person sees as one character
   * may consist of several code points, such as a letter with its combining marks, or an emoji.
   */
  static String initial(String name) {
    String harmless = WhiteSpace.strip(HarmlessText.name(name));
    BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
    characters.setText(harmless);
    int end = characters.next();
    if (end == BreakIterator.DONE) {
      return "";
    }
    int letter = harmless.codePointAt(0);
    return new StringBuilder()
        .appendCodePoint(Character.toTitleCase(letter))
        .append(harmless, Character.charCount(letter), end)
        .toString();
  }
}
