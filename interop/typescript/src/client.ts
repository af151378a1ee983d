/**
 * A Charla client that joins, opens streams and reconnects, and neither loses nor duplicates messages. Copy this
 * module into your program, together with refusal.ts and timelines.ts.
 */

import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

import { credentials, Metadata, status, type CallOptions, type ChannelCredentials, type ServiceError } from "@grpc/grpc-js";

import {
  AccountServiceClient,
  LogInRequest,
  RegisterRequest,
  type Credential,
  type LogInResponse,
  type RegisterResponse,
} from "./gen/charla/v1/account.js";
import {
  ChatServiceClient,
  ConverseRequest,
  EnterRoom,
  JoinRequest,
  ListUsersRequest,
  Open,
  SendMessageRequest,
  UserKind,
  type CommandResult,
  type ConverseResponse,
  type Event,
  type ExecuteResponse,
  type Gap,
  type JoinResponse,
  type LeaveResponse,
  type Limits,
  type ListUsersResponse,
  type MembershipChanged,
  type PresentUser,
  type Ready,
  type RoomEntered,
  type SendMessageResponse,
  type TimelineState,
  type User,
} from "./gen/charla/v1/chat.js";
import { Refusal, type Action } from "./refusal.js";
import { Timelines } from "./timelines.js";

/** The edition of the contract ("Evolution"): with `membershipChanged` and `memberChanged`. */
const EDITION = 2;
/** Milliseconds, for every call except an open stream. */
const CALL_TIMEOUT = 10_000;
/** Milliseconds: a stream that was open this long resets the backoff. */
const STABLE_AFTER = 10_000;
/** Milliseconds for the results of the messages sent before leaving. */
const LEAVE_TIMEOUT = 10_000;
/** How often the server may fail while one command is sent alone. */
const MAX_FAILURES = 3;
/** Milliseconds that refused room commands may hold up later commands, in all. */
const ROOM_TIMEOUT = 10_000;

const CHANNEL_OPTIONS = {
  // A half-open link is detected within 15 seconds. The server allows a ping every 5 seconds.
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5_000,
  // The client does the backoff, not the channel.
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1_000,
};

/**
 * The flow control window of each stream, and of the connection: how many bytes the server may send before the client
 * has read them. 1 MiB, as chat.proto recommends ("Connections"). With the default of
 * 64 KiB, the client would have to send 16 times as many window updates.
 */
const WINDOW = 1 << 20;

/** The reasons for which a `Leave` is refused because the session has ended. */
const SESSION_IS_OVER = new Set(["SESSION_ENDED", "SESSION_EXPIRED", "SESSION_REVOKED", "ACCOUNT_SUSPENDED"]);

/** What a client reports to its program. Delays are in milliseconds. */
export type Happening =
  | { type: "joined"; user: User } // the identity and name of the client; reported again if they change
  | { type: "online"; timelines: TimelineState[] }
  | { type: "offline"; refusal: Refusal; retryAfter: number }
  | { type: "event"; event: Event } // durable or ephemeral; its kind may be one that this client does not know
  | { type: "gap"; gap: Gap }
  | { type: "entered"; timeline: TimelineState | undefined }
  | { type: "left room"; room: string }
  | { type: "room refused"; room: string; refusal: Refusal } // the room could not be entered or left
  | { type: "sent"; id: string; sequence: number; duplicate: boolean }
  | { type: "refused"; id: string; refusal: Refusal }
  // The outcome stays unknown: the identity was deleted, the server failed, or the server might not recognise the message.
  | { type: "lost"; id: string };

export type Target = { $case: "room"; value: string } | { $case: "userId"; value: string };

type Call = ReturnType<ChatServiceClient["converse"]>;

/** Starts a call that has one response. */
type UnaryCall<Response> = (
  metadata: Metadata,
  options: Partial<CallOptions>,
  done: (error: ServiceError | null, response: Response) => void,
) => unknown;

