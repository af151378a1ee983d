// Logs in to a Charla server by a real issuer: node check.js SERVER_JAR PROTO_DIRECTORY CLIENT_JAR
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createPublicKey } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";
import * as jose from "jose";
import { CLIENT, approve, deny, logIn as logInAt, newKey, startIssuer } from "./issuer.js";

const [jar, protos, clientJar] = process.argv.slice(2);
const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
const LOG_IN_LIMIT_MS = 60_000;

async function startServer(issuer, data) {
  const server = spawn(
    java,
    ["-jar", jar, "--port", "0", "--data", data, "--lang", "en", "--registration", "open"].concat([
      "--oidc",
      `${issuer.url},${CLIENT}`,
    ]),
    { stdio: ["ignore", "inherit", "pipe"] },
  );
  for await (const line of createInterface({ input: server.stderr })) {
    const port = /listening on localhost:(\d+)/.exec(line)?.[1];
    if (port) {
      server.stderr.resume();
      return { port, stop: () => server.kill() };
    }
    console.error(line);
  }
  throw new Error("the server has not started");
}

function connect(port) {
  const definition = loader.loadSync("charla/v1/account.proto", { includeDirs: [protos], keepCase: true });
  const { AccountService } = grpc.loadPackageDefinition(definition).charla.v1;
  const service = new AccountService(`localhost:${port}`, grpc.credentials.createInsecure());
  const call = (method, request, session) =>
    new Promise((resolve, reject) => {
      const headers = new grpc.Metadata();
      if (session) headers.set("authorization", `Bearer ${session}`);
      service[method](request, headers, { deadline: Date.now() + LOG_IN_LIMIT_MS }, (failure, answer) =>
        failure ? reject(failure) : resolve(answer),
      );
    });
  return {
    options: () => call("GetLoginOptions", {}),
    register: (name, token) => call("Register", { name, credential: { oidc_id_token: token } }),
    registerByPassword: (name, password) => call("Register", { name, credential: { password } }),
    addIssuer: (session, password, token) =>
      call("AddCredential", { present: { password }, added: { oidc_id_token: token } }, session),
    credentials: (session) => call("ListCredentials", {}, session),
    removeCredential: (session, password, id) =>
      call("RemoveCredential", { present: { password }, credential_id: id }, session),
    logIn: (token) => call("LogIn", { credential: { oidc_id_token: token } }),
    close: () => service.close(),
  };
}

/** The call must be refused for this reason. The reason is in the details of the status, as text. */
async function refused(call, reason) {
  await assert.rejects(call, (failure) => {
    const details = failure.metadata.get("grpc-status-details-bin").join();
    assert.ok(details.includes(`ERROR_REASON_${reason}`), `${failure.message} instead of ${reason}`);
    return true;
  });
  console.log(`refused with ${reason}`);
}

