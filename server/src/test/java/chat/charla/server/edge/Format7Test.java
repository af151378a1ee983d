package chat.charla.server.edge;

class Format7Test extends StoredFormatContract {
  Format7Test() {
    super(7);
  }
}
