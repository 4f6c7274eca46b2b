import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { ClusterNode } from "../../cluster/topology.js";
import { registryArguments } from "../registry-node.js";
import { composeFile, PORTS } from "./compose.js";
import { proxyNode } from "./proxy-container.js";
import { registryNode } from "./registry.js";

// biome-ignore lint/suspicious/noTemplateCurlyInString: Compose would take it for a variable.
const ODD = "a$b ${HOME} $$ 'c' \"d\" # e";

const node = (kind: ClusterNode["kind"], id: number, port: number): ClusterNode => ({
  name: `${kind === "broker" ? "kafka" : "zk"}${id}`,
  kind,
  id,
  client: { host: "127.0.0.1", port },
});

const OPTIONS = {
  project: "chaos-test-1a2b3c",
  image: "chaos/kafka:3.9.1",
  nodes: [
    ...[1, 2, 3].map((id) => node("broker", id, 20_000 + id)),
    ...[1, 2, 3].map((id) => node("zookeeper", id, 21_000 + id)),
  ],
  spec: { brokers: 3, config: { "some.property": ODD } },
  labels: { "chaos.run": "chaos-test-1a2b3c", "chaos.owner": "1@here" },
};

interface Service {
  readonly image: string;
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

const written = async () => parse(await composeFile(OPTIONS)) as File;
const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, "0");

describe("the run's compose.yaml", () => {
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
    const proxy = { image: "chaos/proxy:1", access, seed: 7 };
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
  });

  it("leaves nothing for Compose to fill in", async () => {
    expect(await composeFile(OPTIONS)).not.toMatch(/(?<!\$)(\$\$)*\$(?!\$)/);
    expect(JSON.stringify(await written())).not.toContain("undefined");
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
  for (const name of ["broker", "zookeeper", "network", "proxy", "registry"]) {
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
