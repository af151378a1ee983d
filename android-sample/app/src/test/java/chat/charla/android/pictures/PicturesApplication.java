package chat.charla.android.pictures;

import chat.charla.android.CharlaApplication;
import chat.charla.android.session.TransportFactory;

/** The application, with a script instead of a network. */
public class PicturesApplication extends CharlaApplication {
  @Override
  protected TransportFactory transports() {
    String language = getResources().getConfiguration().getLocales().get(0).getLanguage();
    return settings -> new ScriptedChat(Lines.in(language));
  }
}
