import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { formattedStorage } from "../../cluster/metadata/kraft-storage.js";
import type { Capability } from "../../cluster/spec.js";
import { type ClusterNode, type MetadataPlan, planNodes } from "../../cluster/topology.js";
import { registryArguments } from "../registry-node.js";
import { type ComposeOptions, composeFile, PORTS } from "./compose.js";
import { TAKE_CHANGED_DATA } from "./container-data.js";
import { proxyNode } from "./proxy-container.js";
import { registryNode } from "./registry.js";

// biome-ignore lint/suspicious/noTemplateCurlyInString: Compose would take it for a variable.
const ODD = "a$b ${HOME} $$ 'c' \"d\" # e";

/** With the ports from 20001. */
const nodesWith = (metadata: MetadataPlan): ClusterNode[] =>
  planNodes({ brokers: 3, metadata }).map((node, i) => ({
    ...node,
    client: { host: "127.0.0.1", port: 20_001 + i },
    ...(metadata.members === "brokers" && { controller: { host: "127.0.0.1", port: 21_001 + i } }),
  }));

const OPTIONS = {
  project: "chaos-test-1a2b3c",
  image: "chaos/kafka:3.9.2",
  kafka: "3.9.2",
  nodes: nodesWith({ kind: "zookeeper", members: 3 }),
  spec: { brokers: 3, config: { "some.property": ODD }, seed: 7, needs: new Set<Capability>() },
  labels: { "chaos.run": "chaos-test-1a2b3c", "chaos.owner": "1@here" },
};
const KRAFT = {
  ...OPTIONS,
  image: "chaos/kafka:4.4.0",
  kafka: "4.4.0",
  nodes: nodesWith({ kind: "kraft", members: 3 }),
};
const COMBINED = { ...KRAFT, nodes: nodesWith({ kind: "kraft", members: "brokers" }) };

interface Service {
  readonly image: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly ports: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly configs: readonly { readonly source: string; readonly target: string }[];
}

