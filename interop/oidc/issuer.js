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
    /** For how many seconds the codes of the device flow are valid that are made from now on. */
    codeSeconds: 600,
    /** How many of the next requests for tokens are answered with slow_down. The provider never does so by itself. */
    slowDowns: 0,
    /** Signs with this key from now on, and publishes only this one. */
    use(next) {
      handle = provider(issuer, next).callback();
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
  issuer.use(key);
  server.on("request", (request, response) => {
    if (request.url === "/token" && issuer.slowDowns > 0) {
      issuer.slowDowns--;
      response.writeHead(400, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: "slow_down" }));
    } else {
      handle(request, response);
    }
  });
  return issuer;
}

function provider(issuer, key) {
  const device = {
    token_endpoint_auth_method: "none",
    application_type: "native",
    grant_types: [DEVICE_GRANT],
    redirect_uris: [],
    response_types: [],
  };
  return new Provider(issuer.url, {
    clients: [CLIENT, "another"].map((client_id) => ({ client_id, ...device })),
    features: { deviceFlow: { enabled: true } },
    ttl: { DeviceCode: () => issuer.codeSeconds },
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
  await approve(device.verification_uri_complete, user);
  const tokens = await post(configuration.token_endpoint, {
    client_id: client,
    grant_type: DEVICE_GRANT,
    device_code: device.device_code,
  });
  return tokens.id_token;
}

/** The user opens this page, and logs in there. */
export const approve = (page, user) => browse(page, { login: user, password: "any", confirm: "yes" });

/** The user opens this page, and refuses the log-in. The issuer then shows the form again. */
export const deny = (page) => browse(page, { abort: "yes" }, 1);

async function post(url, form) {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${url}: ${JSON.stringify(answer)}`);
  return answer;
}

/** A browser that follows redirects, keeps cookies, and submits every form, or only so many. */
async function browse(start, entered, forms = Infinity) {
  const cookies = new Map();
  let url = start;
  let body;
  let submitted = 0;
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
    if (!action || submitted++ === forms) return;
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
