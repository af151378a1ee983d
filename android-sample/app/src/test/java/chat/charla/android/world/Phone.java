package chat.charla.android.world;

import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.ComponentName;
import android.content.Intent;
import android.content.res.Configuration;
import android.os.Bundle;
import android.view.View;
import android.widget.EditText;
import chat.charla.android.ui.ConnectActivity;
import chat.charla.android.ui.ConversationActivity;
import chat.charla.android.ui.DevicesActivity;
import chat.charla.testkit.Patience;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.robolectric.Robolectric;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.shadows.ShadowAlertDialog;
import org.robolectric.shadows.ShadowLooper;
import org.robolectric.shadows.ShadowToast;

/**
 * A simulated phone. It offers the actions of the user and of the system. It calls the lifecycle
 * methods of the activities in Android's order, and checks the screen after each step of the main
 * thread. Only the test's thread may use it; in Robolectric, that thread is Android's main thread.
 */
public final class Phone implements AutoCloseable {
  /** The milliseconds by which each {@link #step} advances the clock of the main thread. */
  private static final long STEP_MILLIS = 4;

  private final Deque<ActivityController<? extends Activity>> stack = new ArrayDeque<>();
  private ScreenWatch watch = new ScreenWatch();
  private boolean atHome;
  private String user = "";

  /**
   * Sets the name by which the server knows the user of this phone. Another user may see other
   * messages.
   */
  public void setUser(String name) {
    if (!name.equals(user)) {
      watch = new ScreenWatch();
    }
    user = name;
  }

  /** Taps the app's icon, which opens the connect screen. */
  public void launch() {
    open(Robolectric.buildActivity(ConnectActivity.class));
  }

  /** Returns to the app after its process was killed while the conversation was on the screen. */
  public void launchConversation() {
    open(Robolectric.buildActivity(ConversationActivity.class));
  }

  /**
   * Taps the app's icon, and joins the server on this port of this machine, without TLS. Returns
   * when the client is online.
   */
  public ConversationScreen join(int port, String name) {
    launch();
    ConnectScreen connect = connectScreen();
    connect.fillIn(port, name, false);
    connect.connect();
    ConversationScreen screen = conversationScreen();
    screen.awaitOnline();
    return screen;
  }

  /** Returns the connect screen, as soon as it is shown. */
  public ConnectScreen connectScreen() {
    await("the connect screen", () -> activity() instanceof ConnectActivity);
    return new ConnectScreen(this);
  }

  /** Returns the conversation screen, as soon as it is shown. */
  public ConversationScreen conversationScreen() {
    await("the conversation screen", () -> activity() instanceof ConversationActivity);
    return new ConversationScreen(this);
  }

  /** Returns the screen with the sessions of the account, as soon as it is shown. */
  public DevicesScreen devicesScreen() {
    await("the devices screen", () -> activity() instanceof DevicesActivity);
    return new DevicesScreen(this);
  }

  /** Presses the button of the open dialog that does what the dialog asks. */
  public void confirm() {
    dialog().getButton(AlertDialog.BUTTON_POSITIVE).performClick();
    step();
  }

  /** Presses the button of the open dialog that does nothing. */
  public void cancel() {
    dialog().getButton(AlertDialog.BUTTON_NEGATIVE).performClick();
    step();
  }

  /** Returns the message of the open dialog, as soon as there is one. */
  public String awaitDialog() {
    await("a dialog with a message", () -> hasDialog() && !messageOfDialog().isEmpty());
    return messageOfDialog();
  }

  /** Whether a dialog is open. */
  public boolean hasDialog() {
    AlertDialog latest = ShadowAlertDialog.getLatestAlertDialog();
    return latest != null && latest.isShowing();
  }

  /** Types into a field of the open dialog. */
  public void typeInDialog(int id, String text) {
    ((EditText) dialog().findViewById(id)).setText(text);
  }

  /** The error at a field of the open dialog, or empty. */
  public String errorInDialog(int id) {
    CharSequence error = ((EditText) dialog().findViewById(id)).getError();
    return error == null ? "" : error.toString();
  }

