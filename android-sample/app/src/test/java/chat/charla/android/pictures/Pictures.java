package chat.charla.android.pictures;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.fail;

import android.app.Activity;
import android.graphics.Bitmap;
import android.graphics.Canvas;
import android.view.View;
import android.widget.EditText;
import android.widget.ListView;
import android.widget.TextView;
import chat.charla.android.R;
import chat.charla.android.ui.ConnectActivity;
import chat.charla.android.ui.ConversationActivity;
import chat.charla.android.ui.DevicesActivity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.TimeZone;
import java.util.function.BooleanSupplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.GraphicsMode;
import org.robolectric.shadows.ShadowLooper;

/**
 * Draws the pictures of the README. Each test method draws one picture into the directory that the
 * property {@code charla.pictures} names. If the property {@code charla.pictures.expected} names a
 * directory, the picture must have the same pixels as the picture with its name in that directory.
 */
@RunWith(RobolectricTestRunner.class)
@GraphicsMode(GraphicsMode.Mode.NATIVE)
@Config(application = PicturesApplication.class, qualifiers = Pictures.PHONE)
public class Pictures {
  static final String PHONE = "w360dp-h640dp-hdpi";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final TimeZone timeZone = TimeZone.getDefault();

  @Before
  public void fixTimeZone() {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }

  @After
  public void restoreTimeZone() {
    TimeZone.setDefault(timeZone);
  }

  @Test
  public void connect() throws Exception {
    try (ActivityController<ConnectActivity> connect = connectScreen()) {
      draw(connect.get(), "connect");
    }
  }

  @Test
  public void logIn() throws Exception {
    try (ActivityController<ConnectActivity> connect = connectScreen()) {
      Activity screen = connect.get();
      screen.findViewById(R.id.entry_log_in).performClick();
      ((EditText) screen.findViewById(R.id.password)).setText("seven green lamps");
      // The buttons change their shapes gradually, but every run must draw the same pixels.
      screen.findViewById(R.id.entry).jumpDrawablesToCurrentState();
      draw(screen, "log-in");
    }
  }

  @Test
  public void conversation() throws Exception {
    drawConversation("conversation");
  }

  @Test
  @Config(qualifiers = "+night")
  public void conversationInTheDark() throws Exception {
    drawConversation("conversation-dark");
  }

  @Test
  @Config(qualifiers = "es-rES-" + PHONE)
  public void conversationInSpanish() throws Exception {
    drawConversation("conversation-es");
  }

  @Test
  public void conversationInLargeLetters() throws Exception {
    RuntimeEnvironment.setFontScale(1.6f);
    drawConversation("conversation-large");
  }

  /** The conversation is scrolled up while the other users post messages. */
  @Test
  public void conversationScrolledUp() throws Exception {
    try (ActivityController<ConversationActivity> conversation = conversationScreen()) {
      Activity screen = conversation.get();
      ListView messages = screen.findViewById(R.id.messages);
      ShadowLooper.idleMainLooper();
      messages.scrollListBy(-messages.getHeight() / 2);
      int rows = messages.getCount();
      ((PicturesApplication) screen.getApplication()).chat().playLater();
      TextView count = screen.findViewById(R.id.jump_count);
      until("two new messages", () -> count.getText().toString().equals("2"));
      assertEquals(rows + 2, messages.getCount());
      draw(screen, "conversation-scrolled");
    }
  }

  @Test
  public void devices() throws Exception {
    try (ActivityController<ConversationActivity> conversation = conversationScreen();
        ActivityController<DevicesActivity> devices =
            Robolectric.buildActivity(DevicesActivity.class).setup()) {
      assertFalse(conversation.get().isFinishing());
      Activity screen = devices.get();
      ListView sessions = screen.findViewById(R.id.sessions);
      until("all sessions", () -> sessions.getCount() == 3);
      sessions.setVerticalScrollBarEnabled(false);
      draw(screen, "devices");
    }
  }

