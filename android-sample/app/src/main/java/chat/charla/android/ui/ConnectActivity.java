package chat.charla.android.ui;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.view.View;
import android.widget.Button;
import android.widget.EditText;
import android.widget.Switch;
import android.widget.TextView;
import chat.charla.android.CharlaApplication;
import chat.charla.android.R;
import chat.charla.android.session.ChatSession;
import chat.charla.android.session.EntryKind;
import chat.charla.android.session.ServerSettings;
import chat.charla.android.session.SessionState;
import chat.charla.client.ConnectionState;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a server, and for a name or an account, and explains why the app cannot connect. The
 * user continues as a guest, logs in, registers or recovers an account.
 */
public final class ConnectActivity extends Activity implements ChatSession.Screen {
  private static final int CHOOSE_CERTIFICATE = 1;
  private static final String CERTIFICATE = "certificate";

  private final ExecutorService fileReader = Executors.newSingleThreadExecutor();

  private ChatSession session;
  private Explanations explanations;

  private EditText server;
  private EntryForm entry;
  private Switch secure;
  private Button certificate;
  private TextView certificateName;
  private TextView problem;
  private Button suggestion;
  private Button connect;

  /**
   * The certificate authority that the user has chosen, as PEM; empty if the user has chosen none.
   */
  private String chosenCertificate = "";

  /**
   * The message about an invalid input, or null if there is none. It is shown until the user
   * connects or chooses a certificate.
   */
  private @Nullable String mistake;

  /**
   * Whether the fields already have their saved contents, from the session or from the screen
   * before a rotation.
   */
  private boolean filled;

  @Override
  protected void onCreate(@Nullable Bundle saved) {
    super.onCreate(saved);
    setContentView(R.layout.activity_connect);
    session = CharlaApplication.session(this);
    explanations = new Explanations(getResources());
    server = findViewById(R.id.server);
    secure = findViewById(R.id.secure);
    certificate = findViewById(R.id.certificate);
    certificateName = findViewById(R.id.certificate_name);
    problem = findViewById(R.id.problem);
    suggestion = findViewById(R.id.suggestion);
    connect = findViewById(R.id.connect);

    entry = new EntryForm(this, getLastNonConfigurationInstance(), this::showEntry, this::connect);
    connect.setOnClickListener(view -> connect());
    secure.setOnCheckedChangeListener((view, checked) -> showCertificate());
    certificate.setOnClickListener(view -> chooseCertificate());
    suggestion.setOnClickListener(view -> takeSuggestion());
    if (saved != null) {
      filled = true;
      chosenCertificate = saved.getString(CERTIFICATE, "");
    }
  }

  @Override
  protected void onStart() {
    super.onStart();
    showCertificate();
    entry.showFields();
    session.started(this);
  }

  @Override
  protected void onStop() {
    session.stopped(this, isChangingConfigurations());
    super.onStop();
  }

  @Override
  protected void onDestroy() {
    fileReader.shutdown();
    super.onDestroy();
  }

  @Override
  protected void onSaveInstanceState(Bundle state) {
    super.onSaveInstanceState(state);
    state.putString(CERTIFICATE, chosenCertificate);
  }

  @Override
  public Object onRetainNonConfigurationInstance() {
    return entry.secrets();
  }

  @Override
  protected void onActivityResult(int request, int result, @Nullable Intent data) {
    Uri file = data == null ? null : data.getData();
    if (request == CHOOSE_CERTIFICATE && result == RESULT_OK && file != null) {
      fileReader.execute(() -> readCertificate(file));
    }
  }

  @Override
  public void onSessionChanged() {
    SessionState state = session.state();
    if (state.hasConversations()) {
      if (!isFinishing()) {
        startActivity(new Intent(this, ConversationActivity.class));
        finish();
      }
      return;
    }
    if (state.isLoaded() && !filled) {
      filled = true;
      fill(state);
    }
    String suggested = state.connection() == null ? null : state.connection().suggestedName();
    suggestion.setVisibility(suggested == null ? View.GONE : View.VISIBLE);
    if (suggested != null) {
      suggestion.setText(getString(R.string.use_name, HarmlessText.name(suggested)));
    }
    showButton(state);
    showProblem(mistake != null ? mistake : explanations.problem(state));
  }

