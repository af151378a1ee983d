package chat.charla.apk;

/** For the dexer, without its interface. */
final class Lonely implements Missing {
  @Override
  public int number() {
    return 1;
  }
}
