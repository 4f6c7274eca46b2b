import { createHash, createHmac, pbkdf2Sync, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, test } from "vitest";
import {
  ConnectionError,
  type Credentials,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  MECHANISMS,
} from "../protocol/index.js";
import { withSize } from "./frame.js";
import { selfSigned } from "./testing/certificate.js";
import { type Asked, FakeBroker, type FakeBrokerOptions } from "./testing/fake-broker.js";
import { FrameStream } from "./testing/frame-stream.js";
import { connectBroker } from "./upstream.js";

const forever = new AbortController().signal;
const credentials = (mechanism: Credentials["mechanism"], password = "pencil"): Credentials => ({
  mechanism,
  username: "user",
  password,
});

/** The broker's side of a login; `knows` is the password that it has. */
function loginServer(knows: string, provesWith = knows): NonNullable<FakeBrokerOptions["onRequest"]> {
  let mechanism: Credentials["mechanism"] = "PLAIN";
  let scram: { signed: string; salted: Buffer } | undefined;
  return (asked: Asked) => {
    const { api, body } = decodeRequest(asked.frame);
    if (api === "SaslHandshake") {
      mechanism = body.mechanism as Credentials["mechanism"];
      asked.answer(api, { errorCode: 0, mechanisms: [mechanism] });
      return true;
    }
    if (api !== "SaslAuthenticate") return false;
    const text = body.authBytes.toString();
    const refuse = () => asked.answer(api, { errorCode: 58, errorMessage: "no such user or password" });
    const accept = (message: string) => asked.answer(api, { authBytes: Buffer.from(message) });
    if (mechanism === "PLAIN") {
      if (text === `\0user\0${knows}`) accept("");
      else refuse();
      return true;
    }
    const hash = mechanism === "SCRAM-SHA-256" ? "sha256" : "sha512";
    const hmac = (key: Buffer, message: string) => createHmac(hash, key).update(message).digest();
    const stretched = (password: string) =>
      pbkdf2Sync(password, "salt", 4096, hash === "sha256" ? 32 : 64, hash);
    if (scram === undefined) {
      const bare = text.slice("n,,".length);
      const challenge = `r=${bare.split("r=")[1]}server,s=${Buffer.from("salt").toString("base64")},i=4096`;
      scram = { signed: `${bare},${challenge}`, salted: stretched(knows) };
      accept(challenge);
      return true;
    }
    const [withoutProof, proof] = text.split(",p=") as [string, string];
    const signed = `${scram.signed},${withoutProof}`;
    const storedKey = createHash(hash).update(hmac(scram.salted, "Client Key")).digest();
    const signature = hmac(storedKey, signed);
    const clientKey = Buffer.from(proof, "base64").map((byte, i) => byte ^ (signature[i] as number));
    if (!timingSafeEqual(createHash(hash).update(clientKey).digest(), storedKey)) refuse();
    else accept(`v=${hmac(hmac(stretched(provesWith), "Server Key"), signed).toString("base64")}`);
    return true;
  };
}

describe.each(MECHANISMS)("a login with %s", (mechanism) => {
  test("leads to a socket on which a client's bytes are answered", async () => {
    await using broker = await FakeBroker.start({ onRequest: loginServer("pencil") });
    const { socket } = await connectBroker([broker.address], { sasl: credentials(mechanism) }, forever);
    const frame = encodeRequest("Metadata", 1, { correlationId: 9 }, { topics: [] });
    const answered = new Promise<Buffer>((resolve) => {
      const frames = new FrameStream(resolve);
      socket.on("data", (chunk: Buffer) => frames.push(chunk));
    });
    socket.resume();
    socket.write(withSize(frame));
    const { header, body } = decodeResponse("Metadata", 1, await answered);
    expect(header.correlationId).toBe(9);
    expect(body.brokers[0]?.port).toBe(broker.port);
    socket.destroy();
  });

  test("with a wrong password is refused in the broker's words, without the password", async () => {
    await using broker = await FakeBroker.start({ onRequest: loginServer("pencil") });
    const error = await connectBroker(
      [broker.address],
      { sasl: credentials(mechanism, "crayon") },
      forever,
    ).catch((thrown: Error) => thrown as Error);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(String(error)).toMatch(/refused the login of user: error 58, no such user or password/);
    expect(String(error)).not.toContain("crayon");
  });
});

