package chat.charla.android.ui;

import android.app.Activity;
import android.app.AlertDialog;
import android.view.LayoutInflater;
import android.view.View;
import android.widget.EditText;
import android.widget.Toast;
import chat.charla.android.R;
import chat.charla.android.session.AccountOutcome;
import chat.charla.android.session.ChatSession;
import chat.charla.client.CallFailure;
import chat.charla.client.WhiteSpace;
import org.jspecify.annotations.Nullable;

/**
 * The dialogs about the account. At most one is open. A rotation closes it, so no saved state has a
 * password.
 */
final class AccountDialogs {
  /** Receives what the user has typed. A value for which the dialog has no field is empty. */
  private interface Typed {
    void take(String present, String chosen, String invitation);
  }

  private final Activity activity;
  private final ChatSession session;
  private final Explanations explanations;
  private @Nullable AlertDialog shown;

  AccountDialogs(Activity activity, ChatSession session, Explanations explanations) {
    this.activity = activity;
    this.session = session;
    this.explanations = explanations;
  }

  /** Dismisses the dialog that is shown, if there is one. */
  void dismiss() {
    if (shown != null) {
      shown.dismiss();
      shown = null;
    }
  }

  /** Asks for the password of the account that the guest becomes. */
  void register() {
    String name = HarmlessText.name(session.state().name());
    askPassword(
        R.string.register_name,
        activity.getString(R.string.register_name_about, name),
        false,
        (present, chosen, invitation) -> session.register(chosen, invitation));
  }

  /** Asks for the present password and another one. */
  void changePassword() {
    askPassword(
        R.string.change_password,
        activity.getString(R.string.change_password_about),
        true,
        (present, chosen, invitation) -> session.changePassword(present, chosen));
  }

  /**
   * Asks whether the user really wants to leave. This ends the identity of a guest, but only this
   * device's session of an account. The dialog says how many messages are pending.
   */
  void confirmLeaving() {
    boolean account = session.state().isAccount();
    int title = account ? R.string.sign_out : R.string.leave;
    String question =
        activity.getString(account ? R.string.sign_out_question : R.string.leave_question);
    int pending = session.conversations().pendingCount();
    if (pending > 0) {
      question +=
          "\n\n"
              + activity
                  .getResources()
                  .getQuantityString(R.plurals.leave_pending, pending, pending);
    }
    show(
        new AlertDialog.Builder(activity)
            .setTitle(title)
            .setMessage(question)
            .setPositiveButton(title, (dialog, button) -> session.leave())
            .setNegativeButton(android.R.string.cancel, null));
  }

  /** Asks whether to end another session of the account. */
  void confirmRevoking(String name, Runnable revoke) {
    confirm(activity.getString(R.string.revoke_question, name), R.string.revoke, revoke);
  }

  /** Asks whether to end all other sessions of the account. */
  void confirmRevokingOthers(Runnable revoke) {
    confirm(activity.getString(R.string.revoke_others_question), R.string.revoke_others, revoke);
  }

  /** Shows the outcome of a registration, a new password or a revocation. */
  void showOutcome(AccountOutcome outcome) {
    CallFailure failure = outcome.failure();
    if (failure != null) {
      show(
          new AlertDialog.Builder(activity)
              .setTitle(R.string.not_done)
              .setMessage(explanations.refused(failure))
              .setPositiveButton(android.R.string.ok, null));
      return;
    }
    int words =
        switch (outcome.action()) {
          case REGISTER -> R.string.registered;
          case CHANGE_PASSWORD -> R.string.password_changed;
          case REVOKE -> R.string.revoked;
          case LIST_SESSIONS -> 0;
        };
    if (words != 0) {
      Toast.makeText(activity, words, Toast.LENGTH_LONG).show();
    }
  }

  private void confirm(String question, int action, Runnable task) {
    show(
        new AlertDialog.Builder(activity)
            .setMessage(question)
            .setPositiveButton(action, (dialog, button) -> task.run())
            .setNegativeButton(android.R.string.cancel, null));
  }

  private void askPassword(int title, String about, boolean withPresent, Typed receiver) {
    View content = LayoutInflater.from(activity).inflate(R.layout.dialog_password, null);
    EditText present = content.findViewById(R.id.present_password);
    EditText chosen = content.findViewById(R.id.new_password);
    EditText again = content.findViewById(R.id.new_password_again);
    EditText invitation = content.findViewById(R.id.invitation);
    (withPresent ? invitation : present).setVisibility(View.GONE);
    AlertDialog dialog =
        new AlertDialog.Builder(activity)
            .setTitle(title)
            .setMessage(about)
            .setView(content)
            .setPositiveButton(title, null)
            .setNegativeButton(android.R.string.cancel, null)
            .create();
    show(dialog);
    // This listener closes the dialog only if the fields are complete.
    dialog
        .getButton(AlertDialog.BUTTON_POSITIVE)
        .setOnClickListener(
            view -> {
              if (isComplete(withPresent ? present : chosen, chosen, again)) {
                dialog.dismiss();
                receiver.take(
                    present.getText().toString(),
                    chosen.getText().toString(),
                    WhiteSpace.strip(invitation.getText().toString()));
              }
            });
  }

  private boolean isComplete(EditText present, EditText chosen, EditText again) {
    for (EditText field : new EditText[] {present, chosen}) {
      if (field.length() == 0) {
        return complain(field, R.string.problem_password);
      }
    }
    return chosen.getText().toString().equals(again.getText().toString())
        || complain(again, R.string.problem_passwords_differ);
  }

  private boolean complain(EditText field, int problem) {
    field.setError(activity.getString(problem));
    field.requestFocus();
    return false;
  }

  private void show(AlertDialog.Builder builder) {
    show(builder.create());
  }

  private void show(AlertDialog dialog) {
    dismiss();
    shown = dialog;
    dialog.show();
  }
}
