// Logs in to a Charla server by a real issuer: node check.js SERVER_JAR PROTO_DIRECTORY
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";
import * as jose from "jose";
import { CLIENT, logIn as logInAt, newKey, startIssuer } from "./issuer.js";

const [jar, protos] = process.argv.slice(2);
const LOG_IN_LIMIT_MS = 60_000;

async function startServer(issuer, data) {
  const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin", "java") : "java";
  const server = spawn(
    java,
    ["-jar", jar, "--port", "0", "--data", data, "--lang", "en", "--oidc", `${issuer.url},${CLIENT}`],
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
  const call = (method, request) =>
    new Promise((resolve, reject) =>
      service[method](request, { deadline: Date.now() + LOG_IN_LIMIT_MS }, (failure, answer) =>
        failure ? reject(failure) : resolve(answer),
      ),
    );
  return {
    options: () => call("GetLoginOptions", {}),
    register: (name, token) => call("Register", { name, credential: { oidc_id_token: token } }),
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
  await check(issuer, key, client);
} finally {
  client?.close();
  server?.stop();
  issuer.stop();
  await rm(data, { recursive: true, force: true });
}
