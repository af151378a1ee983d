package chat.charla.server.edge;

import chat.charla.server.contract.CommentedContract;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the contract's comment says about a reason.
 *
 * @param code the name of the gRPC status code
 * @param metadata the names of the details that a refusal for this reason has
 * @param field whether such a refusal always names the invalid field
 * @param retryDelay whether such a refusal always has a retry delay
 * @param ends whether such a refusal ends a stream
 * @param action the action in the Closing of a stream that ends for this reason; empty if the
 *     comment names none
 */
record DocumentedReason(
    String name,
    String code,
    Set<String> metadata,
    boolean field,
    boolean retryDelay,
    boolean ends,
    String action) {
  private static final Pattern CODE = Pattern.compile("^([A-Z_]+)\\. .+");
  private static final Pattern METADATA = Pattern.compile("Metadata: ((?:`\\w+`(?:, )?)+)");
  private static final Pattern ACTION = Pattern.compile(" Ends; ([A-Z]+)");
  private static final Pattern QUOTED = Pattern.compile("`(\\w+)`");

  /** Every reason except UNSPECIFIED. */
  static List<DocumentedReason> all() {
    FileDescriptorProto contract = CommentedContract.read("charla/v1/chat.proto");
    List<DocumentedReason> reasons = new ArrayList<>();
    for (int index = 0; index < contract.getEnumTypeCount(); index++) {
      EnumDescriptorProto type = contract.getEnumType(index);
      if (type.getName().equals("ErrorReason")) {
        for (int value = 1; value < type.getValueCount(); value++) {
          List<Integer> path =
              List.of(
                  FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER,
                  index,
                  EnumDescriptorProto.VALUE_FIELD_NUMBER,
                  value);
          reasons.add(read(type.getValue(value).getName(), comment(contract, path)));
        }
      }
    }
    return reasons;
  }

  private static DocumentedReason read(String name, String comment) {
    Matcher code = CODE.matcher(comment);
    Matcher metadata = METADATA.matcher(comment);
    Matcher action = ACTION.matcher(comment);
    Set<String> keys = new TreeSet<>();
    if (metadata.find()) {
      QUOTED.matcher(metadata.group(1)).results().forEach(quoted -> keys.add(quoted.group(1)));
    }
    return new DocumentedReason(
        name,
        code.matches() ? code.group(1) : "undocumented",
        keys,
        comment.contains("`Error.field` names the field"),
        comment.contains("With a retry delay") && !comment.contains("With a retry delay if"),
        comment.contains(" Ends"),
        action.find() ? "ACTION_" + action.group(1) : "");
  }

  private static String comment(FileDescriptorProto file, List<Integer> path) {
    return file.getSourceCodeInfo().getLocationList().stream()
        .filter(location -> location.getPathList().equals(path))
        .map(SourceCodeInfo.Location::getLeadingComments)
        .map(comment -> comment.strip().replaceAll("\\s+", " "))
        .findFirst()
        .orElse("");
  }
}
