package chat.charla.android.ui;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import android.content.Context;
import android.graphics.Insets;
import android.view.ContextThemeWrapper;
import android.view.LayoutInflater;
import android.view.View;
import android.view.ViewGroup;
import android.view.WindowInsets;
import android.widget.EditText;
import android.widget.ImageButton;
import chat.charla.android.R;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;

/** Rules that every screen must follow, whatever it shows. */
@RunWith(RobolectricTestRunner.class)
public class ScreensTest {
  private static final List<Integer> SCREENS =
      List.of(R.layout.activity_connect, R.layout.activity_conversation, R.layout.activity_devices);

  @Test
  public void everyClickableViewIsLargeEnough() {
    for (View view : views()) {
      if (view.isClickable()) {
        int touch = view.getResources().getDimensionPixelSize(R.dimen.touch);
        assertTrue(describe(view), view.getWidth() >= touch && view.getHeight() >= touch);
      }
    }
  }

  @Test
  public void everyImageButtonAndFieldHasATextForScreenReaders() {
    for (View view : views()) {
      if (view instanceof EditText field) {
        assertNotNull(describe(view), field.getHint());
      }
      // ReadingPosition describes the button that leads to the end.
      if (view instanceof ImageButton && view.getId() != R.id.jump_button) {
        assertNotNull(describe(view), view.getContentDescription());
      }
    }
  }

  @Test
  public void noScreenExtendsBehindTheBarsOrTheKeyboard() {
    WindowInsets insets =
        new WindowInsets.Builder().setSystemWindowInsets(Insets.of(3, 24, 5, 300)).build();
    for (int layout : SCREENS) {
      View screen = LayoutInflater.from(context()).inflate(layout, null);

      screen.dispatchApplyWindowInsets(insets);

      assertEquals(
          Insets.of(3, 24, 5, 300),
          Insets.of(
              screen.getPaddingLeft(),
              screen.getPaddingTop(),
              screen.getPaddingRight(),
              screen.getPaddingBottom()));
    }
  }

  /** All views of all screens, laid out on a small phone. */
  private static List<View> views() {
    List<View> views = new ArrayList<>();
    for (int layout : SCREENS) {
      View screen = LayoutInflater.from(context()).inflate(layout, null);
      add(screen, views);
      views.forEach(view -> view.setVisibility(View.VISIBLE));
      screen.measure(
          View.MeasureSpec.makeMeasureSpec(320, View.MeasureSpec.EXACTLY),
          View.MeasureSpec.makeMeasureSpec(640, View.MeasureSpec.EXACTLY));
      screen.layout(0, 0, 320, 640);
    }
    assertTrue(views.size() > SCREENS.size());
    return views;
  }

  private static void add(View view, List<View> views) {
    views.add(view);
    if (view instanceof ViewGroup group) {
      for (int index = 0; index < group.getChildCount(); index++) {
        add(group.getChildAt(index), views);
      }
    }
  }

  private static Context context() {
    return new ContextThemeWrapper(RuntimeEnvironment.getApplication(), R.style.Theme_Charla);
  }

  private static String describe(View view) {
    String name =
        view.getId() == View.NO_ID
            ? view.getClass().getSimpleName()
            : view.getResources().getResourceEntryName(view.getId());
    return name + " " + view.getWidth() + "x" + view.getHeight();
  }
}
