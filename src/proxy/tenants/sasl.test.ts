import { beforeEach, describe, expect, test } from "vitest";
import { ErrorCode, encodeResponse } from "../../protocol/index.js";
import { Login } from "./sasl.js";
import { Tokens } from "./token.js";

const NOW_MS = 1_706_666_147_000;
const sa = { vCluster: "teamA", username: "sa" };

let nowMs = NOW_MS;
const clock = () => nowMs;
const tokens = new Tokens(Buffer.alloc(32, "s"), clock);
let login: Login;

beforeEach(() => {
  nowMs = NOW_MS;
  login = new Login(tokens, clock);
});

function tokenOf(principal = sa, lifeTimeSeconds = 60): Promise<string> {
  return tokens.issue({ ...principal, lifeTimeSeconds });
}

function plain(username: string, token: string, authorization = ""): { authBytes: Buffer } {
  return { authBytes: Buffer.from([authorization, username, token].join("\0")) };
}

async function logIn(token: string, username = "sa") {
  expect(login.handshake(1, { mechanism: "PLAIN" }).close).toBe(false);
  return login.authenticate(plain(username, token));
}

async function refusalOf(authBytes: Buffer): Promise<string> {
  login.handshake(1, { mechanism: "PLAIN" });
  const { response, close } = await login.authenticate({ authBytes });
  expect(response).toMatchObject({ errorCode: ErrorCode.SASL_AUTHENTICATION_FAILED, sessionLifetimeMs: 0n });
  expect(close).toBe(true);
  expect(login.principal).toBeNull();
  return response.errorMessage as string;
}

describe("a client logs in", () => {
  test("with PLAIN and a token, for as long as the token lives", async () => {
    expect(login.expects).toBe("handshake");
    expect(login.handshake(1, { mechanism: "PLAIN" })).toEqual({
      response: { errorCode: 0, mechanisms: ["PLAIN"] },
      close: false,
    });
    expect(login.expects).toBe("authenticate");
    const answer = await login.authenticate(plain("sa", await tokenOf()));
    expect(answer).toEqual({
      response: { errorCode: 0, errorMessage: null, authBytes: Buffer.alloc(0), sessionLifetimeMs: 60_000n },
      close: false,
    });
    expect(login.expects).toBe("requests");
    expect(login.principal).toEqual(sa);
    expect(login.expired).toBe(false);
    nowMs += 60_000;
    expect(login.expired).toBe(true);
  });

  test("also when it names itself twice", async () => {
    login.handshake(1, { mechanism: "PLAIN" });
    const { close } = await login.authenticate(plain("sa", await tokenOf(), "sa"));
    expect(close).toBe(false);
  });

  test("with an answer that every version can carry", async () => {
    const { response } = await logIn(await tokenOf());
    for (const version of [0, 1, 2])
      encodeResponse("SaslAuthenticate", version, { correlationId: 1 }, response);
  });

  test("the old way, with PLAIN's bytes alone", async () => {
    login.handshake(0, { mechanism: "PLAIN" });
    expect(login.expects).toBe("bytes");
    expect(await login.bytes(plain("sa", await tokenOf()).authBytes)).toEqual({
      close: false,
      response: Buffer.alloc(0),
    });
    expect(login.principal).toEqual(sa);
  });
});