  /** Returns when the app has shown this text as a toast. */
  public void awaitToast(String text) {
    await("the text " + text, () -> text.equals(ShadowToast.getTextOfLatestToast()));
  }

  private String messageOfDialog() {
    return String.valueOf(shadowOf(dialog()).getMessage());
  }

  private AlertDialog dialog() {
    AlertDialog latest = ShadowAlertDialog.getLatestAlertDialog();
    if (latest == null || !latest.isShowing()) {
      throw new AssertionError("no dialog is open");
    }
    return latest;
  }

  /** Rotates the phone: the activity is destroyed, and recreated from its saved state. */
  public void rotate() {
    Activity before = activity();
    boolean portrait =
        before.getResources().getConfiguration().orientation == Configuration.ORIENTATION_PORTRAIT;
    RuntimeEnvironment.setQualifiers(portrait ? "+land" : "+port");
    top().configurationChange();
    if (activity() == before) {
      throw new AssertionError("the rotation has not recreated the activity");
    }
    step();
  }

  /** The state of the screen on top that Android would save now. */
  public Bundle savedState() {
    Bundle saved = new Bundle();
    top().saveInstanceState(saved);
    return saved;
  }

  /** Goes to the home screen. */
  public void pressHome() {
    atHome = true;
    top().pause().stop().saveInstanceState(new Bundle());
    step();
  }

  /** Returns from the home screen. */
  public void comeBack() {
    atHome = false;
    top().restart().start().resume();
    step();
  }

  /** Runs the tasks of the main thread until the condition is true. */
  public void await(String what, BooleanSupplier condition) {
    Patience.await(
        what, this::step, condition, () -> "On the screen:\n" + Views.describe(activity()));
  }

  /** Runs the due tasks of the main thread, and checks the screen. */
  public void step() {
    ShadowLooper.idleMainLooper(STEP_MILLIS, TimeUnit.MILLISECONDS);
    followIntents();
    if (!atHome && activity() instanceof ConversationActivity conversation) {
      watch.check(conversation);
    }
  }

  /** Ends every activity, as Android does when the user swipes the app away. */
  @Override
  public void close() {
    while (!stack.isEmpty()) {
      stack.pop().close();
    }
    ShadowLooper.idleMainLooper();
  }

  /** Presses a button, as soon as it is visible and enabled. */
  void press(int id) {
    awaitUsable(id);
    activity().findViewById(id).performClick();
    step();
  }

  /** Returns when the view exists, is visible and is enabled. */
  void awaitUsable(int id) {
    await("a view to be visible and enabled", () -> isUsable(activity().findViewById(id)));
  }

  boolean showsConnectScreen() {
    return activity() instanceof ConnectActivity;
  }

  /** The name by which the server knows the user, or empty. */
  String user() {
    return user;
  }

  Activity activity() {
    return top().get();
  }

  private boolean isUsable(@Nullable View view) {
    return view != null
        && view.isEnabled()
        && Views.isShown(view, activity().getWindow().getDecorView());
  }

  /**
   * Starts the activity that the app has asked to start, and destroys the activities that the app
   * has finished.
   */
  private void followIntents() {
    Intent next = shadowOf(activity()).peekNextStartedActivity();
    ComponentName where = next == null ? null : next.getComponent();
    if (where != null) {
      Intent intent = shadowOf(activity()).getNextStartedActivity();
      ActivityController<? extends Activity> from = top();
      from.pause();
      open(Robolectric.buildActivity(classOf(where), intent));
      from.stop();
      if (from.get().isFinishing()) {
        stack.remove(from);
        from.destroy();
      }
    } else if (activity().isFinishing() && stack.size() > 1) {
      ActivityController<? extends Activity> from = stack.pop();
      from.pause();
      top().restart().start().resume();
      from.stop().destroy();
    }
  }

  private void open(ActivityController<? extends Activity> controller) {
    stack.push(controller);
    controller.setup();
  }

  private ActivityController<? extends Activity> top() {
    return stack.element();
  }

  private static Class<? extends Activity> classOf(ComponentName name) {
    try {
      return Class.forName(name.getClassName()).asSubclass(Activity.class);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