  private static void drawConversation(String name) throws Exception {
    try (ActivityController<ConversationActivity> conversation = conversationScreen()) {
      draw(conversation.get(), name);
    }
  }

  /** The screen of a conversation whose last two messages are a failed and a pending message. */
  private static ActivityController<ConversationActivity> conversationScreen() {
    ActivityController<ConnectActivity> connect = connectScreen();
    connect.get().findViewById(R.id.connect).performClick();
    until("joined", connect.get()::isFinishing);
    ActivityController<ConversationActivity> conversation =
        Robolectric.buildActivity(ConversationActivity.class).setup();
    connect.pause().stop().destroy();
    Activity screen = conversation.get();
    ListView messages = screen.findViewById(R.id.messages);
    TextView people = screen.findViewById(R.id.people);
    View banner = screen.findViewById(R.id.banner);
    Lines lines =
        Lines.in(screen.getResources().getConfiguration().getLocales().get(0).getLanguage());
    // The messages are of two days. Each day has a row above its first message.
    int rows = lines.events.size() + 2;
    until("all events", () -> messages.getCount() == rows);
    until("the user count", () -> people.getText().toString().equals("3"));
    until("connected", () -> banner.getVisibility() == View.GONE);
    // The cursor blinks and the scroll bar fades, but every run must draw the same pixels.
    ((EditText) screen.findViewById(R.id.input)).setCursorVisible(false);
    messages.setVerticalScrollBarEnabled(false);
    say(screen, lines.tooLong);
    until("refused", () -> messages.getCount() == rows + 1);
    say(screen, lines.unanswered);
    until("pending", () -> messages.getCount() == rows + 2);
    // The focus may have left the input field while the button was disabled.
    screen.findViewById(R.id.input).requestFocus();
    return conversation;
  }

  private static ActivityController<ConnectActivity> connectScreen() {
    ActivityController<ConnectActivity> connect =
        Robolectric.buildActivity(ConnectActivity.class).setup();
    Activity screen = connect.get();
    EditText server = screen.findViewById(R.id.server);
    EditText name = screen.findViewById(R.id.name);
    until("loaded", () -> ((TextView) screen.findViewById(R.id.connect)).isEnabled());
    server.setText("chat.example.org");
    name.setText(Lines.ANA.getName());
    // The cursor blinks, but every run must draw the same pixels.
    server.setCursorVisible(false);
    return connect;
  }

  private static void say(Activity screen, String text) {
    EditText input = screen.findViewById(R.id.input);
    View send = screen.findViewById(R.id.send);
    input.setText(text);
    until("ready to send", send::isEnabled);
    send.performClick();
    until("sent", () -> input.getText().toString().isEmpty());
  }

  /**
   * Runs the tasks of the main thread until the condition is true. The session's thread posts its
   * changes as tasks of the main thread.
   */
  private static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (true) {
      ShadowLooper.idleMainLooper();
      if (condition.getAsBoolean()) {
        return;
      }
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        fail("not " + what);
      }
      Thread.yield();
    }
  }

  private static void draw(Activity screen, String name) throws Exception {
    ShadowLooper.idleMainLooper();
    View root = screen.getWindow().getDecorView();
    Bitmap picture =
        Bitmap.createBitmap(root.getWidth(), root.getHeight(), Bitmap.Config.ARGB_8888);
    root.draw(new Canvas(picture));
    Png png = Png.of(picture);
    Path directory = Path.of(Objects.requireNonNull(System.getProperty("charla.pictures")));
    Path file = Files.createDirectories(directory).resolve(name + ".png");
    png.write(file);
    String expected = System.getProperty("charla.pictures.expected");
    if (expected != null) {
      Path committed = Path.of(expected, name + ".png");
      assertEquals(
          "pixels of " + file + " that differ from " + committed,
          0,
          png.differences(Png.read(committed)));
    }
  }
}
