package chat.charla.server.edge;

import com.google.protobuf.Any;
import com.google.protobuf.DynamicMessage;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as a client without generated classes reads it.
 *
 * @param code the name of the gRPC status code
 * @param reason the full name of the reason; empty if there is none
 * @param metadata the names of the refusal's details
 * @param field the invalid field, or empty
 * @param retryDelay whether the refusal has a retry delay
 */
record GenericRefusal(
    String code, String reason, Set<String> metadata, String field, boolean retryDelay) {

  /** Reads the refusal from the status of a call. */
  static GenericRefusal of(Status status, @Nullable Metadata trailers, GenericContract contract) {
    Map<String, DynamicMessage> details = new HashMap<>();
    var sent =
        StatusProto.fromStatusAndTrailers(status, trailers == null ? new Metadata() : trailers);
    for (Any detail : sent.getDetailsList()) {
      String type = detail.getTypeUrl().substring(detail.getTypeUrl().lastIndexOf('/') + 1);
      details.put(type, contract.parse(type, detail.getValue()));
    }
    DynamicMessage info = details.get("google.rpc.ErrorInfo");
    if (info != null && !GenericClient.text(info, "domain").equals("charla.chat")) {
      info = null; // a refusal of another domain is not from the chat
    }
    DynamicMessage fault = details.get("google.rpc.BadRequest");
    return new GenericRefusal(
        status.getCode().name(),
        info == null ? "" : GenericClient.text(info, "reason"),
        info == null ? Set.of() : keys(info),
        fault == null ? "" : invalidField(fault),
        details.containsKey("google.rpc.RetryInfo"));
  }

  /** Reads the refusal from a frame of a stream. */
  static GenericRefusal of(DynamicMessage frame, String payload) {
    String path = payload + ".error";
    DynamicMessage sent = (DynamicMessage) frame.getField(GenericClient.field(frame, payload));
    DynamicMessage error = (DynamicMessage) sent.getField(GenericClient.field(sent, "error"));
    int code = Integer.parseInt(GenericClient.text(frame, path + ".code"));
    return new GenericRefusal(
        Status.fromCodeValue(code).getCode().name(),
        GenericClient.text(frame, path + ".reason"),
        keys(error),
        GenericClient.text(frame, path + ".field"),
        GenericClient.has(frame, path + ".retry_delay"));
  }

  private static Set<String> keys(DynamicMessage message) {
    Set<String> keys = new TreeSet<>();
    for (Object entry : (List<?>) message.getField(GenericClient.field(message, "metadata"))) {
      keys.add(GenericClient.text((DynamicMessage) entry, "key"));
    }
    return keys;
  }

  private static String invalidField(DynamicMessage fault) {
    Object first = fault.getRepeatedField(GenericClient.field(fault, "field_violations"), 0);
    return GenericClient.text((DynamicMessage) first, "field");
  }
}
