import { createHmac } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { TokenError, type TokenFailure, Tokens } from "./token.js";

const SECRET = Buffer.alloc(32, "s");
const NOW_MS = 1_706_666_147_000;
const sa = { vCluster: "teamA", username: "sa" };

let nowMs = NOW_MS;
const tokens = new Tokens(SECRET, () => nowMs);

beforeEach(() => {
  nowMs = NOW_MS;
});

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signed(header: object, payload: object, secret: Uint8Array = SECRET): string {
  const content = `${part(header)}.${part(payload)}`;
  return `${content}.${createHmac("sha256", secret).update(content).digest("base64url")}`;
}

async function failureOf(token: string): Promise<TokenFailure> {
  try {
    await tokens.verify(token);
  } catch (error) {
    expect(error).toBeInstanceOf(TokenError);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(token.slice(0, 40) || "∅");
    return (error as TokenError).failure;
  }
  throw new Error("the token was accepted");
}

describe("a token", () => {
  test("has the header and the claims of the gateway's", async () => {
    const token = await tokens.issue({ ...sa, lifeTimeSeconds: 7_776_000 });
    const [header, payload] = token.split(".").map((text) => Buffer.from(text, "base64url").toString());
    expect(header).toBe('{"alg":"HS256"}');
    expect(payload).toBe('{"username":"sa","vcluster":"teamA","exp":1714442147}');
  });

  test("says who its holder is, and until when", async () => {
    const token = await tokens.issue({ ...sa, lifeTimeSeconds: 60 });
    expect(await tokens.verify(token)).toEqual({ ...sa, expiresAtMs: NOW_MS + 60_000 });
  });

  test("holds until its life time is over", async () => {
    const token = await tokens.issue({ ...sa, lifeTimeSeconds: 60 });
    nowMs += 59_999;
    await expect(tokens.verify(token)).resolves.toMatchObject(sa);
    nowMs += 1;
    expect(await failureOf(token)).toBe("expired");
  });

  test("of another proxy is forged, also when it has expired", async () => {
    const other = await new Tokens(undefined, () => nowMs).issue({ ...sa, lifeTimeSeconds: 1 });
    expect(await failureOf(other)).toBe("forged");
    nowMs += 10_000;
    expect(await failureOf(other)).toBe("forged");
  });

  test("with another payload under its signature is forged", async () => {
    const [header, , signature] = (await tokens.issue({ ...sa, lifeTimeSeconds: 60 })).split(".");
    const payload = part({ username: "sa", vcluster: "teamB", exp: NOW_MS / 1000 + 60 });
    expect(await failureOf(`${header}.${payload}.${signature}`)).toBe("forged");
  });

  test.each([["none"], ["HS512"], ["RS256"]])("with the algorithm %s is not accepted", async (alg) => {
    const payload = { username: "sa", vcluster: "teamA", exp: NOW_MS / 1000 + 60 };
    expect(await failureOf(signed({ alg }, payload))).toBe("forged");
    const unsigned = `${part({ alg })}.${part(payload)}.`;
    expect(["forged", "not a token"]).toContain(await failureOf(unsigned));
  });

  test.each([
    ["", "nothing"],
    ["secret", "a word"],
    ["a.b.c", "three words"],
    ["..", "two dots"],
    ["x".repeat(10_000_000), "ten megabytes"],
    [signed({ alg: "HS256" }, { username: "sa", vcluster: "teamA" }), "a token without an end"],
    [signed({ alg: "HS256" }, { vcluster: "teamA", exp: 9e9 }), "a token of no user"],
    [
      signed({ alg: "HS256" }, { username: "sa", vcluster: "team.A", exp: 9e9 }),
      "a virtual cluster with a dot",
    ],
    [signed({ alg: "HS256" }, { username: ["sa"], vcluster: "teamA", exp: 9e9 }), "a list for a user"],
  ])("is not %#: $1", async (token) => {
    expect(await failureOf(token)).toBe("not a token");
  });
});

describe("no token is issued", () => {
  test.each([
    [{ vCluster: "team.A" }, "1 to 64 letters"],
    [{ vCluster: "" }, "1 to 64 letters"],
    [{ username: "" }, "1 to 255 characters"],
    [{ username: "a\0b" }, "no NUL"],
    [{ lifeTimeSeconds: 0 }, "whole number of seconds"],
    [{ lifeTimeSeconds: 1.5 }, "whole number of seconds"],
    [{ lifeTimeSeconds: Number.MAX_SAFE_INTEGER }, "whole number of seconds"],
  ])("for %j", async (wrong, sentence) => {
    await expect(tokens.issue({ ...sa, lifeTimeSeconds: 60, ...wrong })).rejects.toThrow(sentence);
  });

  test("with a short secret", () => {
    expect(() => new Tokens(Buffer.from("changeit"))).toThrow("at least 32 bytes, and this one 8");
  });
});
