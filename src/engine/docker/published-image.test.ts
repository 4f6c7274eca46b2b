/**
 * The contract of the nodes' image. The facts of Apache's own are in compose/image/published.yaml, with their sources: the
 * image cannot be pulled where these tests run.
 */
import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type MetadataPlan, planNodes } from "../../cluster/topology.js";
import { composeFile } from "./compose.js";
import { imageNames, LIBS, LOOK } from "./image.js";

interface Published {
  readonly sources: readonly Readonly<Record<string, string>>[];
  readonly libs: string;
  readonly java: { readonly version: number; readonly home: string };
  readonly volumes: readonly string[];
  readonly ports: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
  readonly has: readonly string[];
  readonly lacks: readonly string[];
}

interface Service {
  readonly user?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly configs: readonly { readonly target: string }[];
  readonly healthcheck: { readonly test: readonly string[] };
}

const imageFolder = new URL("../../../compose/image/", import.meta.url);
const textOf = (name: string) => readFile(new URL(name, imageFolder), "utf8");

/** Every kind of node that runs in this image. */
const PLANS: readonly { readonly kafka: string; readonly metadata: MetadataPlan }[] = [
  { kafka: "3.9.2", metadata: { kind: "zookeeper", members: 1 } },
  { kafka: "4.4.0", metadata: { kind: "kraft", members: 1 } },
  { kafka: "4.4.0", metadata: { kind: "kraft", members: "brokers" } },
];

let published: Published;
let ours: string;
let services: readonly Service[];
beforeAll(async () => {
  published = parse(await textOf("published.yaml"));
  ours = await textOf("Dockerfile");
  const files = PLANS.map(({ kafka, metadata }) =>
    composeFile({
      project: "p",
      image: imageNames({}, { kafka }).nodes,
      kafka,
      nodes: planNodes({ brokers: 1, metadata }).map((node, i) => ({
        ...node,
        client: { host: "127.0.0.1", port: 20_001 + i },
        ...(metadata.members === "brokers" && { controller: { host: "127.0.0.1", port: 21_001 } }),
      })),
      spec: { brokers: 1, config: {}, needs: new Set(), seed: 1 },
      labels: {},
    }),
  );
  services = (await Promise.all(files)).flatMap((file) => Object.values(parse(file).services as object));
});

/** The programs that a node's container is told to run, but for what a shell does itself. */
function programsOf({ entrypoint = [], healthcheck }: Service): string[] {
  const [program = "", flag, script = ""] = entrypoint;
  return [program, healthcheck.test[1]!, ...(flag === "-c" ? programsIn(script) : [])];
}

function programsIn(script: string): string[] {
  const begins = /(?:^|\||&&|\{|;|\bexec\b)\s*([a-z][a-z0-9]*)\b/gm;
  const words = [...script.matchAll(begins)].map(([, word]) => word!);
  return words.filter((word) => !["command", "echo", "exec", "true"].includes(word));
}

describe("Apache's image", () => {
  it("is the default, with facts from named sources", () => {
    expect(imageNames({}, {}).nodes).toMatch(/^apache\/kafka:4\./);
    expect(published.sources.map((source) => source.path ?? source.image)).toEqual([
      "docker/jvm/Dockerfile",
      "docker/jvm/launch",
      "docker/resources/common-scripts/run",
      "apache/kafka:4.1.0",
    ]);
  });

  it("has every program that the engine runs in a node's container", () => {
    expect(services).toHaveLength(5);
    const programs = new Set(services.flatMap(programsOf));
    expect([...programs].sort()).toEqual(["base64", "grep", "java", "mkdir", "mv", "rm", "sh"]);
    for (const program of programs) expect(published.has).toContain(program);
  });

  it("has what the engine looks into images with, and `java` is on its PATH", () => {
    const programs = programsIn(LOOK.replaceAll(/'[^']*'/g, "")).filter(
      (program) => !published.lacks.includes(program),
    );
    expect([...new Set(programs)].sort()).toEqual(["bash", "grep", "java", "ls", "sed"]);
    for (const program of programs) expect(published.has).toContain(program);
    expect(published.environment.PATH!.split(":")[0]).toBe(`${published.java.home}/bin`);
  });

  it("has a Java that Kafka 4's brokers start with", () => {
    expect(published.java.version).toBeGreaterThanOrEqual(17);
  });

  it("is told who runs what: its own user, entrypoint and command take no part", () => {
    for (const { user, entrypoint, command } of services) {
      expect(user).toBe("0");
      expect(entrypoint!.length).toBeGreaterThan(0);
      expect(command!.length).toBeGreaterThan(0);
    }
  });

  it("has no volume where a node's files and data go, nor a port that a node publishes", () => {
    for (const { configs, ports } of services) {
      for (const { target } of configs) {
        for (const volume of published.volumes)
          expect(posix.relative(volume, target).startsWith("../")).toBe(true);
      }
      for (const port of ports) expect(published.ports).not.toContain(Number(port.split(":").at(-1)));
    }
  });

  it("keeps its own environment, but for the locale", () => {
    const changed = new Set(services.flatMap(({ environment }) => Object.keys(environment)));
    expect(Object.keys(published.environment).filter((name) => changed.has(name))).toEqual(["LANG"]);
    expect([...changed].filter((name) => /JAVA|KAFKA|PATH/.test(name))).toEqual([]);
  });
});

describe("the image of build.sh", () => {
  it("has Kafka's jars where Apache's has them, and where the engine takes them from", () => {
    expect(LIBS).toBe(published.libs);
    expect(/^COPY libs (\S+)$/m.exec(ours)?.[1]).toBe(published.libs);
    for (const { command } of services) expect(command).toContain(`${published.libs}/*`);
  });

  it("has a Java and what Apache's lacks, and starts nothing by itself either", () => {
    const added = [...ours.matchAll(/command -v (\w+) /g)].map(([, program]) => program);
    expect(added).toEqual(expect.arrayContaining(["java", ...published.lacks]));
    expect(ours).not.toMatch(/^(USER|ENTRYPOINT|CMD|VOLUME|ENV|EXPOSE) /m);
  });
});