interface Command {
  request: ConverseRequest;
  onThisStream: boolean;
  everWritten: boolean;
  firstWritten?: number; // by the wall clock, which goes on while the machine is suspended
  suspect: boolean; // had no result when the server failed, so it may be the cause
  failures: number; // how often the server failed while this was the only outstanding command
  heldUpSince?: number; // when a rate limit first refused a room command while this command waited
}

/** Exponential backoff with full jitter, in addition to the server's retry delay. */
class Backoff {
  #attempts = 0;

  next(atLeast = 0): number {
    return atLeast + Math.random() * Math.min(5_000, 250 * 2 ** this.#attempts++);
  }

  reset(): void {
    this.#attempts = 0;
  }
}

/** What a user needs to log in to an account. */
export interface LogIn {
  name: string;
  password: string;
}

/** How a client becomes an identity, and how it connects. */
export interface Options {
  /** The password of the account with the client's name. Without it, the client joins as a guest. */
  password?: string;
  /** The token of a session that exists: the client neither joins nor logs in. */
  token?: string;
  /**
   * Asks the user for a name and a password when the session of an account has ended, or when a log-in is refused. The
   * answer undefined means that the user does not log in.
   */
  logInAgain?: (refusal: Refusal) => Promise<LogIn | undefined>;
  /** For TLS. */
  credentials?: ChannelCredentials;
  /** False leaves the flow control windows to gRPC. This is for measurements only. */
  fixedWindows?: boolean;
}

/** The client of one identity. */
export class Client {
  readonly #stub: ChatServiceClient;
  readonly #accounts: AccountServiceClient;
  readonly #tell: (happening: Happening) => void;
  readonly #name: string;
  readonly #logInAgain: Options["logInAgain"];
  #isGuest: boolean;
  #logInDue: boolean;
  #joining: JoinRequest | LogInRequest; // kept, and repeated, until it is answered
  #joinUnderWay: Promise<void> = Promise.resolve();
  #user: User | undefined;
  #token = "";
  #nameLost = false;
  #limits: Limits | undefined;
  readonly #timelines = new Timelines();
  /** The commands without a result, in order, by request id. */
  readonly #commands = new Map<string, Command>();
  readonly #changes = new EventEmitter();
  #lastRequestId = 0;
  #streamNumber = 0;
  #readyAt = 0;
  readonly #backoff = new Backoff();
  readonly #sendBackoff = new Backoff();
  #sendsPausedUntil = 0;
  #toldToWait = false; // a refusal has asked for a delay, and nothing has been sent since
  #answered = false; // a Charla server, and not only a proxy, has answered
  #running = false;
  #draining = false;
  /** Whether the current stream is half-closed for a drain, which is complete when the stream ends. */
  #halfClosed = false;
  #leaving = false;
  #joinsNoMore = false;
  readonly #left = new AbortController();

  constructor(target: string, name: string, tell: (happening: Happening) => void, options: Options = {}) {
    const { password = "", token = "", fixedWindows = true } = options;
    const channelOptions = { ...CHANNEL_OPTIONS, ...(fixedWindows && { "grpc-node.flow_control_window": WINDOW }) };
    const channelCredentials = withConnectTimeout(options.credentials ?? credentials.createInsecure());
    this.#stub = new ChatServiceClient(target, channelCredentials, channelOptions);
    // Both services use one connection.
    this.#accounts = new AccountServiceClient(target, channelCredentials, { channelOverride: this.#stub.getChannel() });
    this.#tell = tell;
    this.#name = name;
    this.#token = token;
    this.#logInAgain = options.logInAgain;
    this.#logInDue = password !== "";
    this.#isGuest = !password && !token;
    this.#joining = password ? logInRequest(name, password) : joinRequest(name);
  }

  /** The session's token: a secret with which another client can continue the session. */
  get token(): string {
    return this.#token;
  }

