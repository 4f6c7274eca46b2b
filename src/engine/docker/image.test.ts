import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Docker from "dockerode";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Capability } from "../../cluster/spec.js";
import type { MetadataPlan } from "../../cluster/topology.js";
import { dockerAt } from "./endpoint.js";
import { imageNames, prepareImages } from "./image.js";

describe("the names of images", () => {
  it.each([
    [{}, {}, "apache/kafka:4.4.0"],
    [{}, { kafka: "3.7.2" }, "apache/kafka:3.7.2"],
    [{ CHAOS_KAFKA_IMAGE: "" }, {}, "apache/kafka:4.4.0"],
    [{ CHAOS_KAFKA_IMAGE: "mine:1" }, { kafka: "3.7.2" }, "mine:1"],
    [{ CHAOS_KAFKA_IMAGE: "mine:1" }, { image: "scenario:2" }, "scenario:2"],
  ])("with %j and a cluster of %j, nodes are made from %s", (env, cluster, expected) => {
    expect(imageNames(env, cluster).nodes).toBe(expected);
  });

  it("sidecars may be made from another, and are from the nodes' own where that will do", () => {
    expect(imageNames({ CHAOS_NETWORK_IMAGE: "tools:1" }, {}).network).toBe("tools:1");
    expect(imageNames({ CHAOS_NETWORK_IMAGE: "" }, {}).network).toBeUndefined();
  });
});

let home: string;
let server: Server | undefined;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "chaos-test-"));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(home, { recursive: true });
});

const options = (progress: string[], signal = new AbortController().signal) => ({
  cache: home,
  needs: new Set<Capability>(),
  onProgress: (line: string) => progress.push(line),
  signal,
});

const WHOLE = { kafka: "3.9.1", java: "17.0.1", nft: "", netem: false, htb: false, reset: false };
/** As an earlier chaos wrote it. */
const { htb: _, reset: __, ...OLD } = WHOLE;

/** What an earlier look found in the image sha256:abc. */
async function remember(contents: object): Promise<void> {
  await mkdir(join(home, "docker"));
  await writeFile(join(home, "docker", "sha256-abc-6.1.json"), JSON.stringify(contents));
}

/** An engine that answers so. */
async function listen(answer: RequestListener): Promise<Docker> {
  server = createServer(answer);
  const path = join(home, "docker.sock");
  await new Promise<void>((listening) => server!.listen(path, listening));
  return dockerAt({ host: `unix://${path}` });
}

describe("what is remembered of an image", () => {
  const LOOKED = "looked into anew";
  let progress: string[];
  beforeEach(() => {
    progress = [];
  });

  /** Whether it was enough, or the image was looked into anew. */
  async function prepare(remembered: object, needs: readonly Capability[] = [], network?: string) {
    await remember(remembered);
    const docker = await listen(({ url = "" }, answer) => {
      if (url.startsWith("/containers/create")) {
        answer.writeHead(500).end(JSON.stringify({ message: LOOKED }));
      } else answer.end(JSON.stringify({ Id: "sha256:abc", KernelVersion: "6.1" }));
    });
    return prepareImages(docker, { nodes: "mine", network }, { ...options(progress), needs: new Set(needs) });
  }

  it("is enough where all that is needed was found", async () => {
    expect(await prepare({ ...WHOLE, netem: true }, ["delay", "loss"])).toMatchObject({
      ...{ network: "mine", hasNetem: true },
    });
  });

  it("is enough where another thing that is needed was found", async () => {
    expect(await prepare({ ...WHOLE, htb: true, reset: true }, ["throttle", "reset"])).toMatchObject({
      ...{ hasNetem: false, hasHtb: true, hasReset: true },
    });
  });

  it("is enough where what was lacking is not needed", async () => {
    expect(await prepare(WHOLE)).toMatchObject({ network: "mine", hasNetem: false });
  });

  it.each<[string, object, Capability[]]>([
    ["delays, which the kernel may have learnt", WHOLE, ["delay"]],
    ["rates, likewise", WHOLE, ["throttle"]],
    ["resets, likewise", WHOLE, ["reset"]],
    ["what an earlier chaos did not look for", OLD, []],
    ["nft, which may have been granted", { ...WHOLE, nft: "Error: Operation not permitted" }, []],
    ["java", { ...WHOLE, java: null }, []],
    ["Kafka", { ...WHOLE, kafka: null }, []],
  ])("is looked for again where it was lacking and is needed: %s", async (_, remembered, needs) => {
    await expect(prepare(remembered, needs)).rejects.toThrow(LOOKED);
  });

  it.each<[string, object, MetadataPlan, string]>([
    ["4.4.0", { kafka: "4.4.0" }, { kind: "zookeeper", members: 1 }, "Kafka 4 has no ZooKeeper"],
    ["3.8.1", { kafka: "3.8.1" }, { kind: "kraft", members: 1 }, "KRaft needs Kafka 3.9.0 or later here"],
  ])("has to be a Kafka that fits the cluster, unlike %s", async (version, found, metadata, why) => {
    await remember({ ...WHOLE, ...found });
    const docker = await listen((_, answer) =>
      answer.end(JSON.stringify({ Id: "sha256:abc", KernelVersion: "6.1" })),
    );
    const names = { nodes: "mine", network: undefined };
    await expect(prepareImages(docker, names, { ...options(progress), metadata })).rejects.toMatchObject({
      message: `the image mine has Kafka ${version}, which does not fit: ${why}`,
      remedy: "take another with cluster.image or CHAOS_KAFKA_IMAGE",
    });
    const other: MetadataPlan =
      metadata.kind === "kraft" ? { kind: "zookeeper", members: 1 } : { kind: "kraft", members: 1 };
    expect(await prepareImages(docker, names, { ...options(progress), metadata: other })).toMatchObject({
      versions: { kafka: version },
    });
  });

  it("is not asked about nft where another image is to have it", async () => {
    await expect(prepare({ ...WHOLE, nft: "Error" }, [], "tools:1")).rejects.toThrow(LOOKED);
    expect(progress).toEqual(["looking into tools:1"]);
  });
});

