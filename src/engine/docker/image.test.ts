import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_KAFKA_VERSION } from "../../scenario/syntax.js";
import { dockerAt } from "./endpoint.js";
import { imageNames, prepareImages } from "./image.js";

describe("the names of images", () => {
  it.each([
    [{}, {}, `apache/kafka:${DEFAULT_KAFKA_VERSION}`],
    [{}, { kafka: "3.7.2" }, "apache/kafka:3.7.2"],
    [{ CHAOS_KAFKA_IMAGE: "" }, {}, `apache/kafka:${DEFAULT_KAFKA_VERSION}`],
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

describe("an image that is not here", () => {
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

  /** An engine that has the image once it was pulled, and has been looked at before. `asked`: for what to be pulled. */
  async function engine(pull: (answer: ServerResponse) => void) {
    const asked: string[] = [];
    server = createServer(({ url = "", method }, answer) => {
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
    const path = join(home, "docker.sock");
    await new Promise<void>((listening) => server!.listen(path, listening));
    await mkdir(join(home, "docker"));
    const contents = { kafka: "3.9.1", zookeeper: true, java: "17.0.1", nft: "", netem: false };
    await writeFile(join(home, "docker", "sha256-abc-6.1.json"), JSON.stringify(contents));
    return { docker: dockerAt({ host: `unix://${path}` }), asked };
  }

  const layer = (id: string, current: number, total: number) =>
    `${JSON.stringify({ id, status: "Downloading", progressDetail: { current: current * 1e6, total: total * 1e6 } })}\r\n`;

  const options = (progress: string[], signal = new AbortController().signal) => ({
    cache: home,
    onProgress: (line: string) => progress.push(line),
    signal,
  });

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
      hasNetem: false,
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
