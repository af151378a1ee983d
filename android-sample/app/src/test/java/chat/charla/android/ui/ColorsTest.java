package chat.charla.android.ui;

import static org.junit.Assert.assertTrue;

import android.content.res.Resources;
import android.graphics.Color;
import chat.charla.android.R;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.annotation.Config;

/**
 * Checks the contrast of the colours by the formula of WCAG 2, the guidelines for accessible web
 * content.
 */
@RunWith(RobolectricTestRunner.class)
public class ColorsTest {
  private static final double LEAST_FOR_TEXT = 4.5;
  private static final double LEAST_FOR_SHAPES = 3;

  private final Resources resources = RuntimeEnvironment.getApplication().getResources();

  @Test
  public void theLightThemeHasEnoughContrast() {
    assertContrasts();
  }

  @Test
  @Config(qualifiers = "+night")
  public void theDarkThemeHasEnoughContrast() {
    assertContrasts();
  }

  private void assertContrasts() {
    int surface = color(R.color.surface);
    int field = color(R.color.field);
    int own = color(R.color.bubble_own);
    int other = color(R.color.bubble_other);
    int failed = color(R.color.bubble_failed);
    for (int background : new int[] {surface, field, own, other, failed}) {
      assertContrast("text", LEAST_FOR_TEXT, color(R.color.text), background);
      assertContrast("a detail", LEAST_FOR_TEXT, color(R.color.detail), background);
    }
    assertContrast("a text button", LEAST_FOR_TEXT, color(R.color.accent), surface);
    assertContrast(
        "a filled button", LEAST_FOR_TEXT, color(R.color.on_accent), color(R.color.accent));
    assertContrast("the mark of a posted message", LEAST_FOR_SHAPES, color(R.color.accent), own);
    assertContrast("the text of a failure", LEAST_FOR_TEXT, color(R.color.problem), failed);
    assertContrast("a problem", LEAST_FOR_TEXT, color(R.color.problem), surface);
    assertContrast("the banner", LEAST_FOR_TEXT, color(R.color.banner_text), color(R.color.banner));
    for (int user : resources.getIntArray(R.array.user_colors)) {
      assertContrast("an initial", LEAST_FOR_TEXT, color(R.color.initial), user);
      assertContrast("an avatar", LEAST_FOR_SHAPES, user, surface);
      assertContrast("a name", LEAST_FOR_TEXT, user, other);
    }
  }

  private int color(int id) {
    return resources.getColor(id, null);
  }

  private static void assertContrast(String what, double least, int color, int background) {
    double one = Color.luminance(color) + 0.05;
    double other = Color.luminance(background) + 0.05;
    double contrast = Math.max(one, other) / Math.min(one, other);
    assertTrue(
        String.format("%s, #%06X on #%06X: %.2f", what, color, background, contrast),
        contrast >= least);
  }
}
