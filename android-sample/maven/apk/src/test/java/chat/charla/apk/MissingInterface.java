package chat.charla.apk;

/** An interface that is not among the input of the dexer. */
interface MissingInterface {
  int number();
}
