package chat.charla.android.session;

import android.util.AtomicFile;
import chat.charla.client.SavedSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The files of this application: which server was used last, and for each server the session and
 * the transcript. They belong into a directory that is not backed up, because the session has a
 * secret in it, and because two devices with one session would throw each other out.
 *
 * <p>Files that are damaged count as absent. Owned by the session's thread.
 */
final class Storage {
  private static final Logger LOGGER = Logger.getLogger(Storage.class.getName());
  private static final String NAME = "name";

  private final Supplier<File> root;

  /** Files in this directory, which is asked for when it is used. */
  Storage(Supplier<File> root) {
    this.root = root;
  }

  /** The server that was used last, or null. */
  @Nullable ServerSettings server() {
    return ServerSettings.fromProperties(login());
  }

  /** The name that was used last, or empty. */
  String name() {
    return login().getProperty(NAME, "");
  }

  /** Keeps what is to be used next time. */
  void keepLogin(ServerSettings server, String name) throws IOException {
    Properties login = new Properties();
    server.writeTo(login);
    login.setProperty(NAME, name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    login.store(bytes, null);
    write(new File(root.get(), "login"), bytes.toByteArray());
  }

  /** The session with a server, or null if there is none. */
  @Nullable SavedSession session(ServerSettings server) {
    try {
      File file = sessionFile(server);
      return isThere(file) ? SavedSession.fromBytes(new AtomicFile(file).readFully()) : null;
    } catch (IOException | IllegalArgumentException damaged) {
      LOGGER.log(Level.WARNING, "the saved session cannot be read", damaged);
      return null;
    }
  }

  /** Keeps a session; when this returns it survives even the loss of power. */
  void keepSession(ServerSettings server, SavedSession session) throws IOException {
    write(sessionFile(server), session.toBytes());
  }

  /** Where the transcript with a server is. */
  File transcript(ServerSettings server) throws IOException {
    File file = new File(directory(server), "transcript");
    makeParent(file);
    return file;
  }

  /** Forgets who the user was on a server, and what was said. */
  void forget(ServerSettings server) {
    new AtomicFile(sessionFile(server)).delete();
    File transcript = new File(directory(server), "transcript");
    if (transcript.exists() && !transcript.delete()) {
      LOGGER.warning("the transcript cannot be deleted");
    }
  }

  private Properties login() {
    Properties login = new Properties();
    File file = new File(root.get(), "login");
    try {
      if (isThere(file)) {
        login.load(new ByteArrayInputStream(new AtomicFile(file).readFully()));
      }
    } catch (IOException | IllegalArgumentException damaged) {
      LOGGER.log(Level.WARNING, "the login cannot be read", damaged);
    }
    return login;
  }

  private File sessionFile(ServerSettings server) {
    return new File(directory(server), "session");
  }

  /** A session belongs to a server, however it is reached. */
  private File directory(ServerSettings server) {
    return new File(
        root.get(), server.host().replaceAll("[^A-Za-z0-9.-]", "_") + "_" + server.port());
  }

  /** An interrupted write has left the old content under another name, which AtomicFile knows. */
  private static boolean isThere(File file) {
    return file.exists() || new File(file.getPath() + ".bak").exists();
  }

  private static void write(File file, byte[] content) throws IOException {
    makeParent(file);
    AtomicFile atomic = new AtomicFile(file);
    FileOutputStream output = atomic.startWrite();
    try {
      output.write(content);
      atomic.finishWrite(output);
    } catch (IOException failure) {
      atomic.failWrite(output);
      throw failure;
    }
  }

  private static void makeParent(File file) throws IOException {
    File directory = file.getParentFile();
    if (directory != null && !directory.isDirectory() && !directory.mkdirs()) {
      throw new IOException("the directory for the session cannot be made");
    }
  }
}
