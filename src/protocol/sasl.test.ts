import { describe, expect, test } from "vitest";
import { plainMessage, ScramClient } from "./sasl.js";

describe("SCRAM-SHA-256 with the example of RFC 7677", () => {
  const credentials = { mechanism: "SCRAM-SHA-256", username: "user", password: "pencil" } as const;
  const client = () => new ScramClient(credentials, "rOprNGfwEbeRWgbNEkqO");
  const challenge = Buffer.from(
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
  );

  test("says what the example says, and knows the server by its signature", async () => {
    const scram = client();
    expect(scram.first().toString()).toBe("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    expect((await scram.answer(challenge)).toString()).toBe(
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    );
    scram.verify(Buffer.from("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  });

  test.each(["v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl94G4=", "v=", "e=invalid-proof", ""])(
    "a server that says %j does not know the password",
    async (final) => {
      const scram = client();
      await scram.answer(challenge);
      expect(() => scram.verify(Buffer.from(final))).toThrow("could not prove that it knows the password");
    },
  );

  test("and nothing is a proof before the challenge", () => {
    expect(() => client().verify(Buffer.from("v="))).toThrow("could not prove");
  });

  test.each([
    ["another's nonce", "r=someoneelse,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"],
    ["a nonce to which the server added nothing", "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"],
    ["too few iterations", "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1"],
    ["so many iterations that they would keep us busy", "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=2000000000"],
    ["no number of iterations", "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=many"],
    ["no salt", "r=rOprNGfwEbeRWgbNEkqOx,i=4096"],
    ["nothing", ""],
  ])("a challenge with %s is not answered", async (_what, text) => {
    await expect(client().answer(Buffer.from(text))).rejects.toThrow("can't be answered");
  });
});

test("a username with the characters that SCRAM uses itself is escaped", () => {
  const scram = new ScramClient({ mechanism: "SCRAM-SHA-512", username: "a=b,c", password: "p" }, "n");
  expect(scram.first().toString()).toBe("n,,n=a=3Db=2Cc,r=n");
});

test("two clients have two nonces", () => {
  const first = () => new ScramClient({ mechanism: "SCRAM-SHA-512", username: "u", password: "p" }).first();
  expect(first()).not.toEqual(first());
});

test("PLAIN is the name and the password, each behind a NUL", () => {
  expect(plainMessage({ mechanism: "PLAIN", username: "ü", password: "p=,q" }).toString()).toBe("\0ü\0p=,q");
});
