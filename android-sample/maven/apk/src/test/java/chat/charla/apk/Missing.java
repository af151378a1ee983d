package chat.charla.apk;

/** For the dexer, which does not get it. */
interface Missing {
  int number();
}
