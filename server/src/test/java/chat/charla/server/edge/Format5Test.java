package chat.charla.server.edge;

class Format5Test extends StoredFormatContract {
  Format5Test() {
    super(5);
  }
}