test("a broker that takes the password but can't prove that it knows it is not believed", async () => {
  await using broker = await FakeBroker.start({ onRequest: loginServer("pencil", "another") });
  await expect(
    connectBroker([broker.address], { sasl: credentials("SCRAM-SHA-256") }, forever),
  ).rejects.toThrow("could not prove that it knows the password");
});

test("a mechanism that the broker has not is told with those that it has", async () => {
  await using broker = await FakeBroker.start({
    onRequest: (asked) => {
      if (asked.api !== "SaslHandshake") return false;
      asked.answer("SaslHandshake", { errorCode: 33, mechanisms: ["GSSAPI", "PLAIN"] });
      return true;
    },
  });
  await expect(
    connectBroker([broker.address], { sasl: credentials("SCRAM-SHA-256") }, forever),
  ).rejects.toThrow("it offers GSSAPI, PLAIN");
});

describe("during a login", () => {
  const login = (address: FakeBroker["address"], signal = forever) =>
    connectBroker([address], { sasl: credentials("SCRAM-SHA-256") }, signal);

  test("a connection that is closed or reset is an error at once", async () => {
    for (const how of ["end", "destroy", "resetAndDestroy"] as const) {
      await using broker = await FakeBroker.start({
        onRequest: ({ socket }) => {
          socket[how]();
          return true;
        },
      });
      await expect(login(broker.address)).rejects.toThrow(ConnectionError);
    }
  });

  test("one that is reset while the password is being stretched is an error, and no crash", async () => {
    const serve = loginServer("pencil");
    await using broker = await FakeBroker.start({
      onRequest: (asked) => {
        const taken = serve(asked);
        if (broker.asked.length === 2) asked.socket.end(() => asked.socket.resetAndDestroy());
        return taken;
      },
    });
    await expect(login(broker.address)).rejects.toThrow(ConnectionError);
  });

  test("what is no Kafka is said to be none", async () => {
    const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    await expect(login({ host: "127.0.0.1", port })).rejects.toThrow("no Kafka broker");
    server.close();
  });

  test("a client that goes away ends it", async () => {
    const gone = new AbortController();
    await using broker = await FakeBroker.start({
      onRequest: () => {
        gone.abort(new Error("the client has gone"));
        return true;
      },
    });
    await expect(login(broker.address, gone.signal)).rejects.toThrow("the client has gone");
  });
});

test("the first address that answers is taken, and if none does, the last one's error is told", async () => {
  const gone = await FakeBroker.start();
  await gone[Symbol.asyncDispose]();
  await using broker = await FakeBroker.start();
  const { socket } = await connectBroker([gone.address, broker.address], {}, forever);
  expect(socket.remotePort).toBe(broker.port);
  socket.destroy();
  await expect(connectBroker([gone.address], {}, forever)).rejects.toThrow("ECONNREFUSED");
  await expect(connectBroker([], {}, forever)).rejects.toThrow("no address of it is known");
});

test("a cluster with TLS is spoken to over TLS, and its certificate is checked", async () => {
  const certificate = await selfSigned();
  await using broker = await FakeBroker.start({ tls: certificate, onRequest: loginServer("pencil") });
  const { socket } = await connectBroker(
    [broker.address],
    { tls: { ca: certificate.cert }, sasl: credentials("SCRAM-SHA-512") },
    forever,
  );
  socket.destroy();
  await expect(connectBroker([broker.address], { tls: {} }, forever)).rejects.toThrow(/self.signed/);
});
