package chat.charla.apk;

/** A class whose interface is not among the input of the dexer. */
final class MissesInterface implements MissingInterface {
  @Override
  public int number() {
    return 1;
  }
}
