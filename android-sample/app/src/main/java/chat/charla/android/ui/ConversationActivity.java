package chat.charla.android.ui;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import android.view.Menu;
import android.view.MenuItem;
import android.view.View;
import android.view.inputmethod.EditorInfo;
import android.widget.AdapterView;
import android.widget.Button;
import android.widget.EditText;
import android.widget.ImageButton;
import android.widget.ListView;
import android.widget.Spinner;
import android.widget.TextView;
import android.widget.Toast;
import chat.charla.android.CharlaApplication;
import chat.charla.android.R;
import chat.charla.android.conversation.Conversation;
import chat.charla.android.conversation.Conversations;
import chat.charla.android.conversation.Message;
import chat.charla.android.session.AccountOutcome;
import chat.charla.android.session.ChatSession;
import chat.charla.android.session.ServerSettings;
import chat.charla.android.session.SessionState;
import chat.charla.client.ConnectionState;
import chat.charla.client.Target;
import chat.charla.client.WhiteSpace;
import chat.charla.v1.Error;
import java.text.NumberFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows one conversation at a time, and lets the user switch to another one. */
public final class ConversationActivity extends Activity implements ChatSession.Screen {
  private static final String ROOM = "room";
  private static final String PARTNER = "partner";

  private ChatSession session;
  private Explanations explanations;
  private Dialogs dialogs;
  private AccountDialogs accountDialogs;
  private MessagesAdapter rows;
  private ReadingPosition reading;
  private ConversationsAdapter names;

  /**
   * The conversation on the screen, or null before the first conversation is shown. The text of the
   * input field is the draft of this conversation. Android restores the text after a rotation.
   */
  private @Nullable Target shown;

  private TextView banner;
  private Spinner conversations;
  private TextView self;
  private Button people;
  private EditText input;
  private ImageButton send;

  @Override
  protected void onCreate(@Nullable Bundle saved) {
    super.onCreate(saved);
    setContentView(R.layout.activity_conversation);
    session = CharlaApplication.session(this);
    explanations = new Explanations(getResources());
    dialogs = new Dialogs(this, session);
    accountDialogs = new AccountDialogs(this, session, explanations);
    rows = new MessagesAdapter(this, explanations);
    names = new ConversationsAdapter(this);
    banner = findViewById(R.id.banner);
    conversations = findViewById(R.id.conversations);
    self = findViewById(R.id.self);
    people = findViewById(R.id.people);
    input = findViewById(R.id.input);
    send = findViewById(R.id.send);

    setActionBar(findViewById(R.id.toolbar));
    Objects.requireNonNull(getActionBar()).setDisplayShowTitleEnabled(false);
    ListView messages = findViewById(R.id.messages);
    messages.setEmptyView(findViewById(R.id.empty));
    reading = new ReadingPosition(messages, rows, findViewById(R.id.jump), this::showUnread);
    conversations.setAdapter(names);
    conversations.setOnItemSelectedListener(new Selection());
    banner.setOnClickListener(view -> session.connectNow());
    people.setOnClickListener(view -> showPeople());
    send.setOnClickListener(view -> send());
    input.setOnEditorActionListener(
        (view, action, key) -> {
          if (action == EditorInfo.IME_ACTION_SEND) {
            send();
          }
          return action == EditorInfo.IME_ACTION_SEND;
        });
    input.addTextChangedListener(new TextChange(this::enableSend));
    messages.setOnItemClickListener((list, row, position, id) -> showFailure(position));
    messages.setOnItemLongClickListener((list, row, position, id) -> copy(position));
    if (saved != null) {
      restoreSelection(saved);
      reading.restore(saved);
    }
  }

  @Override
  protected void onStart() {
    super.onStart();
    session.started(this);
  }

  @Override
  protected void onStop() {
    session.stopped(this, isChangingConfigurations());
    super.onStop();
  }

  @Override
  protected void onDestroy() {
    dialogs.dismiss();
    accountDialogs.dismiss();
    super.onDestroy();
  }

  /**
   * Saves which conversation is selected, and the position of the list of messages. Android saves
   * the text of the input field.
   */
  @Override
  protected void onSaveInstanceState(Bundle state) {
    super.onSaveInstanceState(state);
    reading.save(state);
    Conversation current = session.conversations().current();
    if (current != null) {
      state.putString(current.isRoom() ? ROOM : PARTNER, current.key().value());
    }
  }

  @Override
  public boolean onCreateOptionsMenu(Menu menu) {
    getMenuInflater().inflate(R.menu.conversation, menu);
    return true;
  }

  @Override
  public boolean onPrepareOptionsMenu(Menu menu) {
    Conversation current = session.conversations().current();
    menu.findItem(R.id.leave_room).setEnabled(current != null && current.isRoom());
    SessionState state = session.state();
    boolean account = state.isAccount();
    boolean online = state.isIn(ConnectionState.Kind.ONLINE);
    menu.findItem(R.id.register_name).setVisible(!account).setEnabled(online);
    menu.findItem(R.id.devices).setVisible(account);
    menu.findItem(R.id.change_password).setVisible(account).setEnabled(online);
    menu.findItem(R.id.leave).setTitle(account ? R.string.sign_out : R.string.leave);
    return true;
  }

