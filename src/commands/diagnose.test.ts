import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InterruptedError } from "../errors.js";
import { scriptedCluster } from "../kafka/testing/scripted-cluster.js";
import { runCommand } from "./command.test-support.js";
import { defineDiagnose } from "./diagnose.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "chaos-diagnose-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const diagnose = (...words: readonly string[]) => runCommand(defineDiagnose, words);
const file = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

describe("a live cluster", () => {
  const bootstrapOf = ({ addresses }: { addresses: readonly { host: string; port: number }[] }) =>
    addresses.map(({ host, port }) => `${host}:${port}`).join(",");

  it("that is healthy ends with 0, and shows leaders and controllers", async () => {
    await using cluster = await scriptedCluster();
    const { stdout, code } = await diagnose("--bootstrap", bootstrapOf(cluster), "--watch", "1s");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^HEALTHY /);
    expect(stdout).toMatch(
      /^controllers +KRaft · active controller 101 \(epoch 4\) · voters 101 active, 102 lag 0/m,
    );
    expect(stdout).toMatch(/^orders-0 +1 +0 +1 2 3 +1 2 3 +healthy$/m);
  });

  it("with a problem ends with 1, and says what to do with which command", async () => {
    await using cluster = await scriptedCluster();
    await cluster.kill(2);
    const words = ["--bootstrap", bootstrapOf(cluster), "--watch", "1s"];
    const { stdout, code } = await diagnose(...words);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^unsettled +broker-down: Broker 2 is down, paused or cut off\./m);
    expect(stdout).toContain(
      `kafka-topics.sh --bootstrap-server ${bootstrapOf(cluster).split(",")[0]} --describe`,
    );
    const json = JSON.parse((await diagnose(...words, "--format", "json")).stdout);
    expect(json).toMatchObject({ verdict: "unsettled", findings: [{ cause: "broker-down", node: "2" }] });
  });

  it("that cannot be reached, or asked, ends with 3 and the reason", async () => {
    const { stdout, code } = await diagnose("--bootstrap", "127.0.0.1:1", "--watch", "1s");
    expect(code).toBe(3);
    expect(stdout).toMatch(/^UNKNOWN [\s\S]*127\.0\.0\.1:1: connect: ECONNREFUSED/);
    await using cluster = await scriptedCluster();
    cluster.denied.add("quorum");
    const denied = await diagnose("--bootstrap", bootstrapOf(cluster), "--watch", "1s");
    expect(denied).toMatchObject({ code: 3, stdout: expect.stringContaining("Describe on Cluster") });
  });

  it("in names that could move a cursor is cleaned", async () => {
    const partition = { partition: 0, leader: 1, epoch: 0, isr: [1], replicas: [1, 2] };
    await using cluster = await scriptedCluster({ partitions: [{ topic: "a\x1b[2Jb\n", ...partition }] });
    for (const format of ["text", "json"]) {
      const { stdout } = await diagnose(
        "--bootstrap",
        bootstrapOf(cluster),
        "--watch",
        "1s",
        "--format",
        format,
      );
      expect(stdout).not.toContain("\x1b");
    }
  });
});

describe("a finished run", () => {
  it("is diagnosed from its timeline", async () => {
    const { stdout, code } = await diagnose("docs/results/kraft/acks1-leader-partition");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^transient +isolated-broker: kafka2 answered clients, but/m);
    expect(stdout).toMatch(/test1-0: the leader moved from kafka2 to kafka3 \(epoch 1\)/);
  });

  it("of a killed leader is a restart, with ZooKeeper too", async () => {
    for (const world of ["kraft", "local"]) {
      const { stdout } = await diagnose(`docs/results/${world}/acks1-leader-kill`);
      expect(stdout).toMatch(/^transient +broker-restart: kafka\d was away/m);
    }
  });
});

describe("a run whose timeline tells nothing", () => {
  it.each([
    ["is missing", undefined],
    ["is empty", ""],
  ])("because it %s is unknown, and says so", async (why, timeline) => {
    cpSync("docs/results/kraft/acks1-leader-kill/result.json", join(directory, "result.json"));
    if (timeline !== undefined) file("timeline.ndjson", timeline);
    const { stdout, code } = await diagnose(directory);
    expect(code).toBe(3);
    expect(stdout).toContain(`timeline.ndjson ${why}`);
    expect(stdout).not.toContain("No broker answered");
    expect(stdout.match(/^not known/gm)).toHaveLength(1);
  });
});

