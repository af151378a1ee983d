package chat.charla.apk;

/** An interface that the dexer does not get. */
interface Missing {
  int number();
}
