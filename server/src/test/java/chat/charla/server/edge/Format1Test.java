package chat.charla.server.edge;

class Format1Test extends StoredFormatContract {
  Format1Test() {
    super(1);
  }
}
