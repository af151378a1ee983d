package chat.charla.server.edge;

class Format3Test extends StoredFormatContract {
  Format3Test() {
    super(3);
  }
}
