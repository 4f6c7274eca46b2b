import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loggingOf } from "../kafka-node.js";
import { registryArguments } from "../registry-node.js";
import { javaArguments, layOut, portsFor } from "./layout.js";
import { recognise } from "./own-processes.js";
import type { ProcessInfo } from "./processes.js";
import { makeProxy } from "./proxy-process.js";
import { makeRegistry } from "./registry.js";

const RUN = "/runs/a b, é/20261121T063203Z-tiny";
const JAVA = "/usr/lib/jvm/java-17/bin/java";
const NODE = "/usr/local/bin/node";
const SUPERVISOR = [
  NODE,
  "/opt/chaos/dist/engine/local/supervisor.js",
  RUN,
  "7",
  "4711",
  "/root/.cache/chaos",
];
const layout = layOut({ brokers: 1, metadata: { kind: "zookeeper", members: 1 } }, 77, portsFor(0));
const kraft = layOut({ brokers: 1, metadata: { kind: "kraft", members: 1 } }, 77, portsFor(0));

function process(executable: string | null, argv: readonly string[]): ProcessInfo {
  return { pid: 1, parentPid: 1, uid: 0, startedAtTicks: 1, executable, argv };
}

function jvm(node: string, run = RUN, kafka = "3.9.2"): string[] {
  const home = `${run}/cluster/${node}`;
  return [
    "/usr/bin/java",
    ...javaArguments([...layout.nodes, ...kraft.nodes].find(({ name }) => name === node)!, {
      libs: "/libs",
      hosts: `${home}/hosts`,
      kafka,
      logging: `${run}/cluster/${loggingOf(kafka).file}`,
      config: `${home}/broker.properties`,
      archive: ["-Xshare:auto", "-XX:SharedArchiveFile=/archive/broker.jsa"],
      run,
      temporary: `${home}/tmp`,
    }),
  ];
}

const seen = (executable: string | null, argv: readonly string[]) => {
  const found = recognise(process(executable, argv));
  return found === null ? null : `${found.name} of ${found.run}`;
};

describe("what chaos starts is recognised", () => {
  test("a supervisor", () => expect(seen(NODE, SUPERVISOR)).toBe(`supervisor of ${RUN}`));
  test.each(["kafka1", "zk1"])("%s", (name) => expect(seen(JAVA, jvm(name))).toBe(`${name} of ${RUN}`));
  test.each(["kafka1", "controller1"])("%s of Kafka 4, which logs in another way", (name) =>
    expect(seen(JAVA, jvm(name, RUN, "4.4.0"))).toBe(`${name} of ${RUN}`),
  );
  test("a node of a rehearsal, as the run's own", () =>
    expect(seen(JAVA, jvm("kafka1", `${RUN}/cluster/rehearsal`))).toBe(`kafka1 of ${RUN}`));

  test("the schema registry and the proxy", async () => {
    const run = mkdtempSync(join(tmpdir(), "chaos-test-"));
    try {
      const java = { command: "/usr/bin/java", version: "17" };
      const registry = await makeRegistry(layout, { java, libs: "/libs", runDirectory: run });
      expect(seen(JAVA, [java.command, ...registry.process.args])).toBe(`registry of ${run}`);
      const proxy = await makeProxy(layout, { runDirectory: run, spec: { seed: 7, needs: new Set() } });
      expect(seen(NODE, [NODE, ...proxy.process.args])).toBe(`proxy of ${run}`);
    } finally {
      rmSync(run, { recursive: true });
    }
  });

  test("though its program was replaced meanwhile, or is another user's and cannot be read", () => {
    expect(seen(null, jvm("kafka1"))).toBe(`kafka1 of ${RUN}`);
    expect(seen(null, SUPERVISOR)).toBe(`supervisor of ${RUN}`);
  });
});

test.each<readonly [string, string, readonly string[]]>([
  ["another program under the name of java", "/usr/bin/tail", jvm("kafka1")],
  ["another program with a supervisor's arguments", "/usr/bin/tail", SUPERVISOR],
  ["a search for our nodes", "/usr/bin/grep", ["grep", `-Dchaos.run=${RUN}`]],
  ["an editor", "/usr/bin/vim", ["vim", "/opt/chaos/dist/engine/local/supervisor.js"]],
  ["another script with the supervisor's path", NODE, [NODE, "other.js", ...SUPERVISOR.slice(1)]],
  ["the supervisor's script in a debugger", NODE, [NODE, "--inspect", ...SUPERVISOR.slice(1)]],
  ["the supervisor's script without a run", NODE, SUPERVISOR.slice(0, 2)],
  ["the supervisor's script with more arguments", NODE, [...SUPERVISOR, "more"]],
  ["another main class", JAVA, ["java", ...jvm("kafka1").slice(1, -2), "my.Tool", "broker.properties"]],
  [
    "the marker behind the main class",
    JAVA,
    ["java", "-cp", "/libs/*", "kafka.Kafka", ...jvm("kafka1").slice(1)],
  ],
  ["a Kafka without the marker", JAVA, jvm("kafka1").filter((one) => !one.startsWith("-Dchaos.run="))],
  ["a Kafka with files elsewhere", JAVA, jvm("kafka1").map((one) => one.replace("/cluster/", "/mine/"))],
  ["a registry of no run", JAVA, ["java", ...registryArguments("/libs", { host: "127.0.0.1", port: 1 })]],
  [
    "a person's own proxy",
    NODE,
    [NODE, "/opt/chaos/dist/commands/proxy/main.js", "proxy", "--config", "/mine.yaml", "--journal", "/mine"],
  ],
  [
    "another script with a proxy's arguments",
    NODE,
    [
      NODE,
      "x.js",
      "proxy",
      "--config",
      `${RUN}/cluster/proxy/settings.yaml`,
      "--journal",
      `${RUN}/proxy.ndjson`,
    ],
  ],
  ["nothing at all", "", []],
])("%s is none of ours", (_, executable, argv) => {
  expect(recognise(process(executable, argv))).toBeNull();
});
