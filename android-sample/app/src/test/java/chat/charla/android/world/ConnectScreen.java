package chat.charla.android.world;

import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.content.Intent;
import android.net.Uri;
import android.view.View;
import android.view.inputmethod.EditorInfo;
import android.widget.Checkable;
import android.widget.EditText;
import chat.charla.android.R;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.robolectric.shadows.ShadowActivity.IntentForResult;

/** The connect screen, as a user operates it. */
public final class ConnectScreen {
  private final Phone phone;

  ConnectScreen(Phone phone) {
    this.phone = phone;
  }

  /** Fills in everything except the certificate. */
  public void fillIn(int port, String name, boolean secure) {
    type(R.id.server, "127.0.0.1:" + port);
    type(R.id.name, name);
    phone.setUser(name);
    View box = phone.activity().findViewById(R.id.secure);
    if (((Checkable) box).isChecked() != secure) {
      press(R.id.secure);
    }
  }

  /** Chooses to log in, and fills in everything. The server on this port has no TLS. */
  public void fillInLogin(int port, String name, String password) {
    fillIn(port, name, false);
    press(R.id.entry_log_in);
    type(R.id.password, password);
  }

  /** Chooses to register, and fills in everything. The server on this port has no TLS. */
  public void fillInRegistration(int port, String name, String password, String again) {
    fillIn(port, name, false);
    press(R.id.entry_register);
    type(R.id.password, password);
    type(R.id.password_again, again);
  }

  /** Types the code of an invitation. */
  public void typeInvitation(String code) {
    type(R.id.code, code);
  }

  /**
   * Chooses to recover an account by a code, and fills in everything. The server on this port has
   * no TLS.
   */
  public void fillInRecovery(int port, String name, String code, String password) {
    fillIn(port, name, false);
    press(R.id.entry_log_in);
    press(R.id.recovery);
    type(R.id.password, password);
    type(R.id.password_again, password);
    type(R.id.code, code);
  }

  /** Chooses to continue as a guest. */
  public void chooseGuest() {
    press(R.id.entry_guest);
  }

  /** Types the password. */
  public void typePassword(String password) {
    type(R.id.password, password);
  }

  /** The text in a field, or empty if the field is not visible. */
  public String typed(int id) {
    return text(id);
  }

  /** The label of the button that connects, logs in or registers. */
  public String button() {
    return text(R.id.connect);
  }

  /** Chooses a private CA in the system's document picker. */
  public void choose(Path certificate) {
    String before = text(R.id.certificate_name);
    press(R.id.certificate);
    IntentForResult asked = shadowOf(phone.activity()).getNextStartedActivityForResult();
    if (asked == null || !Intent.ACTION_OPEN_DOCUMENT.equals(asked.intent.getAction())) {
      throw new AssertionError("the document picker was not opened");
    }
    Uri uri = Uri.parse("content://documents/" + certificate.getFileName());
    shadowOf(phone.activity().getContentResolver())
        .registerInputStreamSupplier(
            uri,
            () -> {
              try {
                return Files.newInputStream(certificate);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    shadowOf(phone.activity())
        .receiveResult(asked.intent, Activity.RESULT_OK, new Intent().setData(uri));
    phone.await("the certificate", () -> !text(R.id.certificate_name).equals(before));
  }

  /** Presses the button that connects. */
  public void connect() {
    press(R.id.connect);
  }

  /** Connects by the action key of the keyboard, in the field of the name. */
  public void connectByKeyboard() {
    EditText name = phone.activity().findViewById(R.id.name);
    name.onEditorAction(EditorInfo.IME_ACTION_GO);
    phone.step();
  }

  /** Returns the problem that the screen shows, as soon as there is one. */
  public String awaitProblem() {
    phone.await("a problem", () -> phone.showsConnectScreen() && !text(R.id.problem).isEmpty());
    return text(R.id.problem);
  }

  /** Returns when the screen shows this problem. */
  public void awaitProblem(String expected) {
    phone.await(
        "the problem " + expected,
        () -> phone.showsConnectScreen() && text(R.id.problem).equals(expected));
  }

  /** Accepts the name that is suggested instead of a taken one. */
  public void takeSuggestion(String name) {
    phone.await("the suggested name " + name, () -> text(R.id.suggestion).contains(name));
    phone.setUser(name);
    press(R.id.suggestion);
  }

  private void type(int id, String text) {
    phone.awaitUsable(id);
    EditText field = phone.activity().findViewById(id);
    field.setText(text);
  }

  private void press(int id) {
    phone.press(id);
  }

  private String text(int id) {
    return Views.text(phone.activity().getWindow().getDecorView(), id);
  }
}