describe("a client is refused", () => {
  test("with another mechanism, and told which there are", () => {
    expect(login.handshake(1, { mechanism: "SCRAM-SHA-256" })).toEqual({
      response: { errorCode: ErrorCode.UNSUPPORTED_SASL_MECHANISM, mechanisms: ["PLAIN"] },
      close: true,
    });
  });

  test("when it authenticates before the handshake", async () => {
    const { response, close } = await login.authenticate(plain("sa", await tokenOf()));
    expect(response.errorCode).toBe(ErrorCode.ILLEGAL_SASL_STATE);
    expect(close).toBe(true);
    expect(login.principal).toBeNull();
  });

  test("when it shakes hands twice", () => {
    login.handshake(1, { mechanism: "PLAIN" });
    expect(login.handshake(1, { mechanism: "PLAIN" })).toMatchObject({
      response: { errorCode: ErrorCode.ILLEGAL_SASL_STATE },
      close: true,
    });
  });

  test("with bytes where a request is due", async () => {
    login.handshake(1, { mechanism: "PLAIN" });
    expect(await login.bytes(plain("sa", await tokenOf()).authBytes)).toEqual({ close: true });
    expect(login.principal).toBeNull();
  });

  test("the old way without a word", async () => {
    login.handshake(0, { mechanism: "PLAIN" });
    expect(await login.bytes(plain("sa", "no token").authBytes)).toEqual({ close: true });
    expect(login.principal).toBeNull();
  });

  test("with a token that has expired", async () => {
    const token = await tokenOf();
    nowMs += 60_000;
    expect(await refusalOf(plain("sa", token).authBytes)).toContain("the token has expired");
  });

  test("with a token that was forged, without a part of it in the answer", async () => {
    const token = await new Tokens(undefined, clock).issue({ ...sa, lifeTimeSeconds: 60 });
    const sentence = await refusalOf(plain("sa", token).authBytes);
    expect(sentence).toContain("was not signed by this proxy");
    for (const piece of token.split(".")) expect(sentence).not.toContain(piece);
  });

  test("with the token of another user of its virtual cluster, and of another one", async () => {
    const ofBob = await tokenOf({ vCluster: "teamA", username: "bob" });
    expect(await refusalOf(plain("sa", ofBob).authBytes)).toContain("belongs to another user");
    login = new Login(tokens, clock);
    const ofEve = await tokenOf({ vCluster: "teamB", username: "eve" });
    expect(await refusalOf(plain("sa", ofEve).authBytes)).toContain("belongs to another user");
  });

  test.each([
    ["nothing", "", "not those of PLAIN"],
    ["one NUL", "sa\0token", "not those of PLAIN"],
    ["three NULs", "\0sa\0token\0", "not those of PLAIN"],
    ["no username", "\0\0token", "no username"],
    ["no token", "\0sa\0", "no token"],
    ["a wish to be another", "root\0sa\0token", "on behalf of another"],
    ["a password", "\0sa\0letmein", "not a token of this proxy"],
    ["a password of 10 MB", `\0sa\0${"x".repeat(10_000_000)}`, "too many"],
  ])("with %s", async (_, bytes, sentence) => {
    expect(await refusalOf(Buffer.from(bytes))).toContain(sentence);
  });

  test("but an error of ours is not the client's", async () => {
    const broken = new Login({ verify: () => Promise.reject(new Error("out of memory")) });
    broken.handshake(1, { mechanism: "PLAIN" });
    await expect(broken.authenticate(plain("sa", "t"))).rejects.toThrow("out of memory");
  });
});

describe("a client that logs in again", () => {
  test("prolongs its session", async () => {
    await logIn(await tokenOf());
    nowMs += 61_000;
    expect(login.expired).toBe(true);
    const { response } = await logIn(await tokenOf(sa, 120));
    expect(response.sessionLifetimeMs).toBe(120_000n);
    expect(login.expired).toBe(false);
  });

  test.each([
    ["virtual cluster", { vCluster: "teamB", username: "sa" }],
    ["user", { vCluster: "teamA", username: "bob" }],
  ])("cannot change its %s", async (_, other) => {
    await logIn(await tokenOf());
    const { response, close } = await logIn(await tokenOf(other), other.username);
    expect(response.errorCode).toBe(ErrorCode.SASL_AUTHENTICATION_FAILED);
    expect(response.errorMessage).toContain("stays with the user and virtual cluster");
    expect(close).toBe(true);
    expect(login.principal).toEqual(sa);
  });

  test("cannot do so the old way", async () => {
    await logIn(await tokenOf());
    expect(login.handshake(0, { mechanism: "PLAIN" })).toMatchObject({
      response: { errorCode: ErrorCode.ILLEGAL_SASL_STATE },
      close: true,
    });
  });
});