  /** Fills each empty field with the server or the name that was used last. */
  private void fill(SessionState state) {
    ServerSettings last = state.server();
    entry.fill(state.entryKind(), state.name());
    if (last != null && server.length() == 0) {
      server.setText(last.address());
      secure.setChecked(!last.isPlaintext());
      chosenCertificate = last.certificate();
      showCertificate();
    }
  }

  private void connect() {
    ServerSettings settings =
        ServerSettings.parse(server.getText().toString(), !secure.isChecked(), chosenCertificate);
    int incomplete = entry.mistake();
    if (settings == null) {
      mistake = getString(R.string.problem_server);
      server.requestFocus();
    } else if (incomplete != 0) {
      mistake = getString(incomplete);
    } else {
      mistake = null;
      if (entry.kind() == EntryKind.GUEST) {
        session.connect(settings, entry.name());
      } else {
        session.signIn(settings, entry.name(), entry.kind(), entry.password(), entry.code());
      }
    }
    showProblem(mistake);
  }

  private void takeSuggestion() {
    ConnectionState connection = session.state().connection();
    String suggested = connection == null ? null : connection.suggestedName();
    if (suggested != null) {
      entry.setName(suggested);
      connect();
    }
  }

  private void showEntry() {
    entry.showFields();
    mistake = null;
    onSessionChanged();
  }

  private void showButton(SessionState state) {
    boolean signingIn = state.isSigningIn();
    boolean trying =
        state.isIn(ConnectionState.Kind.JOINING) || state.isIn(ConnectionState.Kind.CONNECTING);
    connect.setEnabled(!signingIn);
    connect.setText(
        switch (entry.kind()) {
          case GUEST -> trying ? R.string.connecting : R.string.connect;
          case LOG_IN -> signingIn ? R.string.logging_in : R.string.log_in;
          case REGISTER -> signingIn ? R.string.registering : R.string.register;
          case RECOVER -> signingIn ? R.string.logging_in : R.string.recover;
        });
  }

  private void showProblem(@Nullable String words) {
    problem.setVisibility(words == null ? View.GONE : View.VISIBLE);
    String text = words == null ? "" : words;
    if (!problem.getText().toString().equals(text)) {
      problem.setText(text);
    }
  }

  private void chooseCertificate() {
    if (chosenCertificate.isEmpty()) {
      openDocument();
      return;
    }
    CharSequence[] actions = {
      getString(R.string.certificate_other), getString(R.string.certificate_none)
    };
    new AlertDialog.Builder(this)
        .setItems(
            actions,
            (dialog, index) -> {
              if (index == 0) {
                openDocument();
              } else {
                useCertificate("");
              }
            })
        .show();
  }

  private void openDocument() {
    Intent open =
        new Intent(Intent.ACTION_OPEN_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType("*/*");
    startActivityForResult(open, CHOOSE_CERTIFICATE);
  }

  private void readCertificate(Uri file) {
    String pem;
    try {
      pem = CertificateFile.read(getContentResolver(), file);
    } catch (IOException unusable) {
      pem = null;
    }
    String read = pem;
    runOnUiThread(
        () -> {
          if (read != null) {
            useCertificate(read);
          } else {
            mistake = getString(R.string.problem_certificate);
            showProblem(mistake);
          }
        });
  }

  private void useCertificate(String pem) {
    chosenCertificate = pem;
    mistake = null;
    showCertificate();
    onSessionChanged();
  }

  private void showCertificate() {
    boolean visible = secure.isChecked();
    certificate.setVisibility(visible ? View.VISIBLE : View.GONE);
    certificateName.setVisibility(visible ? View.VISIBLE : View.GONE);
    certificateName.setText(
        chosenCertificate.isEmpty()
            ? getString(R.string.certificate_system)
            : getString(
                R.string.certificate_private,
                HarmlessText.name(CertificateFile.describe(chosenCertificate))));
  }
}
