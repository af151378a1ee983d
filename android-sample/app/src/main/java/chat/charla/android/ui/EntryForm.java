package chat.charla.android.ui;

import android.app.Activity;
import android.view.View;
import android.view.inputmethod.EditorInfo;
import android.widget.EditText;
import android.widget.RadioGroup;
import chat.charla.android.R;
import chat.charla.android.session.EntryKind;
import chat.charla.client.WhiteSpace;
import org.jspecify.annotations.Nullable;

/**
 * The part of the connect screen that asks how the user gets an identity, and for a name, a
 * password and the code of an invitation. Android does not save the passwords and the code with the
 * state of the screen. A rotation passes them on in memory.
 */
final class EntryForm {
  private final RadioGroup kinds;
  private final EditText name;
  private final EditText password;
  private final EditText passwordAgain;
  private final EditText invitation;
  private final View[] passwordViews;
  private final View[] registrationViews;

  /**
   * Creates the form.
   *
   * @param secrets the result of {@link #secrets} before a rotation, otherwise null
   * @param changed called when the user has chosen another way to get an identity
   * @param submit called when the user submits the form by the keyboard
   */
  EntryForm(Activity screen, @Nullable Object secrets, Runnable changed, Runnable submit) {
    kinds = screen.findViewById(R.id.entry);
    name = screen.findViewById(R.id.name);
    password = screen.findViewById(R.id.password);
    passwordAgain = screen.findViewById(R.id.password_again);
    passwordViews = new View[] {screen.findViewById(R.id.password_label), password};
    invitation = screen.findViewById(R.id.invitation);
    registrationViews =
        new View[] {
          screen.findViewById(R.id.password_again_label),
          passwordAgain,
          screen.findViewById(R.id.invitation_label),
          invitation
        };
    if (secrets instanceof String[] typed && typed.length == 3) {
      password.setText(typed[0]);
      passwordAgain.setText(typed[1]);
      invitation.setText(typed[2]);
    }
    kinds.setOnCheckedChangeListener((group, id) -> changed.run());
    for (EditText field : new EditText[] {name, password, passwordAgain, invitation}) {
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
    show(kind() != EntryKind.GUEST, passwordViews);
    show(kind() == EntryKind.REGISTER, registrationViews);
    name.setImeOptions(last(kind() == EntryKind.GUEST));
    password.setImeOptions(last(kind() == EntryKind.LOG_IN));
  }

  /** Fills in what the user entered last. */
  void fill(EntryKind kind, String lastName) {
    kinds.check(
        switch (kind) {
          case GUEST -> R.id.entry_guest;
          case LOG_IN -> R.id.entry_log_in;
          case REGISTER -> R.id.entry_register;
        });
    if (name.length() == 0) {
      name.setText(lastName);
    }
  }

  /** The chosen way to get an identity. */
  EntryKind kind() {
    int id = kinds.getCheckedRadioButtonId();
    if (id == R.id.entry_log_in) {
      return EntryKind.LOG_IN;
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

  /** The code of an invitation, or empty. */
  String invitation() {
    return WhiteSpace.strip(invitation.getText().toString());
  }

  /** The typed passwords and invitation code, for the screen after a rotation. */
  Object secrets() {
    return new String[] {password(), passwordAgain.getText().toString(), invitation()};
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
    if (kind() == EntryKind.REGISTER && !password().equals(passwordAgain.getText().toString())) {
      passwordAgain.requestFocus();
      return R.string.problem_passwords_differ;
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
