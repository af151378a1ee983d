/** Refusals, and the action of a client after a refusal. Only this module interprets reasons. */

import { status, type ServiceError } from "@grpc/grpc-js";

import { Closing_Action, ErrorReason, type Closing, type Error as ChatError } from "./gen/charla/v1/chat.js";
import type { Duration } from "./gen/google/protobuf/duration.js";
import { ErrorInfo, RetryInfo, Status } from "./gen/google/rpc/status_details.js";

/** What to do after a stream has ended or a call has failed. */
export type Action =
  | "resume" // repeat the same call, after a delay
  | "rejoin" // join with the token: the identity still exists, but has lost its name
  | "start over" // the identity was deleted: join as a new one
  | "take suggested name" // join with the suggested name: the requested name is taken
  | "stop";

/**
 * A failure without a reason comes from the network or a proxy. For a client that no Charla server has answered yet,
 * these codes mean that the server is unavailable for now; all others mean that the address is wrong. Once a Charla
 * server has answered, every code only means that the connection is lost.
 */
const BROKEN: ReadonlySet<number> = new Set([
  status.OK,
  status.CANCELLED,
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
  status.ABORTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

interface Details {
  suggestedName?: string | undefined;
  /** Milliseconds, if the server has asked for a delay. */
  retryAfter?: number | undefined;
  /** The action of a Closing, which overrides the reason. */
  closingAction?: Action;
}

/** The content of an `Error`, from a result, a Closing or a status; or a broken connection, which has no reason. */
export class Refusal extends Error {
  /**
   * @param reason without its prefix; a number if this client does not know the reason
   * @param code the gRPC status code
   */
  constructor(
    readonly reason: string,
    readonly code: number,
    readonly explanation: string,
    readonly details: Details = {},
  ) {
    super();
    this.name = reason || status[code] || String(code);
    this.message = explanation;
  }

  override toString(): string {
    const text = super.toString();
    const wrong = this.isForeign && !BROKEN.has(this.code);
    return wrong ? `the answer is not from a Charla server (${text})` : text;
  }

  /** Whether the refusal comes from the network or a proxy, and not from the chat server. */
  get isForeign(): boolean {
    return this.reason === "" && !this.details.closingAction;
  }

  /** Whether the code is UNAVAILABLE: a command may be repeated with the same ids. */
  get isTransient(): boolean {
    return this.code === status.UNAVAILABLE;
  }

  /** Whether the same command will be accepted after the retry delay. */
  get isRateLimited(): boolean {
    return this.reason === "RATE_LIMITED";
  }

  /** Whether the request did not arrive completely. If so, it has had no effect. */
  get isIncomplete(): boolean {
    return this.reason === "REQUEST_INCOMPLETE";
  }

  /** Whether the server has failed: the outcome of the command or call is unknown. */
  get isInternal(): boolean {
    return this.reason === "INTERNAL";
  }

  /** Whether the server is full. A Join is repeated, and every other request is not. */
  get isFull(): boolean {
    return this.reason === "SERVER_FULL";
  }

  /** Whether the client is not a member of the room, for example because an earlier LeaveRoom has succeeded. */
  get isNotMember(): boolean {
    return this.reason === "NOT_A_MEMBER" || this.reason === "ROOM_NOT_FOUND";
  }

  /** Whether a Join without a token needs a new request id: the old one has already created a session. */
  get usesUpRequestId(): boolean {
    return this.reason === "SESSION_ENDED" || this.reason === "REQUEST_ID_REUSED";
  }

  /** Whether the Open arrived too late: the server has opened the stream without the cursors. */
  get isOpenTooLate(): boolean {
    return this.reason === "OPEN_REPEATED";
  }

  /** Whether the refusal is about the stream or the identity, and not about the command. */
  get concernsIdentity(): boolean {
    if (this.reason.startsWith("SESSION_") || this.isOpenTooLate) return true;
    return ["ACCOUNT_SUSPENDED", "NAME_LOST", "STREAM_SUPERSEDED"].includes(this.reason);
  }

  /** Whether the client of an account can continue after its user has logged in again. */
  get needsLogIn(): boolean {
    return ["SESSION_REVOKED", "SESSION_EXPIRED", "ACCOUNT_SUSPENDED", "LOGIN_REFUSED"].includes(this.reason);
  }

  get action(): Action {
    if (this.details.closingAction) return this.details.closingAction;
    if (this.reason === "NAME_TAKEN" && this.details.suggestedName) return "take suggested name";
    if (this.reason === "SESSION_EXPIRED") return "start over";
    if (this.reason === "NAME_LOST") return "rejoin";
    if (this.isInternal || this.isFull) return "resume";
    if (this.isRateLimited || this.isIncomplete || this.isTransient || this.isOpenTooLate) return "resume";
    return this.reason === "" && BROKEN.has(this.code) ? "resume" : "stop";
  }

  static fromError(error: ChatError, closing?: Pick<Details, "closingAction" | "retryAfter">): Refusal {
    const reason = error.reason === 0 ? "" : (ErrorReason[error.reason] ?? String(error.reason));
    return new Refusal(withoutPrefix(reason), error.code, error.message, {
      suggestedName: error.metadata["suggested_name"],
      retryAfter: milliseconds(error.retryDelay),
      ...closing,
    });
  }

  static fromClosing({ error, action, reconnectDelay }: Closing): Refusal {
    let closingAction: Action = "resume"; // also if this client does not know the action
    if (action === Closing_Action.ACTION_STOP) closingAction = "stop";
    if (action === Closing_Action.ACTION_REJOIN) {
      closingAction = error?.reason === ErrorReason.ERROR_REASON_SESSION_EXPIRED ? "start over" : "rejoin";
    }
    const retryAfter = milliseconds(reconnectDelay ?? error?.retryDelay);
    if (!error) return new Refusal("", status.OK, "the server has ended the stream", { closingAction, retryAfter });
    return Refusal.fromError(error, { closingAction, retryAfter });
  }

  /** The refusal that a call has failed with. A failure that is not a status is a bug, and is thrown. */
  static from(failure: unknown): Refusal {
    if (failure instanceof Refusal) return failure;
    if (!isServiceError(failure)) throw failure;
    let reason = "";
    const details: Details = {};
    for (const { typeUrl, value } of detailsOf(failure)) {
      if (typeUrl.endsWith("/google.rpc.ErrorInfo")) {
        const info = ErrorInfo.decode(value);
        if (info.domain !== "charla.chat") continue;
        reason = withoutPrefix(info.reason);
        details.suggestedName = info.metadata["suggested_name"];
      } else if (typeUrl.endsWith("/google.rpc.RetryInfo")) {
        details.retryAfter = milliseconds(RetryInfo.decode(value).retryDelay);
      }
    }
    return new Refusal(reason, failure.code, failure.details, details);
  }
}

function detailsOf(failure: ServiceError): Status["details"] {
  const [serialized] = failure.metadata.get("grpc-status-details-bin");
  return serialized instanceof Buffer ? Status.decode(serialized).details : [];
}

function isServiceError(failure: unknown): failure is ServiceError {
  return failure instanceof Error && "code" in failure && typeof failure.code === "number" && "metadata" in failure;
}

function withoutPrefix(reason: string): string {
  return reason.replace(/^ERROR_REASON_/, "");
}

function milliseconds(duration: Duration | undefined): number | undefined {
  return duration && duration.seconds * 1000 + duration.nanos / 1e6;
}