describe("an image that is not here", () => {
  /** An engine that has the image once it was pulled, and has been looked at before. `asked`: for what to be pulled. */
  async function engine(pull: (answer: ServerResponse) => void) {
    const asked: string[] = [];
    await remember(WHOLE);
    const docker = await listen(({ url = "", method }, answer) => {
      const { pathname, searchParams } = new URL(url, "http://engine");
      const say = (status: number, body: object) => answer.writeHead(status).end(JSON.stringify(body));
      if (pathname === "/info") return say(200, { KernelVersion: "6.1" });
      if (method === "POST" && pathname === "/images/create") {
        asked.push(`${searchParams.get("fromImage")} ${searchParams.get("tag")}`);
        answer.writeHead(200);
        return pull(answer);
      }
      return asked.length > 0 ? say(200, { Id: "sha256:abc" }) : say(404, { message: "No such image" });
    });
    return { docker, asked };
  }

  const layer = (id: string, current: number, total: number) =>
    `${JSON.stringify({ id, status: "Downloading", progressDetail: { current: current * 1e6, total: total * 1e6 } })}\r\n`;

  it("is pulled, and how far that has come is told", async () => {
    const { docker, asked } = await engine((answer) => {
      answer.write(`${JSON.stringify({ status: "Pulling from mine", id: "1" })}\r\n`);
      answer.write(layer("a", 10, 100));
      answer.write(layer("b", 5, 20));
      answer.write(layer("a", 90, 100));
      answer.end(`${JSON.stringify({ status: "Pull complete", id: "a" })}\r\n`);
    });
    const progress: string[] = [];
    const images = await prepareImages(docker, { nodes: "mine", network: undefined }, options(progress));
    expect(images).toEqual({
      nodes: "mine",
      network: "mine",
      versions: { kafka: "3.9.1", java: "17.0.1" },
      ...{ hasNetem: false, hasHtb: false, hasReset: false },
    });
    // Without a tag, all of them would come.
    expect(asked).toEqual(["mine latest"]);
    expect(progress).toEqual([
      "pulling mine",
      "pulling mine: 10 of 100 MB",
      "pulling mine: 15 of 120 MB",
      "pulling mine: 95 of 120 MB",
    ]);
  });

  it("and cannot be had is a failure that says what to do", async () => {
    const { docker } = await engine((answer) => {
      answer.write(layer("a", 10, 100));
      answer.end(
        `${JSON.stringify({ errorDetail: { message: "toomanyrequests" }, error: "toomanyrequests" })}\r\n`,
      );
    });
    await expect(
      prepareImages(docker, { nodes: "mine:1", network: undefined }, options([])),
    ).rejects.toMatchObject({
      name: "InfrastructureError",
      message: expect.stringMatching(/^the image mine:1 is not here and cannot be pulled: .*toomanyrequests/),
      remedy: expect.stringMatching(/CHAOS_KAFKA_IMAGE.*--engine local/),
    });
  });

  it("is no longer waited for when the run is interrupted", async () => {
    const interruption = new AbortController();
    const reason = new Error("enough");
    const { docker } = await engine((answer) => answer.write(layer("a", 10, 100)));
    const progress: string[] = [];
    const { onProgress, ...rest } = options(progress, interruption.signal);
    const prepared = prepareImages(
      docker,
      { nodes: "mine:1", network: undefined },
      {
        ...rest,
        onProgress: (line) => {
          onProgress(line);
          if (progress.length === 2) interruption.abort(reason);
        },
      },
    );
    await expect(prepared).rejects.toBe(reason);
  });
});
