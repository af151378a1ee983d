package chat.charla.android.pictures;

import chat.charla.android.CharlaApplication;
import chat.charla.android.session.TransportFactory;
import org.jspecify.annotations.Nullable;

/** The application, with a scripted server instead of a network. */
public class PicturesApplication extends CharlaApplication {
  private @Nullable ScriptedChat chat;

  @Override
  protected TransportFactory transports() {
    return settings -> chat();
  }

  /** The scripted server, with messages in the language of the device. */
  ScriptedChat chat() {
    if (chat == null) {
      String language = getResources().getConfiguration().getLocales().get(0).getLanguage();
      chat = new ScriptedChat(Lines.in(language));
    }
    return chat;
  }
}