interface File {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: { readonly default: { readonly labels: object } };
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

const written = async (options: ComposeOptions = OPTIONS) => parse(await composeFile(options)) as File;
/** The data directory of a node with KRaft. */
const dataOf = ({ configs }: Service) =>
  configs
    .map(({ target }) => target)
    .find((target) => target.endsWith("/meta.properties"))!
    .replace("/meta.properties", "");
const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");

describe("the run's compose.yaml", () => {
  it("publishes one more port of a broker that clients reach over a link, and advertises it there", async () => {
    const clientLink = { host: "127.0.0.1", port: 22_001 };
    const nodes = KRAFT.nodes.map((one) => (one.name === "kafka1" ? { ...one, clientLink } : one));
    const { services, configs } = await written({ ...KRAFT, nodes });
    expect(services.kafka1!.ports).toEqual(["127.0.0.1:20001:19092", "127.0.0.1:22001:19094"]);
    expect(services.kafka2!.ports).toEqual(["127.0.0.1:20002:19092"]);
    expect(configs.kafka1!.content).toMatch(/^advertised\.listeners=.*,CLIENTS:\/\/127\.0\.0\.1:22001$/m);
    expect(configs.kafka1!.content).toMatch(/^listeners=.*,CLIENTS:\/\/0\.0\.0\.0:19094$/m);
    expect(configs.kafka2!.content).not.toContain("CLIENTS");
  });

  it("has a service and a configuration file for each node, labelled, with its port on 127.0.0.1 alone", async () => {
    const { name, services, networks, configs } = await written();
    expect(name).toBe(OPTIONS.project);
    expect(Object.keys(services)).toEqual(OPTIONS.nodes.map((each) => each.name));
    expect(networks.default.labels).toEqual(OPTIONS.labels);
    for (const each of OPTIONS.nodes) {
      const inside = each.kind === "broker" ? PORTS.external : PORTS.zookeeper;
      const service = services[each.name]!;
      expect(service.image).toBe(OPTIONS.image);
      expect(service.labels).toEqual({ ...OPTIONS.labels, "chaos.node": each.name });
      expect(service.ports).toEqual([`127.0.0.1:${each.client.port}:${inside}`]);
      for (const { source } of service.configs) expect(configs).toHaveProperty(source);
    }
    expect(configs["zk2-myid"]!.content).toBe("2");
    expect(configs.zk2!.content).toContain(`server.3=zk3:${PORTS.quorum}:${PORTS.election}`);
    expect(configs.kafka3!.content).toContain(
      `advertised.listeners=INTERNAL://kafka3:${PORTS.internal},EXTERNAL://127.0.0.1:20003`,
    );
  });

  it("looks for the port that is published, in the kernel's notation", async () => {
    const { services } = await written();
    expect(services.kafka1!.healthcheck.test).toContain(`:${hex(PORTS.external)} 00000000:0000 0A`);
    expect(services.zk1!.healthcheck.test).toContain(`:${hex(PORTS.zookeeper)} 00000000:0000 0A`);
  });

  it("has the schema registry at a port of this machine", async () => {
    const nodes = [...OPTIONS.nodes, registryNode(25_000)];
    const text = await composeFile({ ...OPTIONS, nodes, registryImage: "chaos/registry:2" });
    expect(parse(text).services.registry).toMatchObject({
      image: "chaos/registry:2",
      ports: ["127.0.0.1:25000:8080"],
      labels: { ...OPTIONS.labels, "chaos.node": "registry" },
    });
  });

  it("has the proxy at the same ports inside and outside, before the brokers' own names", async () => {
    const access = { url: "http://127.0.0.1:25004", username: "chaos", password: "pa$$word" };
    const needs = new Set(["proxy", "producer-errors"] as const);
    const proxy = { image: "chaos/proxy:1", access, seed: 7, needs };
    const nodes = [...OPTIONS.nodes, proxyNode(25_000)];
    const text = await composeFile({ ...OPTIONS, nodes, proxy });
    const { services, configs } = parse(text) as File;
    const service = services.proxy!;
    expect(service.image).toBe("chaos/proxy:1");
    expect(service.labels).toEqual({ ...OPTIONS.labels, "chaos.node": "proxy" });
    expect(service.ports).toEqual([0, 1, 2, 3, 4].map((i) => `127.0.0.1:${25_000 + i}:${25_000 + i}`));
    expect(service.healthcheck.test).toContain(`:${hex(25_003)} 00000000:0000 0A`);
    expect(service.command.join(" ")).toBe(
      "--bootstrap kafka1:19093,kafka2:19093,kafka3:19093 --listen 0.0.0.0:25000 --advertise 127.0.0.1 " +
        "--admin 0.0.0.0:25004 --config /chaos/settings.yaml --seed 7 --journal /dev/stdout",
    );
    expect(service.configs).toEqual([{ source: "proxy", target: "/chaos/settings.yaml" }]);
    // Doubled, as Compose takes a `$` for the beginning of a variable.
    expect(configs.proxy!.content).toContain('"password":"pa$$$$word"');
    expect(configs.proxy!.content).toContain('"interceptor":"leader-errors"');
  });

  it("with KRaft has a service for each controller, with its port for questions", async () => {
    const { services, configs } = await written(KRAFT);
    expect(Object.keys(services)).toEqual(KRAFT.nodes.map((each) => each.name));
    const { controller2, kafka2 } = services;
    expect(controller2!.ports).toEqual([`127.0.0.1:20005:${PORTS.quorum}`]);
    expect(kafka2!.ports).toEqual([`127.0.0.1:20002:${PORTS.external}`]);
    expect(controller2!.healthcheck.test.join()).toContain(`:${hex(PORTS.quorum)} `);
    expect(configs.controller2!.content).toContain(`listeners=CONTROLLER://controller2:${PORTS.quorum}\n`);
    const voters = [1, 2, 3].map((id) => `${100 + id}@controller${id}:${PORTS.quorum}`).join(",");
    for (const name of ["controller2", "kafka2"])
      expect(configs[name]!.content).toContain(`controller.quorum.voters=${voters}\n`);
    expect(configs["kafka2-meta.properties"]!.content).toContain("node.id=2\n");
    expect(configs["controller2-meta.properties"]!.content).toContain("node.id=102\n");
    expect(configs.controller2!.content).toContain(`log.dirs=${dataOf(controller2!)}\n`);
  });

  it("of a dynamic quorum tells every node whom to ask for the voters", async () => {
    const needs = new Set<Capability>(["dynamic-quorum"]);
    const { configs } = await written({ ...KRAFT, spec: { ...KRAFT.spec, needs } });
    const servers = [1, 2, 3].map((i) => `controller${i}:${PORTS.quorum}`).join(",");
    for (const name of ["controller2", "kafka2"])
      expect(configs[name]!.content).toContain(`controller.quorum.bootstrap.servers=${servers}\n`);
  });

  it("tells Kafka to log as its release does", async () => {
    const optionOf = ({ services }: File) =>
      services.kafka1!.command.find((argument) => argument.startsWith("-Dlog4j"));
    expect(optionOf(await written())).toBe("-Dlog4j.configuration=file:///chaos/log4j.properties");
    expect(optionOf(await written(KRAFT))).toBe("-Dlog4j2.configurationFile=file:///chaos/log4j2.properties");
  });

  it("has a shell only where files have to change before Kafka starts, and Java in its place then", async () => {
    const { services } = await written(KRAFT);
    expect((await written()).services.zk1!.entrypoint).toEqual(["java"]);
    expect(services.kafka1!.entrypoint[2]!.split("\n")).toEqual([TAKE_CHANGED_DATA, 'exec java "$$@"']);
    const [shell, option, script, zeroth] = services.controller1!.entrypoint;
    expect([shell, option, zeroth]).toEqual(["sh", "-c", "java"]);
    expect(script).toContain("__cluster_metadata-0/00000000000000000000-0000000000.checkpoint");
    // Doubled, as Compose takes a `$` for the beginning of a variable.
    expect(script!.split("\n").at(-1)).toBe('exec java "$$@"');
  });

  it("writes those bytes where they belong, once", async () => {
    const directory = await mkdtemp(join(tmpdir(), "chaos-test-"));
    try {
      const { services } = await written(KRAFT);
      const data = dataOf(services.controller1!);
      const script = services
        .controller1!.entrypoint[2]!.replaceAll(data, directory)
        .replaceAll("$$", "$")
        .replace("exec java", "echo");
      const run = () =>
        execFileSync("sh", ["-c", script, "java", ...services.controller1!.command], { encoding: "utf8" });
      expect(run().trim()).toBe(services.controller1!.command.join(" "));
      const checkpoint = join(directory, "__cluster_metadata-0/00000000000000000000-0000000000.checkpoint");
      const node = KRAFT.nodes.find(({ name }) => name === "controller1")!;
      const [, expected] = Object.entries(await formattedStorage(node, { kafka: "4.4.0", seed: 7 })).at(-1)!;
      expect(await readFile(checkpoint)).toEqual(expected);
      await writeFile(checkpoint, "Kafka's own");
      run();
      expect(await readFile(checkpoint, "utf8")).toBe("Kafka's own");
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it("has both ports of a broker that is a controller as well", async () => {
    const { services, configs } = await written(COMBINED);
    expect(Object.keys(services)).toEqual(["kafka1", "kafka2", "kafka3"]);
    expect(services.kafka2!.ports).toEqual([
      `127.0.0.1:20002:${PORTS.external}`,
      `127.0.0.1:21002:${PORTS.quorum}`,
    ]);
    expect(configs.kafka2!.content).toContain("process.roles=broker,controller\n");
    expect(configs.kafka2!.content).toContain(`,CONTROLLER://kafka2:${PORTS.quorum}\n`);
    expect(services.kafka2!.entrypoint[0]).toBe("sh");
  });

  it.each([
    ["ZooKeeper", OPTIONS],
    ["controllers", KRAFT],
    ["brokers that are controllers", COMBINED],
  ])("leaves nothing for Compose to fill in, with %s", async (_, options) => {
    expect(await composeFile(options)).not.toMatch(/(?<!\$)(\$\$)*\$(?!\$)/);
    expect(JSON.stringify(await written(options))).not.toContain("undefined");
  });

  it.skipIf(!hasCompose())("is what Compose itself takes, to the letter", async () => {
    const directory = await mkdtemp(join(tmpdir(), "chaos-test-"));
    try {
      const path = join(directory, "compose.yaml");
      await writeFile(path, await composeFile(OPTIONS));
      const said = execFileSync("docker", ["compose", "--file", path, "config", "--format", "json"], {
        encoding: "utf8",
      });
      const { configs, services } = JSON.parse(said) as File;
      // It writes `$` doubled again, so that what it prints can be read again.
      expect(configs.kafka1!.content.replaceAll("$$", "$")).toContain(`some.property=${ODD}\n`);
      expect(services.kafka1!.command.at(-1)).toBe("/chaos/server.properties");
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

it("the registry's image starts it as the local engine does", async () => {
  const text = await readFile(new URL("../../../compose/registry/Dockerfile", import.meta.url), "utf8");
  const entrypoint = JSON.parse(/^ENTRYPOINT (\[[^\]]+\])/m.exec(text)![1]!.replaceAll("\\\n", ""));
  expect(entrypoint).toEqual([
    "java",
    ...registryArguments("/opt/registry", { host: "0.0.0.0", port: 8080 }),
  ]);
});

it("the pieces say what they are, and are read by people", async () => {
  for (const name of ["broker", "controller", "zookeeper", "network", "proxy", "registry"]) {
    const text = await readFile(new URL(`../../../compose/${name}.yaml`, import.meta.url), "utf8");
    expect(text).toMatch(/^# \S/);
  }
});

function hasCompose(): boolean {
  try {
    execFileSync("docker", ["compose", "version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
