package chat.charla.server.contract;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The descriptor of one file of the contract, comments included, as a page in Markdown. */
final class ProtocolPage {
  private static final String NOTICE =
      "<!-- Made from proto/%s by a test of the server, ProtocolPageTest: edit that file. -->";

  private final FileDescriptorProto file;
  private final String title;
  private final Map<List<Integer>, String> comments = new HashMap<>();

  /** The link target of each type of the contract: on this page, or on the page of another file. */
  private final Map<String, String> anchors = new TreeMap<>();

  private final StringBuilder page = new StringBuilder();

  private ProtocolPage(FileDescriptorProto file, String title) {
    this.file = file;
    this.title = title;
    for (SourceCodeInfo.Location location : file.getSourceCodeInfo().getLocationList()) {
      comments.put(location.getPathList(), location.getLeadingComments());
    }
    index("", file);
  }

  /**
   * The page for one file of the contract.
   *
   * @param others the files that the file imports, by the names of their pages
   */
  static String of(
      FileDescriptorProto file, String title, Map<String, FileDescriptorProto> others) {
    ProtocolPage writer = new ProtocolPage(file, title);
    others.forEach(writer::index);
    writer.write();
    return writer.page.toString();
  }

  private void write() {
    line(NOTICE.formatted(file.getName())).line("");
    line("# " + title).line("");
    line(paragraphs(FileDescriptorProto.SYNTAX_FIELD_NUMBER).replaceAll("(?m)^# ", "## ")).line("");
    for (int index = 0; index < file.getServiceCount(); index++) {
      service(file.getService(index), List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, index));
    }
    line("## Messages").line("");
    for (int index = 0; index < file.getMessageTypeCount(); index++) {
      message(
          "",
          file.getMessageType(index),
          List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, index));
    }
    if (file.getEnumTypeCount() > 0) {
      line("## Enumerations").line("");
    }
    for (int index = 0; index < file.getEnumTypeCount(); index++) {
      enumeration(
          "", file.getEnumType(index), List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, index));
    }
    page.setLength(page.length() - 1);
  }

  private void service(ServiceDescriptorProto service, List<Integer> path) {
    line("## " + service.getName()).line("").line(paragraphs(path)).line("");
    for (int index = 0; index < service.getMethodCount(); index++) {
      MethodDescriptorProto method = service.getMethod(index);
      line("### " + method.getName()).line("");
      line(
          streamed(method.getClientStreaming())
              + type(method.getInputType())
              + " → "
              + streamed(method.getServerStreaming())
              + type(method.getOutputType()));
      line("").line(paragraphs(append(path, ServiceDescriptorProto.METHOD_FIELD_NUMBER, index)));
      line("");
    }
  }

  private void message(String outer, DescriptorProto message, List<Integer> path) {
    // The entry types of maps are of no interest to readers.
    if (message.getOptions().getMapEntry()) {
      return;
    }
    String name = outer + message.getName();
    line("### " + name).line("").line(paragraphs(path)).line("");
    if (message.getFieldCount() > 0) {
      line("| field | type | |").line("|---|---|---|");
      for (int index = 0; index < message.getFieldCount(); index++) {
        FieldDescriptorProto field = message.getField(index);
        List<Integer> at = append(path, DescriptorProto.FIELD_FIELD_NUMBER, index);
        line(
            row(
                "`" + field.getName() + "` = " + field.getNumber(),
                type(message, field),
                choice(message, field, path) + cell(at)));
      }
      line("");
    }
    for (int index = 0; index < message.getNestedTypeCount(); index++) {
      message(
          name + ".",
          message.getNestedType(index),
          append(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, index));
    }
    for (int index = 0; index < message.getEnumTypeCount(); index++) {
      enumeration(
          name + ".",
          message.getEnumType(index),
          append(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, index));
    }
  }

  private void enumeration(String outer, EnumDescriptorProto type, List<Integer> path) {
    line("### " + outer + type.getName()).line("").line(paragraphs(path)).line("");
    line("| value | |").line("|---|---|");
    for (int index = 0; index < type.getValueCount(); index++) {
      line(
          row(
              "`" + type.getValue(index).getName() + "` = " + type.getValue(index).getNumber(),
              cell(append(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, index))));
    }
    line("");
  }

  /**
   * For the fields of a oneof: says that one of them is set, with the oneof's comment at the first
   * field.
   */
  private String choice(DescriptorProto message, FieldDescriptorProto field, List<Integer> path) {
    if (!field.hasOneofIndex() || field.getProto3Optional()) {
      return "";
    }
    int oneof = field.getOneofIndex();
    String name = "*" + message.getOneofDecl(oneof).getName() + "*";
    boolean first =
        message.getFieldList().stream()
            .filter(other -> other.hasOneofIndex() && other.getOneofIndex() == oneof)
            .findFirst()
            .filter(field::equals)
            .isPresent();
    return first
        ? "One of "
            + name
            + ": "
            + cell(append(path, DescriptorProto.ONEOF_DECL_FIELD_NUMBER, oneof))
            + "<br>"
        : "Or, of " + name + ": ";
  }

  private String type(DescriptorProto message, FieldDescriptorProto field) {
    String type =
        field.getTypeName().isEmpty()
            ? field.getType().name().replace("TYPE_", "").toLowerCase(Locale.ROOT)
            : type(field.getTypeName());
    if (field.getLabel() != FieldDescriptorProto.Label.LABEL_REPEATED) {
      return type;
    }
    return message.getNestedTypeList().stream()
        .filter(entry -> entry.getOptions().getMapEntry())
        .filter(entry -> field.getTypeName().endsWith("." + entry.getName()))
        .findFirst()
        .map(
            entry ->
                "map of "
                    + type(entry, entry.getField(0))
                    + " to "
                    + type(entry, entry.getField(1)))
        .orElse("repeated " + type);
  }

  /** A type's name, with a link if the type is of the contract. */
  private String type(String fullName) {
    String prefix = "." + file.getPackage() + ".";
    if (!fullName.startsWith(prefix)) {
      return fullName.substring(1);
    }
    String name = fullName.substring(prefix.length());
    return "[" + name + "](" + anchors.getOrDefault(name, "#") + ")";
  }

  private void index(String ofPage, FileDescriptorProto indexed) {
    indexed.getMessageTypeList().forEach(message -> index(ofPage, "", message));
    indexed.getEnumTypeList().forEach(type -> index(ofPage, type.getName()));
  }

  private void index(String ofPage, String outer, DescriptorProto message) {
    String name = outer + message.getName();
    index(ofPage, name);
    message.getNestedTypeList().forEach(nested -> index(ofPage, name + ".", nested));
    message.getEnumTypeList().forEach(nested -> index(ofPage, name + "." + nested.getName()));
  }

  private void index(String ofPage, String name) {
    anchors.put(name, ofPage + "#" + name.replace(".", "").toLowerCase(Locale.ROOT));
  }

  private String paragraphs(int... path) {
    return paragraphs(IntStream.of(path).boxed().toList());
  }

  private String paragraphs(List<Integer> path) {
    return comments.getOrDefault(path, "").replaceAll("(?m)^ ", "").strip();
  }

  /** A comment as a table cell. */
  private String cell(List<Integer> path) {
    return paragraphs(path)
        .replaceAll("\\n\\s*\\n", "<br>")
        .replaceAll("\\s+", " ")
        .replace("|", "\\|");
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String streamed(boolean stream) {
    return stream ? "stream of " : "";
  }

  private static List<Integer> append(List<Integer> path, int field, int index) {
    return Stream.concat(path.stream(), Stream.of(field, index)).toList();
  }

  private ProtocolPage line(String text) {
    page.append(text).append('\n');
    return this;
  }
}
