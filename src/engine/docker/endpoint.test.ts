import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { InfrastructureError } from "../../errors.js";
import { connectDocker, dockerAt, isAtLeast } from "./endpoint.js";

let home: string;
const engines: Server[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "chaos-test-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const engine of engines.splice(0)) engine.close();
  await rm(home, { recursive: true });
});

/** Something that answers as an engine does when asked for its version; resolves to its DOCKER_HOST. */
async function engine(name: string, { api = "1.41", tcp = false } = {}): Promise<string> {
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "application/json");
    answer.end(JSON.stringify({ Version: name, ApiVersion: api }));
  });
  engines.push(server);
  const path = join(home, `${name}.sock`);
  await new Promise<void>((listening) =>
    tcp ? server.listen(0, "127.0.0.1", listening) : server.listen(path, listening),
  );
  return tcp ? `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` : `unix://${path}`;
}

/** A context as `docker context create` keeps it. */
async function context(name: string, host: string): Promise<void> {
  const folder = join(home, ".docker", "contexts", "meta", createHash("sha256").update(name).digest("hex"));
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "meta.json"),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }),
  );
}

async function use(name: string): Promise<void> {
  await mkdir(join(home, ".docker"), { recursive: true });
  await writeFile(join(home, ".docker", "config.json"), JSON.stringify({ currentContext: name }));
}

async function refusalOf(env: NodeJS.ProcessEnv): Promise<InfrastructureError> {
  const refusal = await connectDocker({ HOME: home, ...env }).then(
    () => null,
    (error) => error,
  );
  expect(refusal).toBeInstanceOf(InfrastructureError);
  expect(refusal.remedy).toEqual(expect.any(String));
  return refusal;
}

describe("the engine that is taken", () => {
  it("is the one of DOCKER_HOST before any context", async () => {
    await context("other", await engine("of-the-context"));
    const connected = await connectDocker({
      HOME: home,
      DOCKER_HOST: await engine("of-docker-host"),
      DOCKER_CONTEXT: "other",
    });
    expect(connected.version).toBe("of-docker-host");
    expect(connected.endpoint.source).toBe("DOCKER_HOST");
  });

  it("is the one of DOCKER_CONTEXT before that of the context in use", async () => {
    await context("asked-for", await engine("asked-for"));
    await context("in-use", await engine("in-use"));
    await use("in-use");
    expect((await connectDocker({ HOME: home })).endpoint.source).toBe("Docker's context in-use");
    expect((await connectDocker({ HOME: home })).version).toBe("in-use");
    expect((await connectDocker({ HOME: home, DOCKER_CONTEXT: "asked-for" })).version).toBe("asked-for");
    const elsewhere = { HOME: "/nonexistent", DOCKER_CONFIG: join(home, ".docker") };
    expect((await connectDocker(elsewhere)).version).toBe("in-use");
  });

  it("may be reached over TCP on this machine", async () => {
    const host = await engine("of-tcp", { tcp: true });
    expect((await connectDocker({ HOME: home, DOCKER_HOST: host })).version).toBe("of-tcp");
  });

  it("is asked at the place that was named, whatever this process has in its own environment", async () => {
    const host = await engine("named");
    for (const stray of ["tcp://127.0.0.1:1", "unix:///nonexistent", "ssh://nobody@127.0.0.1"]) {
      vi.stubEnv("DOCKER_HOST", stray);
      expect((await dockerAt({ host }).version()).Version).toBe("named");
    }
  });
});

describe("an engine that is refused", () => {
  it.each([
    "garbage",
    "unix://",
    "unix://var/run/docker.sock",
    "unix:/var/run/docker.sock",
    "tcp://",
    "tcp://a:b",
  ])("has %j for an address", async (host) => {
    const { message } = await refusalOf({ DOCKER_HOST: host });
    expect(message).toBe(`DOCKER_HOST is ${JSON.stringify(host)}, which is no address of an engine`);
  });

  it.each(["tcp://10.0.0.1:2375", "ssh://me@elsewhere", "tcp://127.0.0.1.example:2375"])(
    "is on another machine: %s",
    async (host) => {
      const { message, remedy } = await refusalOf({ DOCKER_HOST: host });
      expect(message).toContain(`DOCKER_HOST points at ${host}`);
      expect(remedy).toMatch(/^run chaos on that machine/);
    },
  );

  it("is in a context that is not there, or is no context", async () => {
    expect((await refusalOf({ DOCKER_CONTEXT: "nowhere" })).message).toMatch(
      /^Docker's context nowhere cannot be read from /,
    );
    await context("far", "ssh://me@elsewhere");
    expect((await refusalOf({ DOCKER_CONTEXT: "far" })).message).toMatch(
      /^Docker's context far points at ssh:/,
    );
    await context("odd", "here");
    expect((await refusalOf({ DOCKER_CONTEXT: "odd" })).message).toBe(
      `Docker's context odd is "here", which is no address of an engine`,
    );
  });

  it("does not answer", async () => {
    const { message } = await refusalOf({ DOCKER_HOST: `unix://${home}/nobody.sock` });
    expect(message).toMatch(/^no engine answers at unix:.*nobody\.sock \(DOCKER_HOST\): .*ENOENT/);
  });

  it("is too old", async () => {
    const { message, remedy } = await refusalOf({ DOCKER_HOST: await engine("old", { api: "1.40" }) });
    expect(message).toMatch(/speaks API 1\.40; 1\.41 is needed$/);
    expect(remedy).toMatch(/^update Docker/);
  });
});

it.each([
  ["1.41", "1.41", true],
  ["1.50", "1.41", true],
  ["1.9", "1.41", false],
  ["2.0", "1.41", true],
  ["2.23.1", "2.23.1", true],
  ["2.23", "2.23.1", false],
  ["2.33.1-desktop.1", "2.23.1", true],
  ["10.0.0", "2.23.1", true],
])("%s is at least %s: %s", (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected);
});
