// A real issuer (npm's oidc-provider) on this machine, and a browser that logs in there.
import http from "node:http";
import * as jose from "jose";
import { Provider } from "oidc-provider";

export const CLIENT = "charla";
const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** A private key in the form in which the issuer takes it. */
export async function newKey(kid) {
  const { privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), kid, alg: "RS256", use: "sig" };
}

/** Starts an issuer with this key. */
export async function startIssuer(key) {
  const server = http.createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://localhost:${server.address().port}`;
  let handle;
  const issuer = {
    url,
    /** Signs with this key from now on, and publishes only this one. */
    use(next) {
      handle = provider(url, next).callback();
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  issuer.use(key);
  server.on("request", (request, response) => handle(request, response));
  return issuer;
}

function provider(url, key) {
  const device = {
    token_endpoint_auth_method: "none",
    application_type: "native",
    grant_types: [DEVICE_GRANT],
    redirect_uris: [],
    response_types: [],
  };
  return new Provider(url, {
    clients: [CLIENT, "another"].map((client_id) => ({ client_id, ...device })),
    features: { deviceFlow: { enabled: true } },
    jwks: { keys: [key] },
    cookies: { keys: ["of a test"] },
    findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  });
}

/** Plays the device flow (RFC 8628) to its end: this user logs in with a browser. Returns the id token. */
export async function logIn(issuer, user, client = CLIENT) {
  const configuration = await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json();
  const device = await post(configuration.device_authorization_endpoint, {
    client_id: client,
    scope: "openid",
  });
  await browse(device.verification_uri_complete, { login: user, password: "any", confirm: "yes" });
  const tokens = await post(configuration.token_endpoint, {
    client_id: client,
    grant_type: DEVICE_GRANT,
    device_code: device.device_code,
  });
  return tokens.id_token;
}

async function post(url, form) {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${url}: ${JSON.stringify(answer)}`);
  return answer;
}

/** A browser that follows redirects, keeps cookies, and submits every form. */
async function browse(start, entered) {
  const cookies = new Map();
  let url = start;
  let body;
  for (let page = 0; page < 20; page++) {
    const response = await fetch(url, {
      method: body ? "POST" : "GET",
      body,
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      cookies.set(name, value);
    }
    body = undefined;
    const location = response.headers.get("location");
    if (location) {
      url = new URL(location, url).href;
      continue;
    }
    const html = await response.text();
    if (!response.ok) throw new Error(`${url}: ${response.status} ${html}`);
    const action = /<form[^>]*action="([^"]*)"/.exec(html);
    if (!action) return;
    url = new URL(action[1].replaceAll("&amp;", "&"), url).href;
    body = new URLSearchParams(entered);
    for (const [input] of html.matchAll(/<input[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      const value = /value="([^"]*)"/.exec(input)?.[1];
      if (name && value !== undefined) body.set(name, value);
    }
  }
  throw new Error(`the log-in at ${start} does not end`);
}
