import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { inflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EndedRun, LiveState } from "../html/live.js";
import { unpack } from "../html/pack.js";
import type { CampaignPage } from "../html/payload.js";
import { plantedRun } from "../html/testing/planted.js";
import { writeRun } from "../html/testing/runs.js";
import { cellOf } from "../testing/cells.js";
import { at } from "../testing/runs.js";
import { readServeAddress, urlOf } from "./address.js";
import { Board } from "./board.js";
import { drawPage } from "./draw.js";
import type { Drawer } from "./drawer.js";
import { Pages } from "./pages.js";
import { type LiveServer, serveLive } from "./server.js";
import { cut, HEADER, progress, writeUntil } from "./testing/growing.js";
import { Viewers } from "./viewers.js";

/** In this process: the real one is forked from compiled code. */
const here: Drawer = { draw: drawPage, prepare() {}, [Symbol.dispose]() {} };
const ASSETS = { script: "1", style: "a{}" };

describe("the server of the live page", () => {
  let directory: string;
  let server: LiveServer;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "chaos-serve-"));
    server = await serveLive({ host: "127.0.0.1", port: 0 }, { assets: ASSETS, drawer: here });
  });
  afterEach(async () => {
    await server.close({ limitMs: 0 });
    rmSync(directory, { recursive: true, force: true });
  });

  function ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<IncomingMessage> {
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      httpRequest({ hostname, port, path, headers, method, agent: false }, resolve).on("error", reject).end();
    });
  }

  async function statusOf(
    path: string,
    headers: Record<string, string> = {},
    method = "GET",
  ): Promise<number> {
    const response = await ask(path, headers, method);
    response.resume();
    return response.statusCode!;
  }

  async function pageOf(id: number) {
    const response = await fetch(`${server.url}runs/${id}/page`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      version: Number(response.headers.get("x-chaos-version")),
      page: unpack(new Uint8Array(inflateRawSync(bytes))).page,
    };
  }

  /** The events of a viewer, one after another. */
  async function watch() {
    const response = await ask("/events");
    const events = eventsOf(response);
    const next = async <T>(name: string): Promise<T> => {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error("the stream has ended");
        if (value.name === name) return value.data as T;
      }
    };
    return { response, next };
  }

  it("serves a page that may run its own script and ask its own server, and nothing else", async () => {
    const response = await ask("/");
    const html = await text(response);
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    expect(policy).toMatch(
      /^default-src 'none'; connect-src 'self'; script-src 'sha256-[^']+'; style-src 'sha256-/,
    );
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(response.headers["content-security-policy"]).toBe("frame-ancestors 'none'");
    expect(response.headers["x-content-type-options"]).toBe("nosniff");
    expect(response.headers["cross-origin-resource-policy"]).toBe("same-origin");
    expect(response.headers["access-control-allow-origin"]).toBeUndefined();
    expect(html).toContain('"isLive":true');
  });

  it("answers only to its address and to localhost, as names may be made to resolve to this machine", async () => {
    const { port } = new URL(server.url);
    for (const host of ["localhost", `localhost:${port}`, `127.0.0.1:${port}`, "[::1]:1", "127.3.2.1"])
      expect([host, await statusOf("/", { host })]).toEqual([host, 200]);
    for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example", "192.168.1.4"])
      expect([host, await statusOf("/", { host })]).toEqual([host, 421]);
    expect(await statusOf("/events", { host: "evil.example" })).toBe(421);
  });

  it("refuses requests that another site makes, methods that change something, and paths that are none", async () => {
    expect(await statusOf("/events", { "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await statusOf("/runs/0/page", { "sec-fetch-site": "same-site" })).toBe(403);
    expect(await statusOf("/", { "sec-fetch-site": "cross-site" })).toBe(200);
    expect(await statusOf("/", {}, "POST")).toBe(405);
    for (const path of [
      "/runs/0/page",
      "/runs/7/page",
      "/runs/..%2f..%2fetc/page",
      "/favicon.ico",
      "//",
      "/runs/",
    ])
      expect([path, await statusOf(path)]).toEqual([path, 404]);
  });

  it("tells viewers how far a run is, and draws it as it is now, without a verdict", async () => {
    const run = join(directory, "run");
    await writeUntil(run, 4);
    const view = server.board.begin("acks1-leader-partition", run, HEADER);
    const viewer = await watch();
    view.event(at(1_950, { event: "phase", phase: "produce" }));
    view.event(progress(4));
    view.event(cut);
    const state = await viewer.next<LiveState>("state").then(() => viewer.next<LiveState>("state"));
    expect(state).toMatchObject({ isOver: false, campaign: null });
    expect(state.running).toMatchObject([
      { id: 0, phase: "produce", planned: 20, sent: 4, acknowledged: 4, failed: 0, faultsInjected: 1 },
    ]);
    expect(state.running[0]!.faultsInForce).toEqual(["partition on kafka1"]);

    const { page, version } = await pageOf(0);
    expect(version).toBe(3);
    expect(page).toMatchObject({
      isRunning: true,
      lost: null,
      headline: [],
      reasons: [],
      times: [],
      damage: [],
    });
    expect(page.figures.map(({ label, ours }) => [label, ours])).toEqual([
      ["sent", 4],
      ["acknowledged", 4],
      ["failed", 0],
    ]);
    expect(page.expectations.map(({ status }) => status)).toEqual(["unknown"]);
    viewer.response.destroy();
  });

  it("sends the end of a run to each viewer, and then its page with the verdict", async () => {
    const run = join(directory, "run");
    await writeUntil(run, 4);
    server.board.begin("acks1-leader-partition", run, HEADER);
    expect((await pageOf(0)).page.isRunning).toBe(true);
    const first = await watch();
    const { result } = await writeRun(plantedRun(run));
    server.board.end(run, result);
    const late = await watch();
    for (const viewer of [first, late]) {
      const ended = await viewer.next<EndedRun>("ended");
      expect(ended).toMatchObject({ id: 0, directory: run, summary: { lost: 6, verdict: "as-expected" } });
      viewer.response.destroy();
    }
    expect((await pageOf(0)).page).toMatchObject({ isRunning: false, lost: 6 });
  });

  it("says that a page cannot be drawn, and goes on", async () => {
    server.board.begin("gone", join(directory, "gone"), HEADER);
    const response = await ask("/runs/0/page");
    expect(response.statusCode).toBe(503);
    expect(await text(response)).toContain("the page cannot be drawn: there is no run at");
    expect(await statusOf("/")).toBe(200);
  });

  it("waits at its end until each viewer has left, and then nobody can reach it", async () => {
    const viewer = await watch();
    await viewer.next("state");
    const closed = server.close({ limitMs: 30_000 });
    expect(await viewer.next<LiveState>("state")).toMatchObject({ isOver: true });
    expect(await statusOf("/")).toBe(200);
    viewer.response.destroy();
    await closed;
    await expect(statusOf("/")).rejects.toThrow("ECONNREFUSED");
    server = await serveLive({ host: "127.0.0.1", port: 0 }, { assets: ASSETS, drawer: here });
  });

  it("does not wait for a viewer that stays", async () => {
    const viewer = await watch();
    await viewer.next("state");
    await server.close({ limitMs: 0 });
    viewer.response.on("error", () => {});
    await expect(statusOf("/")).rejects.toThrow("ECONNREFUSED");
    server = await serveLive({ host: "127.0.0.1", port: 0 }, { assets: ASSETS, drawer: here });
  });

  it("refuses a port that is taken, and an address that is not of this machine, with a remedy", async () => {
    const port = Number(new URL(server.url).port);
    await expect(
      serveLive({ host: "127.0.0.1", port }, { assets: ASSETS, drawer: here }),
    ).rejects.toMatchObject({
      message: `--serve cannot listen on 127.0.0.1:${port}: another program listens there`,
      remedy: "--serve 127.0.0.1:0 takes a free port",
    });
    await expect(
      serveLive({ host: "203.0.113.7", port: 0 }, { assets: ASSETS, drawer: here }),
    ).rejects.toThrow("this machine has no such address");
  });

  it("lives through a connection that sends nonsense", async () => {
    const { port } = new URL(server.url);
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("error", () => {});
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.write("\u0000\u0001 nonsense\r\n\r\n");
    await closed;
    expect(await statusOf("/")).toBe(200);
  });
});

function stream(writableNeedDrain: boolean) {
  const written: string[] = [];
  let isDestroyed = false;
  return {
    writableNeedDrain,
    written,
    write: (text: string) => written.push(text),
    destroy() {
      isDestroyed = true;
    },
    get isDestroyed() {
      return isDestroyed;
    },
  };
}

describe("viewers", () => {
  const state: LiveState = { session: "s", isOver: false, campaign: null, running: [] };

  it("that do not read get no more states, and are left after thirty", () => {
    const viewers = new Viewers();
    const [quick, slow] = [stream(false), stream(true)];
    viewers.add(quick, state, null);
    viewers.add(slow, state, null);
    for (let i = 0; i < 40; i++) viewers.tell(state, null);
    expect([quick.written.length, slow.written.length]).toEqual([41, 1]);
    expect([quick.isDestroyed, slow.isDestroyed]).toEqual([false, true]);
    expect(viewers.count).toBe(1);
  });

  it("are told of the end in any case", () => {
    const viewers = new Viewers();
    const slow = stream(true);
    viewers.add(slow, state, null);
    viewers.tell({ ...state, isOver: true }, null);
    expect(slow.written.slice(1)).toEqual([
      'event: state\ndata: {"session":"s","isOver":true,"campaign":null,"running":[]}\n\n',
    ]);
  });
});

describe("the cells of a campaign", () => {
  const state: LiveState = { session: "s", isOver: false, campaign: null, running: [] };
  const cells = (): CampaignPage => ({ cells: [], heatMaps: [] });

  it("are told once, again after a change, and to a slow viewer when it reads again", () => {
    const viewers = new Viewers();
    const [quick, slow] = [stream(false), stream(false)];
    const [first, second] = [cells(), cells()];
    viewers.add(quick, state, first);
    viewers.add(slow, state, first);
    viewers.tell(state, first);
    slow.writableNeedDrain = true;
    viewers.tell(state, second);
    viewers.tell(state, second);
    slow.writableNeedDrain = false;
    viewers.tell(state, second);
    const names = ({ written }: { written: readonly string[] }) =>
      written.map((text) => /^event: (\w+)/.exec(text)![1]);
    expect(names(quick)).toEqual(["cells", "state", "state", "cells", "state", "state", "state"]);
    expect(names(slow)).toEqual(["cells", "state", "state", "cells", "state"]);
  });

  it("name their runs by the ids that addresses have", async () => {
    const board = new Board({ session: "s", onEnd() {} });
    expect(board.cells()).toBeNull();
    const [one, two] = [cellOf([0]), cellOf([3, 3], { settings: { "producers.acks": "all" } })];
    const runs = [two.runs[0]!, one.runs[0]!, two.runs[1]!];
    for (const { directory, result } of runs) board.end(directory, result);
    board.tellCells([one, two]);
    const page = board.cells();
    expect(page!.cells.map(({ members, lostIn }) => [members, lostIn])).toEqual([
      [[1], "0 of 1"],
      [[0, 2], "2 of 2"],
    ]);
    expect(board.cells()).toBe(page);
  });
});

describe("pages", () => {
  const run = { id: 0, directory: "run", isRunning: true, version: 1 };

  /** Drawing takes as long as the test says. */
  function scripted(tookMs: number) {
    const clock = { nowMs: 0 };
    const drawn: string[] = [];
    const pages = new Pages(
      async (directory, isRunning) => {
        clock.nowMs += tookMs;
        drawn.push(`${directory} ${isRunning}`);
        return new Uint8Array([drawn.length]);
      },
      () => clock.nowMs,
    );
    return { clock, drawn, pages };
  }

  it("are drawn once for all viewers that ask meanwhile", async () => {
    const { drawn, pages } = scripted(10);
    const all = await Promise.all([pages.page(run), pages.page(run), pages.page(run)]);
    expect(new Set(all).size).toBe(1);
    expect(drawn).toHaveLength(1);
  });

  it("are not drawn again within a second, or within four times as long as the last one took", async () => {
    const { clock, drawn, pages } = scripted(1_000);
    await pages.page(run);
    clock.nowMs += 3_999;
    expect(await pages.page({ ...run, version: 2 })).toMatchObject({ version: 1 });
    clock.nowMs += 1;
    expect(await pages.page({ ...run, version: 3 })).toMatchObject({ version: 3 });
    expect(drawn).toHaveLength(2);
  });

  it("are not drawn again when nothing happened", async () => {
    const { clock, drawn, pages } = scripted(10);
    await pages.page(run);
    clock.nowMs += 100_000;
    await pages.page(run);
    expect(drawn).toHaveLength(1);
  });

  it("are drawn at once when the run is over", async () => {
    const { drawn, pages } = scripted(10);
    await pages.page(run);
    await pages.page({ ...run, isRunning: false, version: 2 });
    expect(drawn).toEqual(["run true", "run false"]);
  });

  it("are drawn again after one could not be", async () => {
    let isBroken = true;
    const pages = new Pages(
      async () => {
        if (isBroken) throw new Error("no");
        return new Uint8Array();
      },
      () => 0,
    );
    await expect(pages.page(run)).rejects.toThrow("no");
    isBroken = false;
    expect(await pages.page(run)).toMatchObject({ version: 1 });
  });
});

describe("--serve", () => {
  it.each([
    ["8080", "127.0.0.1", 8_080],
    [":0", "127.0.0.1", 0],
    ["localhost:1", "localhost", 1],
    ["[::1]:65535", "::1", 65_535],
    ["0.0.0.0:0", "0.0.0.0", 0],
  ])("reads %s", (given, host, port) => {
    expect(readServeAddress(given)).toEqual({ host, port });
  });

  it.each(["", "x", "127.0.0.1", "127.0.0.1:", "1:2:3", "host:65536", "::1:80", "http://x:1", "a b:1"])(
    "refuses %j",
    (given) => {
      expect(() => readServeAddress(given)).toThrow("--serve takes a port, or an address with a port");
    },
  );

  it("names a place to go to", () => {
    expect(urlOf("::1", 1)).toBe("http://[::1]:1/");
    expect(urlOf("0.0.0.0", 1)).toMatch(/^http:\/\/\d+\.\d+\.\d+\.\d+:1\/$/);
  });
});

async function* eventsOf(
  response: IncomingMessage,
): AsyncGenerator<{ name: string; data: unknown }, undefined> {
  response.setEncoding("utf8");
  let rest = "";
  for await (const chunk of response) {
    rest += chunk as string;
    const parts = rest.split("\n\n");
    rest = parts.pop()!;
    for (const part of parts) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(part)!;
      yield { name: name!, data: JSON.parse(data!) };
    }
  }
  return undefined;
}
