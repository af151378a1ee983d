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
 * The files of this application: what the user has entered last, and for each server the session
 * and the transcript. They must be in a directory that is not backed up, for two reasons: the
 * session contains the token, and two devices that use one session would supersede each other's
 * streams. No file contains a password.
 *
 * <p>A damaged file is treated as a missing one.
 *
 * <p>The session's thread owns this object and its files. Another thread, even with an object of
 * its own, must not read or write them: when {@link AtomicFile} opens a file, it deletes the new
 * content that another thread is writing.
 */
final class Storage {
  private static final Logger LOGGER = Logger.getLogger(Storage.class.getName());

  private final Supplier<File> root;

  /** Stores the files in the directory that {@code root} supplies. */
  Storage(Supplier<File> root) {
    this.root = root;
  }

  /** What the user has entered last. */
  Login login() {
    Properties login = new Properties();
    File file = new File(root.get(), "login");
    try {
      if (isThere(file)) {
        login.load(new ByteArrayInputStream(new AtomicFile(file).readFully()));
      }
    } catch (IOException | IllegalArgumentException damaged) {
      LOGGER.log(Level.WARNING, "the login cannot be read", damaged);
    }
    return Login.fromProperties(login);
  }

  /** Saves what the user has entered. */
  void saveLogin(Login login) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    login.toProperties().store(bytes, null);
    write(new File(root.get(), "login"), bytes.toByteArray());
  }

  /** The saved session for a server, or null if there is none. */
  @Nullable SavedSession session(ServerSettings server) {
    try {
      File file = sessionFile(server);
      return isThere(file) ? SavedSession.fromBytes(new AtomicFile(file).readFully()) : null;
    } catch (IOException | IllegalArgumentException damaged) {
      LOGGER.log(Level.WARNING, "the saved session cannot be read", damaged);
      return null;
    }
  }

  /**
   * Saves a session. When this method returns, the content is on the disk. After a loss of power,
   * the file has this content or, if the file system has not stored the new name of the file yet,
   * that of the save before.
   */
  void saveSession(ServerSettings server, SavedSession session) throws IOException {
    write(sessionFile(server), session.toBytes());
  }

  /** The file of the transcript for a server. */
  File transcript(ServerSettings server) throws IOException {
    File file = new File(directory(server), "transcript");
    makeParent(file);
    return file;
  }

  /** Deletes the session for a server, but not the transcript. */
  void forgetSession(ServerSettings server) {
    new AtomicFile(sessionFile(server)).delete();
  }

  /** Deletes the session and the transcript for a server. */
  void forget(ServerSettings server) {
    forgetSession(server);
    File transcript = new File(directory(server), "transcript");
    if (transcript.exists() && !transcript.delete()) {
      LOGGER.warning("the transcript cannot be deleted");
    }
  }

  /** The file of the session for a server. */
  File sessionFile(ServerSettings server) {
    return new File(directory(server), "session");
  }

  /** The directory of a server. It is the same with and without TLS. */
  private File directory(ServerSettings server) {
    return new File(
        root.get(), server.host().replaceAll("[^A-Za-z0-9.-]", "_") + "_" + server.port());
  }

  /**
   * Whether AtomicFile can read the file: the file itself exists, or its backup file, which an
   * interrupted write has left.
   */
  private static boolean isThere(File file) {
    return file.exists() || new File(file.getPath() + ".bak").exists();
  }

  private static void write(File file, byte[] content) throws IOException {
    makeParent(file);
    AtomicFile atomic = new AtomicFile(file);
    FileOutputStream output = atomic.startWrite();
    try {
      output.write(content);
      // AtomicFile only logs it if this fails.
      output.getFD().sync();
      atomic.finishWrite(output);
    } catch (IOException failure) {
      atomic.failWrite(output);
      throw failure;
    }
  }

  private static void makeParent(File file) throws IOException {
    File directory = file.getParentFile();
    if (directory != null && !directory.isDirectory() && !directory.mkdirs()) {
      throw new IOException("the directory for the session cannot be created");
    }
  }
}