describe("a log", () => {
  it("with the error ends with 1, and says where, when, and what to run next", async () => {
    const line =
      "2026-06-29T16:33:09.772Z error on topic-partition orders-3. Error: NOT_LEADER_OR_FOLLOWER\n";
    const { stdout, code } = await diagnose("--error", file("app.log", line));
    expect(code).toBe(1);
    expect(stdout).toContain("orders-3 (1)");
    expect(stdout).toContain("2026-06-29T16:33:09.772");
    const json = JSON.parse((await diagnose("--format", "json", "--error", file("app.log", line))).stdout);
    expect(json).toMatchObject({ log: { verdict: "transient", errors: 1 } });
  });

  it("without it ends with 0, from standard input as well", async () => {
    expect(await diagnose("--error", file("app.log", "fine\n"))).toMatchObject({ code: 0 });
    expect(await diagnose("--error")).toMatchObject({ code: 0 });
  });

  it("in which nothing comes ends at Ctrl-C, as a pipe on standard input and as a named pipe", async () => {
    const fifo = join(directory, "fifo");
    await execa("mkfifo", [fifo]);
    for (const words of [["--error"], ["--error", fifo]]) {
      const interruption = new AbortController();
      const ended = runCommand(defineDiagnose, words, {
        stdin: new PassThrough(),
        signal: interruption.signal,
      });
      interruption.abort(new InterruptedError("stopped by SIGINT"));
      await expect(ended).rejects.toThrow("stopped by SIGINT");
    }
  });

  it("that is a named pipe is read to its end", async () => {
    const fifo = join(directory, "fifo");
    await execa("mkfifo", [fifo]);
    const [{ stdout, code }] = await Promise.all([
      diagnose("--error", fifo),
      writeFile(fifo, "NOT_LEADER_OR_FOLLOWER\n"),
    ]);
    expect({ stdout, code }).toMatchObject({ code: 1, stdout: expect.stringContaining("1 error") });
  });
});

describe("what is wrong on the command line is refused before anything is asked", () => {
  it.each<[RegExp, readonly string[]]>([
    [/needs a cluster, a run or a log/, []],
    [/a run or --bootstrap, not both/, ["runs/x", "--bootstrap", "a:1"]],
    [/write host:port/, ["--bootstrap", "kafka-1"]],
    [/write host:port/, ["--bootstrap", "kafka-1:0"]],
    [/write host:port/, ["--bootstrap", "a:1,,b:2"]],
    [/there is no run called runs\/none/, ["runs/none"]],
    [/there is no log/, ["--error", "none.log"]],
    [/is a directory/, ["--error", "src"]],
    [/--tls-cert and --tls-key belong together/, ["--bootstrap", "a:1", "--tls-cert", "a.pem"]],
    [/--tls-ca none.pem cannot be read/, ["--bootstrap", "a:1", "--tls-ca", "none.pem"]],
    [/--sasl needs --username/, ["--bootstrap", "a:1", "--sasl", "PLAIN"]],
    [/--sasl needs a password/, ["--bootstrap", "a:1", "--sasl", "PLAIN", "--username", "ada"]],
    [/--username needs --sasl/, ["--bootstrap", "a:1", "--username", "ada"]],
    [/--tls needs a cluster/, ["--error", "--tls"]],
    [/--watch needs a cluster/, ["runs/x", "--watch", "60s"]],
    [/--watch needs a cluster/, ["--error", "--watch", "60s"]],
    [/--tls-ca package.json has no certificate/, ["--bootstrap", "a:1", "--tls-ca", "package.json"]],
    [
      /--password-file \/dev\/null is empty/,
      [
        ...["--bootstrap", "a:1", "--sasl", "PLAIN"],
        ...["--username", "ada", "--password-file", "/dev/null"],
      ],
    ],
  ])("%s", async (message, words) => {
    await expect(diagnose(...words)).rejects.toThrow(message);
  });
});
