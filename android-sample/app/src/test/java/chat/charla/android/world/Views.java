package chat.charla.android.world;

import android.app.Activity;
import android.view.View;
import android.view.ViewGroup;
import android.widget.TextView;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads texts from views. */
final class Views {
  private Views() {}

  /** The text of a view, or empty if the view is not visible. */
  static String text(View root, int id) {
    TextView view = root.findViewById(id);
    return view != null && isShown(view, root) ? view.getText().toString() : "";
  }

  /** Whether a view and all its ancestors up to the root are visible. */
  static boolean isShown(View view, View root) {
    for (View part = view; part != root; part = (View) part.getParent()) {
      if (part.getVisibility() != View.VISIBLE) {
        return false;
      }
    }
    return root.getVisibility() == View.VISIBLE;
  }

  /** All texts on the screen, for failure messages. */
  static String describe(Activity activity) {
    View root = activity.getWindow().getDecorView();
    return activity.getClass().getSimpleName()
        + all(root)
            .filter(view -> view instanceof TextView text && text.getText().length() > 0)
            .filter(view -> isShown(view, root))
            .map(view -> "\n  " + name(view) + ": " + ((TextView) view).getText())
            .collect(Collectors.joining());
  }

  private static Stream<View> all(View view) {
    Stream<View> below =
        view instanceof ViewGroup group
            ? IntStream.range(0, group.getChildCount())
                .mapToObj(group::getChildAt)
                .flatMap(Views::all)
            : Stream.empty();
    return Stream.concat(Stream.of(view), below);
  }

  private static String name(View view) {
    return view.getId() == View.NO_ID
        ? view.getClass().getSimpleName()
        : view.getResources().getResourceEntryName(view.getId());
  }
}