  @Override
  public boolean onOptionsItemSelected(MenuItem item) {
    Conversation current = session.conversations().current();
    if (item.getItemId() == R.id.enter_room) {
      dialogs.askRoom();
    } else if (item.getItemId() == R.id.leave_room && current != null && current.isRoom()) {
      session.leaveRoom(current.key().value());
    } else if (item.getItemId() == R.id.leave) {
      accountDialogs.confirmLeaving();
    } else if (item.getItemId() == R.id.register_name) {
      accountDialogs.register();
    } else if (item.getItemId() == R.id.change_password) {
      accountDialogs.changePassword();
    } else if (item.getItemId() == R.id.devices) {
      startActivity(new Intent(this, DevicesActivity.class));
    } else {
      return super.onOptionsItemSelected(item);
    }
    return true;
  }

  @Override
  public void onSessionChanged() {
    SessionState state = session.state();
    if (state.needsLogin()) {
      if (!isFinishing()) {
        startActivity(new Intent(this, ConnectActivity.class));
        finish();
      }
      return;
    }
    showBanner(state);
    Conversation current = session.conversations().current();
    if (current != null) {
      showMessages(current);
      showUnread();
    }
    showConversations(current);
    showInput();
    ServerSettings server = state.server();
    if (server != null) {
      self.setText(HarmlessText.name(state.name()) + " · " + server.address());
    }
  }

  @Override
  public void onRoomRefused(String room, Error error) {
    String words =
        getString(R.string.room_refused, HarmlessText.name(room), explanations.refused(error));
    Toast.makeText(this, words, Toast.LENGTH_LONG).show();
  }

  @Override
  public void onAccountOutcome(AccountOutcome outcome) {
    accountDialogs.showOutcome(outcome);
  }

  private void showBanner(SessionState state) {
    String words = explanations.banner(state);
    banner.setVisibility(words == null ? View.GONE : View.VISIBLE);
    if (!banner.getText().toString().equals(words)) {
      banner.setText(words);
    }
    banner.setClickable(
        state.isIn(ConnectionState.Kind.WAITING) || state.isIn(ConnectionState.Kind.STOPPED));
  }

  private void showMessages(Conversation current) {
    reading.show(current.entries());
    Target before = shown;
    shown = current.key();
    if (before != null && !before.equals(shown)) {
      // A draft for one conversation must not be sent to another.
      Conversations all = session.conversations();
      all.keepDraft(before, input.getText().toString());
      input.setText(all.draft(shown));
      input.setSelection(input.length());
      reading.goToEnd();
    }
  }

  /**
   * Shows how many messages are unread. If the end of the list is visible, all messages are read.
   */
  private void showUnread() {
    Conversation current = session.conversations().current();
    if (current != null && current.key().equals(shown)) {
      if (reading.isAtEnd()) {
        session.markRead(current);
      }
      reading.showNew(current.unread());
    }
  }

  private void showConversations(@Nullable Conversation current) {
    names.show(session.conversations().all());
    int position = current == null ? -1 : names.positionOf(current.key());
    if (position >= 0 && position != conversations.getSelectedItemPosition()) {
      conversations.setSelection(position);
    }
    boolean withoutPeople = current == null || !current.isRoom();
    people.setVisibility(withoutPeople ? View.GONE : View.VISIBLE);
    if (current != null && !withoutPeople) {
      int count = current.peopleCount();
      people.setText(NumberFormat.getIntegerInstance().format(count));
      people.setContentDescription(
          getResources().getQuantityString(R.plurals.people_description, count, count));
    }
  }

  private void showInput() {
    String sent = session.takeSent();
    if (sent != null && sent.equals(input.getText().toString())) {
      input.getText().clear();
      reading.goToEnd();
    }
    enableSend();
  }

  private void enableSend() {
    send.setEnabled(
        session.conversations().current() != null
            && !session.isSending()
            && !WhiteSpace.isBlank(input.getText().toString()));
  }

  private void send() {
    Conversation current = session.conversations().current();
    String text = input.getText().toString();
    if (current != null && !session.isSending() && !WhiteSpace.isBlank(text)) {
      session.send(current.key(), text);
      enableSend();
    }
  }

  private void showPeople() {
    Conversation current = session.conversations().current();
    if (current != null) {
      dialogs.showPeople(current);
    }
  }

  private void showFailure(int position) {
    Message message = rows.messageAt(position);
    if (message != null && message.failure() != null) {
      dialogs.showFailure(message.failure());
    }
  }

  private boolean copy(int position) {
    Message message = rows.messageAt(position);
    if (message != null) {
      dialogs.copy(message.text());
    }
    return message != null;
  }

  private void restoreSelection(Bundle saved) {
    String room = saved.getString(ROOM);
    String partner = saved.getString(PARTNER);
    if (room != null) {
      session.select(Target.room(room));
    } else if (partner != null) {
      session.select(Target.user(partner));
    }
  }

  /**
   * Selects the conversation that the user has chosen. Android also calls this listener after
   * {@link #showConversations} has changed the selection. In that case the conversation is already
   * selected.
   */
  private final class Selection implements AdapterView.OnItemSelectedListener {
    @Override
    public void onItemSelected(AdapterView<?> list, View row, int position, long id) {
      Conversation current = session.conversations().current();
      Target chosen = names.keyAt(position);
      if (current == null || !current.key().equals(chosen)) {
        session.select(chosen);
      }
    }

    @Override
    public void onNothingSelected(AdapterView<?> list) {}
  }
}
