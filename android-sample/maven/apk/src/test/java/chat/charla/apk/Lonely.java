package chat.charla.apk;

/** A class that the dexer gets without its interface. */
final class Lonely implements Missing {
  @Override
  public int number() {
    return 1;
  }
}
