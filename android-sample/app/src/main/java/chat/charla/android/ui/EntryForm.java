package chat.charla.android.ui;

import android.app.Activity;
import android.view.View;
import android.view.inputmethod.EditorInfo;
import android.widget.EditText;
import android.widget.RadioGroup;
import android.widget.Switch;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.android.session.EntryKind;
import chat.charla.client.WhiteSpace;
import org.jspecify.annotations.Nullable;

/**
 * The part of the connect screen that asks how the user gets an identity, and for a name, a
 * password and the code of an invitation or a recovery. Android does not save the passwords and the
 * code with the state of the screen. A rotation passes them on in memory.
 */
final class EntryForm {
  private final RadioGroup kinds;
  private final Switch recovery;
  private final EditText name;
  private final TextView passwordLabel;
  private final EditText password;
  private final EditText passwordAgain;
  private final TextView codeLabel;
  private final EditText code;
  private final View[] passwordViews;

  /** The fields for a new password and a code. */
  private final View[] newPasswordViews;

  /**
   * Creates the form.
   *
   * @param secrets the result of {@link #secrets} before a rotation, otherwise null
   * @param changed called when the user has chosen another way to get an identity
   * @param submit called when the user submits the form by the keyboard
   */
  EntryForm(Activity screen, @Nullable Object secrets, Runnable changed, Runnable submit) {
    kinds = screen.findViewById(R.id.entry);
    recovery = screen.findViewById(R.id.recovery);
    name = screen.findViewById(R.id.name);
    passwordLabel = screen.findViewById(R.id.password_label);
    password = screen.findViewById(R.id.password);
    passwordAgain = screen.findViewById(R.id.password_again);
    passwordViews = new View[] {passwordLabel, password};
    codeLabel = screen.findViewById(R.id.code_label);
    code = screen.findViewById(R.id.code);
    newPasswordViews =
        new View[] {screen.findViewById(R.id.password_again_label), passwordAgain, codeLabel, code};
    if (secrets instanceof String[] typed && typed.length == 3) {
      password.setText(typed[0]);
      passwordAgain.setText(typed[1]);
      code.setText(typed[2]);
    }
    kinds.setOnCheckedChangeListener((group, id) -> changed.run());
    recovery.setOnCheckedChangeListener((view, checked) -> changed.run());
    for (EditText field : new EditText[] {name, password, passwordAgain, code}) {
      field.setOnEditorActionListener(
          (view, action, key) -> {
            if (action == EditorInfo.IME_ACTION_GO) {
              submit.run();
            }
            return action == EditorInfo.IME_ACTION_GO;
          });
    }
  }

  /** Shows the fields that the chosen way needs. */
  void showFields() {
    boolean recovers = kind() == EntryKind.RECOVER;
    show(kind() == EntryKind.LOG_IN || recovers, recovery);
    show(kind() != EntryKind.GUEST, passwordViews);
    show(kind() == EntryKind.REGISTER || recovers, newPasswordViews);
    passwordLabel.setText(recovers ? R.string.label_new_password : R.string.label_password);
    codeLabel.setText(recovers ? R.string.label_recovery : R.string.label_invitation);
    code.setHint(recovers ? R.string.hint_recovery : R.string.hint_invitation);
    name.setImeOptions(last(kind() == EntryKind.GUEST));
    password.setImeOptions(last(kind() == EntryKind.LOG_IN));
  }

  /** Fills in what the user entered last. */
  void fill(EntryKind kind, String lastName) {
    kinds.check(
        switch (kind) {
          case GUEST -> R.id.entry_guest;
          case LOG_IN, RECOVER -> R.id.entry_log_in;
          case REGISTER -> R.id.entry_register;
        });
    recovery.setChecked(kind == EntryKind.RECOVER);
    if (name.length() == 0) {
      name.setText(lastName);
    }
  }

  /** The chosen way to get an identity. */
  EntryKind kind() {
    int id = kinds.getCheckedRadioButtonId();
    if (id == R.id.entry_log_in) {
      return recovery.isChecked() ? EntryKind.RECOVER : EntryKind.LOG_IN;
    }
    return id == R.id.entry_register ? EntryKind.REGISTER : EntryKind.GUEST;
  }

  /** The name without surrounding white space. */
  String name() {
    return WhiteSpace.strip(name.getText().toString());
  }

  void setName(String suggested) {
    name.setText(suggested);
  }

  String password() {
    return password.getText().toString();
  }

  /** The code of an invitation or a recovery, or empty. */
  String code() {
    return WhiteSpace.strip(code.getText().toString());
  }

  /** The typed passwords and code, for the screen after a rotation. */
  Object secrets() {
    return new String[] {password(), passwordAgain.getText().toString(), code()};
  }

  /**
   * Returns the string that says what is missing or wrong, and moves the focus there. Returns 0 if
   * the form is complete.
   */
  int mistake() {
    if (name().isEmpty()) {
      name.requestFocus();
      return R.string.problem_name;
    }
    if (kind() != EntryKind.GUEST && password.length() == 0) {
      password.requestFocus();
      return R.string.problem_password;
    }
    boolean hasNewPassword = kind() == EntryKind.REGISTER || kind() == EntryKind.RECOVER;
    if (hasNewPassword && !password().equals(passwordAgain.getText().toString())) {
      passwordAgain.requestFocus();
      return R.string.problem_passwords_differ;
    }
    if (kind() == EntryKind.RECOVER && code().isEmpty()) {
      code.requestFocus();
      return R.string.problem_recovery;
    }
    return 0;
  }

  private static void show(boolean visible, View... views) {
    for (View view : views) {
      view.setVisibility(visible ? View.VISIBLE : View.GONE);
    }
  }

  private static int last(boolean isLast) {
    return isLast ? EditorInfo.IME_ACTION_GO : EditorInfo.IME_ACTION_NEXT;
  }
}