  /** Sends a message, on this or a later stream. The message is answered once, by "sent", "refused" or "lost". */
  send(id: string, target: Target, text: string): void {
    this.#add({ $case: "sendMessage", value: SendMessageRequest.create({ clientMessageId: id, target, text }) });
  }

  /** Enters a room. The command is answered once, by "entered" or "room refused". */
  enter(room: string): void {
    this.#add({ $case: "enterRoom", value: EnterRoom.create({ room }) });
  }

  /**
   * Leaves a room. The command is answered once, by "left room" (also if the client was not a member) or "room
   * refused".
   */
  leaveRoom(room: string): void {
    this.#add({ $case: "leaveRoom", value: { room } });
  }

  /**
   * Returns the users present in a room of the client. The call is repeated until it is answered or finally refused.
   */
  async users(room: string): Promise<PresentUser[]> {
    const users: PresentUser[] = [];
    for (let pageToken = ""; ; ) {
      const request = ListUsersRequest.create({ room, pageToken });
      const page = await this.#repeat<ListUsersResponse>((...call) => this.#stub.listUsers(request, ...call));
      users.push(...page.users);
      pageToken = page.nextPageToken;
      if (!pageToken) return users;
    }
  }

  /**
   * Carries out one command by a call, in no order with the commands of the stream. The call is repeated unchanged until
   * it is answered or finally refused, so a message needs a `clientMessageId`. For a repeated LeaveRoom, NOT_A_MEMBER
   * and ROOM_NOT_FOUND mean that the client has left.
   */
  async execute(command: NonNullable<ConverseRequest["command"]>): Promise<CommandResult["outcome"]> {
    const request = { requestId: "", command };
    const reason = this.#excess(request);
    if (reason) throw tooLong(reason);
    const response = await this.#repeat<ExecuteResponse>((...call) => this.#stub.execute({ command: request }, ...call));
    return response.result?.outcome;
  }