/** An id token that differs from the one before: its only claim that changes is the second in which it was issued. */
async function logIn(...words) {
  await sleep(1001 - (Date.now() % 1000));
  return logInAt(...words);
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An account with a password also gets a user of the issuer, and loses that user again. */
async function link(issuer, server) {
  const password = "correct horse battery";
  const { self, session_token: session } = (await server.registerByPassword("Berta", password)).joined;
  await server.addIssuer(session, password, await logIn(issuer, "l12"));
  assert.equal((await server.logIn(await logIn(issuer, "l12"))).joined.self.id, self.id);
  console.log("linked a user of the issuer to an account with a password");
  await refused(async () => server.addIssuer(session, password, await logIn(issuer, "a7")), "CREDENTIAL_IN_USE");
  const { credentials } = await server.credentials(session);
  assert.deepEqual(credentials[1].oidc_user, { issuer: issuer.url, subject: "l12" });
  await server.removeCredential(session, password, credentials[1].id);
  await refused(async () => server.logIn(await logIn(issuer, "l12")), "NOT_REGISTERED");
}

async function check(issuer, key, server) {
  const said = (await server.options()).issuers[0];
  assert.deepEqual(said, { issuer: issuer.url, client_id: CLIENT });

  const first = await logIn(issuer, "a7");
  await refused(() => server.logIn(first), "NOT_REGISTERED");
  const ana = (await server.register("Ana", first)).joined.self;
  console.log(`registered: ${ana.name}`);
  const again = await logIn(issuer, "a7");
  assert.equal((await server.logIn(again)).joined.self.id, ana.id);
  console.log("logged in by the device flow");
  await refused(() => server.logIn(again), "LOGIN_REFUSED"); // a second use

  await link(issuer, server);

  const claims = jose.decodeJwt(await logIn(issuer, "a7"));
  const signed = (changed, by = key, header = { alg: "RS256", kid: key.kid }) =>
    jose
      .importJWK(by, header.alg)
      .then((secret) => new jose.SignJWT({ ...claims, ...changed }).setProtectedHeader(header).sign(secret));
  await refused(async () => server.logIn(await logIn(issuer, "a7", "another")), "LOGIN_REFUSED");
  await refused(async () => server.logIn(await signed({ exp: claims.iat - 3600 })), "LOGIN_REFUSED");
  await refused(async () => server.logIn(await signed({ iat: claims.iat - 3600 })), "LOGIN_REFUSED");
  await refused(async () => server.logIn(await signed({}, await newKey(key.kid))), "LOGIN_REFUSED");
  await refused(() => server.logIn(`${encoded({ alg: "none" })}.${encoded(claims)}.`), "LOGIN_REFUSED");
  const { kty, n, e } = key;
  const pem = createPublicKey({ key: { kty, n, e }, format: "jwk" }).export({ type: "spki", format: "pem" });
  const hmac = await new jose.SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", kid: key.kid })
    .sign(Buffer.from(pem));
  await refused(() => server.logIn(hmac), "LOGIN_REFUSED");

  const old = await logIn(issuer, "a7");
  issuer.use(await newKey("second"));
  await afterPause(server, await logIn(issuer, "a7"));
  console.log("logged in with a token of a new key");
  await refused(() => server.logIn(old), "ISSUER_UNAVAILABLE"); // the keys have just been fetched without its key

  issuer.stop();
  await refused(async () => server.logIn(await signed({ jti: "1" })), "ISSUER_UNAVAILABLE");
}

/**
 * Runs `charla` on a device, which is a directory for its state. When it shows the page of the issuer, the user acts
 * there. Returns the exit code and the lines of both outputs.
 */
async function charla(server, device, words, act = async () => {}) {
  const environment = { ...process.env, CHARLA_LANG: "en", XDG_STATE_HOME: device, XDG_CONFIG_HOME: device };
  const client = spawn(java, ["-jar", clientJar, ...words, "--port", server.port], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = { out: [], err: [] };
  let acting;
  createInterface({ input: client.stdout }).on("line", (line) => lines.out.push(line));
  createInterface({ input: client.stderr }).on("line", (line) => {
    const page = lines.err.at(-1)?.startsWith("Or open this page") && line.trim();
    lines.err.push(line);
    if (page) acting = act(page);
  });
  const [code] = await once(client, "close");
  await acting;
  return { code, ...lines };
}

/** The log-ins of the terminal client. */
async function checkTerminal(issuer, server, home) {
  const run = (device, words, act) => charla(server, join(home, device), words, act);
  const eva = (page) => approve(page, "b8");
  const whoAmI = async (device) => (await run(device, ["whoami"])).out[0]?.split("\t").slice(0, 2);

  issuer.slowDowns = 1;
  const begin = Date.now();
  const registered = await run("laptop", ["register", "Eva", "--issuer"], eva);
  assert.deepEqual([registered.code, registered.out], [0, []], registered.err.join("\n"));
  assert.ok(Date.now() - begin > 15_000, "5 s, and then 5 s more because the issuer has said slow_down");
  console.log("charla register: registered, though the issuer said slow_down");

  const [loggedIn, denied, nameless] = await Promise.all([
    run("phone", ["login"], eva),
    run("thief", ["login"], deny),
    run("tablet", ["login", "--issuer"], (page) => approve(page, "c9")),
  ]);
  assert.equal(loggedIn.code, 0, loggedIn.err.join("\n"));
  assert.deepEqual(await whoAmI("phone"), await whoAmI("laptop"));
  console.log("charla login: logged in");
  assert.equal(denied.code, 4, denied.err.join("\n"));
  assert.match(denied.err.at(-1), /the log-in was refused/);
  console.log("charla login: refused by the user");
  assert.equal(nameless.code, 5, nameless.err.join("\n"));
  assert.match(nameless.err.at(-1), /you have no account .* yet/);
  console.log("charla login: no account yet");

  issuer.codeSeconds = 3;
  const expired = await run("phone", ["token", "create", "--scope=read", "--issuer"]);
  issuer.codeSeconds = 600;
  assert.equal(expired.code, 3, expired.err.join("\n"));
  assert.match(expired.err.at(-1), /the log-in at .* timed out/);
  console.log("charla token create: the code has expired");
}

/** The issuer has stopped. */
async function checkTerminalWithoutIssuer(server, home) {
  const down = await charla(server, join(home, "tablet"), ["login"]);
  assert.equal(down.code, 3, down.err.join("\n"));
  assert.match(down.err.at(-1), /the log-in service .* cannot be reached/);
  console.log("charla login: the issuer is down");
}

/** Logs in. The server asks for new keys at most every 30 s, and says so until then. */
async function afterPause(server, token) {
  for (let attempts = 0; ; attempts++) {
    try {
      return await server.logIn(token);
    } catch (failure) {
      if (failure.code !== grpc.status.UNAVAILABLE || attempts === 40) throw failure;
      await sleep(1000);
    }
  }
}

const data = await mkdtemp(join(tmpdir(), "charla-oidc-"));
const key = await newKey("first");
const issuer = await startIssuer(key);
let server;
let client;
try {
  server = await startServer(issuer, data);
  client = connect(server.port);
  await checkTerminal(issuer, server, data);
  await check(issuer, key, client);
  await checkTerminalWithoutIssuer(server, data);
} finally {
  client?.close();
  server?.stop();
  issuer.stop();
  await rm(data, { recursive: true, force: true });
}
