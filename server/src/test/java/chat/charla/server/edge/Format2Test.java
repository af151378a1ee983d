package chat.charla.server.edge;

class Format2Test extends StoredFormatContract {
  Format2Test() {
    super(2);
  }
}