  /**
   * Turns a guest that has joined into an account. The guest keeps its id, name, rooms, messages and stream. Some servers
   * need an invitation code. The call is repeated until it is answered or finally refused.
   */
  async register(password: string, invitationCode = ""): Promise<User | undefined> {
    if (!this.#token) throw new Error("the client has not joined");
    const credential = passwordCredential(password);
    const request = RegisterRequest.create({ credential, invitationCode, requestId: randomUUID() });
    const { joined } = await this.#repeat<RegisterResponse>((...call) => this.#accounts.register(request, ...call));
    this.#become(joined?.self);
    return this.#user;
  }

  /**
   * Makes a call until it is answered or finally refused. All attempts have the same token: another identity must not
   * repeat the call. SERVER_FULL is final: only a Join is repeated after it.
   */
  async #repeat<Response>(start: UnaryCall<Response>): Promise<Response> {
    const metadata = this.#metadata();
    const backoff = new Backoff();
    for (;;) {
      try {
        return await this.#unary(start, metadata);
      } catch (failure) {
        const refusal = Refusal.from(failure);
        if (this.#actionAfter(refusal) !== "resume" || refusal.isFull) throw refusal;
        await sleep(backoff.next(refusal.details.retryAfter));
      }
    }
  }

  /** Lets `run` end as soon as every command has a result and the remaining events are delivered. */
  drain(): void {
    this.#draining = true;
    this.#changes.emit("change");
  }

  /**
   * Joins, opens streams and reconnects until drained or left; throws a Refusal that is final. If the session of an
   * account has ended, or a log-in is refused, it calls `logInAgain` first. If the same account logs in, its cursors and
   * commands are kept. If another account logs in, or none, the messages are settled.
   */
  async run(): Promise<void> {
    this.#running = true;
    try {
      while (!this.#left.signal.aborted) {
        const refusal = await this.#attempt();
        if (!refusal) return;
        const action = this.#actionAfter(refusal);
        if (this.#leaving && (action === "stop" || action === "start over")) return this.#giveUpSends(refusal);
        if (this.#isLoggedOut(refusal)) {
          if (await this.#askForLogIn(refusal)) continue;
          if (this.#leaving) return;
        }
        await sleep(this.#delayAfter(refusal), undefined, { signal: this.#left.signal }).catch(() => {});
      }
    } finally {
      this.#running = false;
      this.#changes.emit("change");
    }
  }

  /**
   * Joins if necessary, and runs a stream; returns why it has ended, or undefined if the client has drained or left.
   */
  async #attempt(): Promise<Refusal | undefined> {
    this.#readyAt = 0;
    try {
      if (!this.#token || this.#nameLost || this.#logInDue) {
        if (this.#joinsNoMore) return undefined;
        await (this.#joinUnderWay = this.#join());
      }
      if (!this.#left.signal.aborted) await this.#converse();
      return undefined;
    } catch (failure) {
      return Refusal.from(failure);
    }
  }

  /**
   * Returns what to do after a refusal. If the server has answered the client before, an answer that is not from a
   * Charla server only means that the connection is lost. If the session of an account has ended, its user must log in
   * again: the client does not continue as a guest.
   */
  #actionAfter(refusal: Refusal): Action {
    if (!refusal.isForeign) this.#answered = true;
    if (this.#answered && refusal.isForeign) return "resume";
    return refusal.action === "start over" && !this.#isGuest ? "stop" : refusal.action;
  }

  /** Whether the client can only continue if its user logs in to an account. */
  #isLoggedOut(refusal: Refusal): boolean {
    return !this.#isGuest && refusal.needsLogIn && this.#actionAfter(refusal) === "stop";
  }

  /**
   * Prepares another log-in if the user wants one, and returns whether. Otherwise settles all messages. If the client is
   * told to leave, it does not wait for the user's answer.
   */
  async #askForLogIn(refusal: Refusal): Promise<boolean> {
    const asked = new AbortController();
    const leaving = once(this.#changes, "leave", { signal: asked.signal }).then(
      () => undefined,
      () => undefined,
    );
    const logIn = await Promise.race([this.#logInAgain?.(refusal), leaving]);
    asked.abort();
    if (!logIn) {
      this.#giveUpSends(refusal);
      return false;
    }
    this.#joining = logInRequest(logIn.name, logIn.password);
    this.#logInDue = true;
    this.#nameLost = false;
    this.#backoff.reset();
    return true;
  }

  /** Prepares the next attempt, and returns the delay; throws the refusal if it is final. */
  #delayAfter(refusal: Refusal): number {
    if (this.#readyAt && performance.now() - this.#readyAt >= STABLE_AFTER) this.#backoff.reset();
    if (this.#readyAt && refusal.isInternal) this.#serverFailed(refusal);
    switch (this.#actionAfter(refusal)) {
      case "stop":
        if ((!this.#token || this.#logInDue) && refusal.usesUpRequestId) {
          this.#joining.requestId = randomUUID();
          return this.#backoff.next();
        }
        if (refusal.reason === "SESSION_ENDED") this.#giveUpSends(refusal);
        throw refusal;
      case "take suggested name":
        this.#joining = joinRequest(refusal.details.suggestedName ?? "");
        return this.#backoff.next();
      case "rejoin":
        this.#nameLost = true;
        this.#joining = joinRequest(""); // asks for the lost name, if it is free
        break;
      case "start over":
        this.#token = "";
        this.#joining = joinRequest(this.#name);
        this.#timelines.clear();
        this.#sendsPausedUntil = 0;
        this.#giveUpSends(refusal);
    }
    const retryAfter = this.#backoff.next(refusal.details.retryAfter);
    this.#tell({ type: "offline", refusal, retryAfter });
    return retryAfter;
  }

  /**
   * Ends the identity, or the session of an account, when every message has its result, or after LEAVE_TIMEOUT. Until
   * then `run` continues and reconnects. It sends the waiting messages. It also repeats a Join without an answer:
   * this Join may have created an identity, which must leave as well. Then `run` ends by itself.
   */
  async leave(): Promise<void> {
    this.#leaving = true;
    this.#changes.emit("leave");
    const timeout = AbortSignal.timeout(LEAVE_TIMEOUT);
    while (this.#running && (this.#commands.size > 0 || !this.#token) && !timeout.aborted) {
      await once(this.#changes, "change", { signal: timeout }).catch(() => {});
    }
    this.#joinsNoMore = true;
    await this.#joinUnderWay.catch(() => {});
    while (this.#token && !this.#left.signal.aborted) {
      try {
        await this.#unary<LeaveResponse>((...call) => this.#stub.leave({}, ...call));
        break;
      } catch (failure) {
        const refusal = Refusal.from(failure);
        // The session has ended, perhaps because an earlier attempt has succeeded.
        if (SESSION_IS_OVER.has(refusal.reason)) break;
        if (this.#actionAfter(refusal) === "stop") throw refusal;
        await sleep(this.#backoff.next(refusal.details.retryAfter));
      }
    }
    this.#left.abort();
    this.#giveUpSends(new Refusal("SESSION_ENDED", status.UNAUTHENTICATED, "left before it was sent"));
  }

  close(): void {
    this.#stub.close();
  }

  /**
   * Repeats the same Join request until it is answered. If the answer to the first attempt was lost, this attempt may
   * have taken the name, and the server would refuse a request with another id.
   */
  async #join(): Promise<void> {
    const response = await this.#signIn(this.#joining);
    if (this.#logInDue && this.#token && response.self?.id !== this.#user?.id) {
      // Another account must not send the messages, and has another inbox.
      this.#giveUpSends(new Refusal("SESSION_ENDED", status.UNAUTHENTICATED, "another account"));
      this.#timelines.clear();
    }
    this.#joining = joinRequest(""); // does not keep the password
    this.#logInDue = this.#nameLost = false;
    this.#answered = true;
    this.#token = response.sessionToken;
    this.#limits = response.limits;
    this.#become(response.self);
    this.#changes.emit("change");
  }

  /** Logs in to an account, or joins as a guest or with a token. */
  async #signIn(request: JoinRequest | LogInRequest): Promise<JoinResponse> {
    if (!("credential" in request)) return this.#unary((...call) => this.#stub.join(request, ...call));
    const { joined } = await this.#unary<LogInResponse>((...call) => this.#accounts.logIn(request, ...call));
    if (!joined) throw new Refusal("", status.DATA_LOSS, "LogInResponse without an identity");
    return joined;
  }

  /** Runs one stream, from its Open to its end; returns only if it ends by a drain. */
  async #converse(): Promise<void> {
    for (const command of this.#commands.values()) command.onThisStream = false;
    this.#halfClosed = false;
    const call = this.#stub.converse(this.#metadata());
    call.on("error", () => {}); // the loop below throws the error
    const openTimeout = setTimeout(() => {
      call.destroy(new Refusal("", status.DEADLINE_EXCEEDED, "no answer to Open"));
    }, CALL_TIMEOUT);
    const ended = new AbortController();
    try {
      const opening = Open.create({
        streamNumber: ++this.#streamNumber,
        cursors: this.#timelines.cursors(),
        drainOnHalfClose: true, // only a drain half-closes the stream
        edition: EDITION,
      });
      call.write({ requestId: "", command: { $case: "open", value: opening } });
      for await (const frame of call as AsyncIterable<ConverseResponse>) {
        clearTimeout(openTimeout);
        const wasReady = this.#readyAt > 0;
        if (this.#take(frame)) return;
        if (this.#readyAt && !wasReady) void this.#write(call, ended.signal);
      }
      if (!this.#halfClosed) throw new Refusal("", status.OK, "the stream has ended without a reason");
    } finally {
      clearTimeout(openTimeout);
      ended.abort();
      call.cancel();
    }
  }

  /** Writes the commands without a result, and those that are added, until the stream ends. */
  async #write(call: Call, ended: AbortSignal): Promise<void> {
    try {
      while (this.#commands.size > 0 || !this.#draining) {
        const pause = this.#sendsPausedUntil - performance.now();
        // An outstanding command may also be told to wait. A new command would overtake the
        // outstanding command, so no new command is sent yet.
        if (this.#hasOutstanding && (this.#toldToWait || this.#hasSuspects)) {
          await once(this.#changes, "change", { signal: ended });
          continue;
        }
        if (pause > 0) {
          await sleep(pause, undefined, { signal: ended });
          continue;
        }
        this.#toldToWait = false;
        const command = this.#nextCommand();
        if (!command) {
          await once(this.#changes, "change", { signal: ended });
        } else if (!this.#refuseIfTooLarge(command) && !this.#giveUpIfOld(command)) {
          command.onThisStream = command.everWritten = true;
          if (!call.write(command.request)) await once(call, "drain", { signal: ended });
        }
      }
      this.#halfClosed = true;
      call.end();
    } catch (failure) {
      if (!ended.aborted) call.destroy(failure as Error); // the reader throws it
    }
  }

  get #hasOutstanding(): boolean {
    return [...this.#commands.values()].some((command) => command.onThisStream);
  }

  get #hasSuspects(): boolean {
    return [...this.#commands.values()].some((command) => command.suspect);
  }

  /**
   * The next command to write. A message does not wait for other messages. A room command waits until all commands
   * before it are settled, and all later commands wait until it is settled. The server does not enforce this order. If
   * the client did not wait, a message that has to be repeated could arrive after a later LeaveRoom, or a message could
   * arrive before an EnterRoom that has to be repeated. The server would refuse such a message.
   */
  #nextCommand(): Command | undefined {
    let isFirst = true;
    for (const command of this.#commands.values()) {
      const alone = command.request.command?.$case !== "sendMessage";
      if (!command.onThisStream && (isFirst || !alone)) return command;
      if (alone) return undefined;
      isFirst = false;
    }
    return undefined;
  }

  /**
   * Whether to repeat a refused command after the delay. A room command is not repeated if it would, together with
   * others, hold up the commands after it for longer than ROOM_TIMEOUT.
   */
  #mayBeRepeated(command: Command, refusal: Refusal): boolean {
    if (!refusal.isRateLimited) return refusal.isTransient;
    if (command.request.command?.$case === "sendMessage") return true;
    const now = performance.now();
    for (const waiting of this.#commands.values()) waiting.heldUpSince ??= now;
    const heldUp = now - (command.heldUpSince ?? now);
    return heldUp + (refusal.details.retryAfter ?? 0) <= ROOM_TIMEOUT;
  }

  /**
   * Refuses a command that exceeds the limits, and returns whether the command was refused. A command too large for
   * the transport would break every stream. A repeated command is not refused: the server may have posted it.
   */
  #refuseIfTooLarge({ request, everWritten }: Command): boolean {
    const reason = everWritten ? "" : this.#excess(request);
    if (reason) this.#settle(request.requestId, tooLong(reason));
    return reason !== "";
  }

  /** The reason to refuse a command that exceeds the limits, or an empty string. */
  #excess(request: ConverseRequest): string {
    const limits = this.#limits;
    if (!limits) return "";
    const text = request.command?.$case === "sendMessage" ? request.command.value.text : "";
    if (exceeds([...text].length, limits.maxTextCodePoints)) return "MESSAGE_TOO_LARGE";
    if (exceeds(Buffer.byteLength(text), limits.maxTextBytes)) return "MESSAGE_TOO_LARGE";
    const size = ConverseRequest.encode(request).finish().length;
    return exceeds(size, limits.maxRequestBytes) ? "REQUEST_TOO_LARGE" : "";
  }

  /** Gives up a send whose repetition the server might no longer recognise. Returns whether the send was given up. */
  #giveUpIfOld(command: Command): boolean {
    const now = Date.now();
    command.firstWritten ??= now;
    const window = this.#limits?.repetitionWindow;
    if (!window || command.request.command?.$case !== "sendMessage") return false;
    const isOld = now - command.firstWritten >= window.seconds * 1000;
    if (isOld) this.#settle(command.request.requestId, "lost");
    return isOld;
  }

  /** Handles a frame, and returns whether the drain is complete. */
  #take({ requestId, payload }: ConverseResponse): boolean {
    switch (payload?.$case) {
      case "ready":
        this.#takeReady(payload.value);
        break;
      case "result":
        this.#takeResult(requestId, payload.value);
        break;
      case "batch":
        for (const event of payload.value.events) {
          if (this.#timelines.admits(event)) this.#tell({ type: "event", event });
        }
        break;
      case "gap":
        if (this.#timelines.admitsGap(payload.value)) this.#tell({ type: "gap", gap: payload.value });
        break;
      case "caughtUp":
        this.#timelines.check(payload.value);
        break;
      case "membershipChanged": // by another stream of the identity, or by a call
        this.#takeMembership(payload.value.change);
        break;
      case "closing":
        if (this.#halfClosed && !payload.value.error) return true;
        throw Refusal.fromClosing(payload.value);
    }
    return false; // also for a payload that this client does not know
  }

  #takeReady({ self, limits, timelines }: Ready): void {
    this.#readyAt = performance.now();
    this.#limits = limits;
    this.#timelines.ready(timelines);
    this.#become(self);
    this.#tell({ type: "online", timelines });
  }

  #takeResult(requestId: string, { outcome }: CommandResult): void {
    if (outcome?.$case === "error") {
      const refusal = Refusal.fromError(outcome.value);
      if (refusal.concernsIdentity) throw refusal;
      const command = this.#commands.get(requestId);
      if (!command || !this.#mayBeRepeated(command, refusal)) {
        this.#settle(requestId, refusal);
      } else {
        command.onThisStream = false;
        this.#toldToWait = true;
        const resumeAt = performance.now() + this.#sendBackoff.next(refusal.details.retryAfter);
        this.#sendsPausedUntil = Math.max(this.#sendsPausedUntil, resumeAt);
        this.#changes.emit("change");
      }
      return;
    }
    this.#sendBackoff.reset();
    this.#takeMembership(outcome);
    // An outcome that this client does not know also means that the command has succeeded.
    this.#settle(requestId, outcome?.$case === "messageSent" ? outcome.value : { sequence: 0, duplicate: false });
  }

  #takeMembership(change: CommandResult["outcome"] | MembershipChanged["change"]): void {
    if (change?.$case === "roomEntered") {
      this.#timelines.entered(change.value);
      this.#tell({ type: "entered", timeline: change.value.timeline });
    } else if (change?.$case === "roomLeft") {
      this.#timelines.left(change.value);
      this.#tell({ type: "left room", room: change.value.room });
    }
  }

  /**
   * The stream has ended with INTERNAL, perhaps because of a command without a result. To find the cause, the
   * client sends each of these commands alone from now on. It gives up a command that fails alone MAX_FAILURES times:
   * this command would hold up the commands after it forever.
   */
  #serverFailed(refusal: Refusal): void {
    const suspects = [...this.#commands.values()].filter((command) => command.onThisStream);
    for (const command of suspects) command.suspect = true;
    const [only] = suspects;
    if (!only || suspects.length > 1) return;
    if (++only.failures >= MAX_FAILURES) this.#settle(only.request.requestId, refusal);
  }

  #settle(requestId: string, outcome: Pick<SendMessageResponse, "sequence" | "duplicate"> | Refusal | "lost"): void {
    const settled = this.#commands.get(requestId);
    const command = settled?.request.command;
    this.#commands.delete(requestId);
    this.#changes.emit("change");
    if (command?.$case === "sendMessage") {
      const id = command.value.clientMessageId;
      const failed = outcome instanceof Refusal && outcome.isInternal && settled?.everWritten;
      if (outcome === "lost" || failed) this.#tell({ type: "lost", id });
      else if (outcome instanceof Refusal) this.#tell({ type: "refused", id, refusal: outcome });
      else this.#tell({ type: "sent", id, sequence: outcome.sequence, duplicate: outcome.duplicate });
    } else if (command?.$case === "leaveRoom" && outcome instanceof Refusal && outcome.isNotMember) {
      this.#tell({ type: "left room", room: command.value.room }); // perhaps by an earlier attempt
    } else if ((command?.$case === "enterRoom" || command?.$case === "leaveRoom") && outcome instanceof Refusal) {
      this.#tell({ type: "room refused", room: command.value.room, refusal: outcome });
    }
  }

  /**
   * Settles all messages of an identity that has ended: lost if a message was written, otherwise refused. Room commands
   * are kept.
   */
  #giveUpSends(refusal: Refusal): void {
    for (const [requestId, { request, everWritten }] of [...this.#commands]) {
      if (request.command?.$case === "sendMessage") this.#settle(requestId, everWritten ? "lost" : refusal);
    }
  }

  #add(command: NonNullable<ConverseRequest["command"]>): void {
    if (this.#draining || this.#leaving) throw new Error("the client takes no more commands");
    const requestId = String(++this.#lastRequestId);
    const request = { requestId, command };
    this.#commands.set(requestId, { request, onThisStream: false, everWritten: false, suspect: false, failures: 0 });
    this.#changes.emit("change");
  }

  #become(user: User | undefined): void {
    if (user?.kind === UserKind.USER_KIND_ACCOUNT) this.#isGuest = false;
    if (user && (user.id !== this.#user?.id || user.name !== this.#user.name)) {
      this.#user = user;
      this.#tell({ type: "joined", user });
    }
  }

  #unary<Response>(start: UnaryCall<Response>, metadata = this.#metadata()): Promise<Response> {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + CALL_TIMEOUT;
      start(metadata, { deadline }, (error, response) => (error ? reject(error) : resolve(response)));
    });
  }

  #metadata(): Metadata {
    const metadata = new Metadata();
    if (this.#token) metadata.set("authorization", `Bearer ${this.#token}`);
    return metadata;
  }
}

/**
 * Closes connections on which nothing arrives within CALL_TIMEOUT. gRPC for Node has no such limit, and no option for
 * it: a peer that accepts connections and stays silent would keep the channel waiting, and each connection open. The
 * sockets of a channel can be reached only through its connector.
 */
function withConnectTimeout(channelCredentials: ChannelCredentials): ChannelCredentials {
  const connectorOf = channelCredentials._createSecureConnector.bind(channelCredentials);
  channelCredentials._createSecureConnector = (...of) => {
    const connector = connectorOf(...of);
    const connect = connector.connect.bind(connector);
    connector.connect = (socket) => {
      setTimeout(() => socket.bytesRead > 0 || socket.destroy(), CALL_TIMEOUT).unref();
      return connect(socket);
    };
    return connector;
  };
  return channelCredentials;
}

function tooLong(reason: string): Refusal {
  return new Refusal(reason, status.INVALID_ARGUMENT, "too long");
}

/** Whether a length is above a limit; 0 means no limit. */
function exceeds(length: number, limit: number): boolean {
  return limit > 0 && length > limit;
}

function joinRequest(name: string): JoinRequest {
  return JoinRequest.create({ name, requestId: randomUUID() });
}

function logInRequest(name: string, password: string): LogInRequest {
  return LogInRequest.create({ name, credential: passwordCredential(password), requestId: randomUUID() });
}

function passwordCredential(password: string): Credential {
  return { kind: { $case: "password", value: password } };
}
