package chat.charla.cli.chat;

import chat.charla.client.Target;

/** What a typed line asks for. Values. */
sealed interface Input {
  /** Does it. */
  void giveTo(Handler handler);

  /** Does what lines ask for: a method for each kind. */
  interface Handler {
    void nothing();

    void say(String text);

    void sayPrivately(Target to, String text);

    void quit();

    void help();

    void listUsers();

    void whoAmI();

    /** A private message whose recipient or text cannot be made out. It must not become public. */
    void malformedPrivate();
  }

  /** Commands without anything to add. */
  enum Simple implements Input {
    /** A blank line. */
    NOTHING {
      @Override
      public void giveTo(Handler handler) {
        handler.nothing();
      }
    },
    /** {@code :q}. */
    QUIT {
      @Override
      public void giveTo(Handler handler) {
        handler.quit();
      }
    },
    /** {@code :h}. */
    HELP {
      @Override
      public void giveTo(Handler handler) {
        handler.help();
      }
    },
    /** {@code :i}. */
    LIST_USERS {
      @Override
      public void giveTo(Handler handler) {
        handler.listUsers();
      }
    },
    /** {@code :add}. */
    WHO_AM_I {
      @Override
      public void giveTo(Handler handler) {
        handler.whoAmI();
      }
    },
    /** {@code :p-} and something that is no private message. */
    MALFORMED_PRIVATE {
      @Override
      public void giveTo(Handler handler) {
        handler.malformedPrivate();
      }
    }
  }

  /** Something for everybody. */
  record Say(String text) implements Input {
    @Override
    public void giveTo(Handler handler) {
      handler.say(text);
    }
  }

  /** {@code :p-NAME-MESSAGE}. */
  record SayPrivately(Target to, String text) implements Input {
    @Override
    public void giveTo(Handler handler) {
      handler.sayPrivately(to, text);
    }
  }
}
