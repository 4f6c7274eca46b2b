import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitFor } from "../../wait.js";
import { isRunning } from "../local/processes.js";
import { composeUp, composeVersion } from "./compose-command.js";

const ENDPOINT = { host: "unix:///nonexistent", source: "a test" };

let bin: string;
beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), "chaos-test-"));
});
afterEach(() => rm(bin, { recursive: true }));

/** A program of that name on PATH. */
async function program(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
}

const env = () => ({ PATH: [bin, "/usr/bin", "/bin"].join(delimiter) });

describe("docker compose up", () => {
  const up = ({
    path = "compose.yaml",
    signal = new AbortController().signal,
    pids = [] as (number | null)[],
  } = {}) =>
    composeUp({
      path,
      endpoint: ENDPOINT,
      env: env(),
      signal,
      onPid: async (pid) => {
        pids.push(pid);
      },
    });

  it("is run against the engine that was found, and never pulls", async () => {
    await program("docker", `echo "$DOCKER_HOST $*" >'${bin}/said'`);
    const pids: (number | null)[] = [];
    await up({ pids });
    expect(await readFile(join(bin, "said"), "utf8")).toMatch(
      /^unix:\/\/\/nonexistent compose --file compose\.yaml .*up --detach .*--pull never/,
    );
    expect(pids).toEqual([expect.any(Number), null]);
  });

  it("gives the path of the file as one argument, whatever is in it", async () => {
    await program("docker", `printf '%s\\n' "$@" >'${bin}/said'`);
    const path = "/tmp/a: b,c $HOME %2F 漢字/cluster/compose.yaml";
    await up({ path });
    expect((await readFile(join(bin, "said"), "utf8")).split("\n").slice(0, 3)).toEqual([
      "compose",
      "--file",
      path,
    ]);
  });

  it.each([
    [
      "failed to create network x_default: Error response from daemon: could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
      /docker network prune/,
    ],
    [
      "failed to create network x_default: Error response from daemon: all predefined address pools have been fully subnetted",
      /docker network prune/,
    ],
    [
      "Error response from daemon: failed to copy files: copy file range failed: no space left on device",
      /free some space: docker system prune/,
    ],
    [
      "Error response from daemon: driver failed programming external connectivity on endpoint x-kafka1-1: Bind for 127.0.0.1:20001 failed: port is already allocated",
      /run again/,
    ],
    [
      "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock",
      /usermod -aG docker/,
    ],
    [
      "Cannot connect to the Docker daemon at unix:///nonexistent. Is the docker daemon running?",
      /start the engine, or run with --engine local/,
    ],
  ])("that fails with %j says so, and what to do", async (words, remedy) => {
    await program("docker", `echo ' Network x_default  Creating' >&2; echo '${words}' >&2; exit 1`);
    await expect(up()).rejects.toMatchObject({
      name: "InfrastructureError",
      message: `the containers did not come up; docker compose says: ${words}`,
      remedy: expect.stringMatching(remedy),
    });
  });

  it("that is interrupted ends, with the plugin below it, for the reason that was given", async () => {
    await program("docker", `sleep 60 & echo $! >'${bin}/new'; mv '${bin}/new' '${bin}/plugin'; wait`);
    const interruption = new AbortController();
    const reason = new Error("enough");
    const ended = up({ signal: interruption.signal });
    const signal = new AbortController().signal;
    const wait = { limitMs: 10_000, everyMs: 10, signal };
    const plugin = await waitFor(
      async () => {
        const pid = await readFile(join(bin, "plugin"), "utf8").catch(() => null);
        return pid === null ? { done: false, seen: "none" } : { done: true, value: Number(pid) };
      },
      { ...wait, what: "the plugin" },
    );
    interruption.abort(reason);
    await expect(ended).rejects.toBe(reason);
    await waitFor(
      async () =>
        (await isRunning(plugin)) ? { done: false, seen: "it running" } : { done: true, value: undefined },
      { ...wait, what: "the plugin to end" },
    );
  });
});

describe("the version of Compose", () => {
  const version = () => composeVersion(ENDPOINT, env());

  it.each([
    ["2.23.1", "2.23.1"],
    ["v2.33.1", "2.33.1"],
    ["dev", "dev"],
  ])("%s will do", async (said, expected) => {
    await program("docker", `echo ${said}`);
    expect(await version()).toBe(expected);
  });

  it("before 2.23.1 will not: its configs have no content", async () => {
    await program("docker", "echo v2.23.0");
    await expect(version()).rejects.toThrow("Compose 2.23.0 is too old: 2.23.1 is needed");
  });

  it("1 will not, and is named where it is all there is", async () => {
    await program("docker", "exit 125");
    await program("docker-compose", "echo 1.29.2");
    await expect(version()).rejects.toThrow(/only docker-compose 1\.29\.2 is here/);
  });
});
