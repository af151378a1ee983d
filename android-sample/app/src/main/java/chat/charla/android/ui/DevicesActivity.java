package chat.charla.android.ui;

import android.app.Activity;
import android.os.Bundle;
import android.view.MenuItem;
import android.view.View;
import android.widget.Button;
import android.widget.ListView;
import android.widget.TextView;
import chat.charla.android.CharlaApplication;
import chat.charla.android.R;
import chat.charla.android.session.AccountOutcome;
import chat.charla.android.session.ChatSession;
import chat.charla.android.session.SessionState;
import chat.charla.client.CallFailure;
import chat.charla.client.ConnectionState;
import chat.charla.v1.Session;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shows the sessions of the account: its devices, and the programs that have an access token. The
 * user can end each of them, except that of this device.
 */
public final class DevicesActivity extends Activity implements ChatSession.Screen {
  private ChatSession session;
  private Explanations explanations;
  private AccountDialogs dialogs;
  private SessionsAdapter rows;
  private TextView banner;
  private Button revokeOthers;

  /** Whether this screen has asked for the sessions since it became visible. */
  private boolean asked;

  /** Why the sessions cannot be shown, or null. */
  private @Nullable String problem;

  @Override
  protected void onCreate(@Nullable Bundle saved) {
    super.onCreate(saved);
    setContentView(R.layout.activity_devices);
    session = CharlaApplication.session(this);
    explanations = new Explanations(getResources());
    dialogs = new AccountDialogs(this, session, explanations);
    rows = new SessionsAdapter(this);
    banner = findViewById(R.id.banner);
    revokeOthers = findViewById(R.id.revoke_others);
    setActionBar(findViewById(R.id.toolbar));
    Objects.requireNonNull(getActionBar()).setDisplayHomeAsUpEnabled(true);
    ListView sessions = findViewById(R.id.sessions);
    sessions.setAdapter(rows);
    sessions.setOnItemClickListener((list, row, position, id) -> confirmRevoking(position));
    revokeOthers.setOnClickListener(
        view -> dialogs.confirmRevokingOthers(session::revokeOtherSessions));
  }

  @Override
  protected void onStart() {
    super.onStart();
    asked = false;
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
    super.onDestroy();
  }

  @Override
  public boolean onOptionsItemSelected(MenuItem item) {
    if (item.getItemId() == android.R.id.home) {
      finish();
      return true;
    }
    return super.onOptionsItemSelected(item);
  }

  @Override
  public void onSessionChanged() {
    SessionState state = session.state();
    if (state.needsLogin()) {
      // The conversation screen below shows the connect screen.
      finish();
      return;
    }
    if (!asked && state.isIn(ConnectionState.Kind.ONLINE)) {
      asked = true;
      session.loadSessions();
    }
    List<Session> known = session.sessions();
    rows.show(known == null ? Collections.emptyList() : known);
    revokeOthers.setEnabled(rows.hasOthers());
    showBanner(known == null, state);
  }

  @Override
  public void onAccountOutcome(AccountOutcome outcome) {
    CallFailure failure = outcome.failure();
    if (outcome.action() == AccountOutcome.Action.LIST_SESSIONS) {
      problem =
          failure == null
              ? null
              : getString(R.string.devices_problem, explanations.refused(failure));
      onSessionChanged();
    } else {
      dialogs.showOutcome(outcome);
    }
  }

  private void showBanner(boolean loading, SessionState state) {
    String words = explanations.banner(state);
    if (words == null) {
      words = problem;
    }
    if (words == null && loading) {
      words = getString(R.string.devices_loading);
    }
    banner.setVisibility(words == null ? View.GONE : View.VISIBLE);
    if (!banner.getText().toString().equals(words)) {
      banner.setText(words);
    }
  }

  private void confirmRevoking(int position) {
    Session chosen = rows.getItem(position);
    dialogs.confirmRevoking(rows.nameOf(chosen), () -> session.revokeSession(chosen.getId()));
  }
}
