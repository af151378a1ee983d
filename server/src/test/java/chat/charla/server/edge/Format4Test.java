package chat.charla.server.edge;

class Format4Test extends StoredFormatContract {
  Format4Test() {
    super(4);
  }
}
