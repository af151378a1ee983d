package chat.charla.android.ui;

import android.text.Editable;
import android.text.TextWatcher;

/** Calls a task after each change of a text. */
final class TextChange implements TextWatcher {
  private final Runnable changed;

  TextChange(Runnable changed) {
    this.changed = changed;
  }

  @Override
  public void beforeTextChanged(CharSequence text, int start, int count, int after) {}

  @Override
  public void onTextChanged(CharSequence text, int start, int before, int count) {}

  @Override
  public void afterTextChanged(Editable text) {
    changed.run();
  }
}
