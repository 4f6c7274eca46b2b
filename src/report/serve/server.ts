/**
 * `chaos run --serve`: the page of the runs, in a browser, while they go on. src/report/html/live.ts has its routes.
 *
 * It only reads. There is no login, so it listens on this machine alone unless a person asks for more. A web page of another
 * origin cannot read it: no answer allows another origin, and a name that resolves to 127.0.0.1 (DNS rebinding) is
 * refused by the Host header. A policy (CSP) lets the page run its own script and ask its own server, and nothing else.
 *
 * A viewer that reads slowly gets fewer states, and none is kept for it. At its end the server waits a moment for viewers
 * that take the last page. Then every connection is closed.
 */
import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { hostname } from "node:os";
import { performance } from "node:perf_hooks";
import { UsageError } from "../../errors.js";
import { isLoopback } from "../../loopback.js";
import { type Assets, builtAssets, documentOf } from "../html/html.js";
import { type ServeAddress, urlOf } from "./address.js";
import { Board } from "./board.js";
import { type Drawer, openDrawer } from "./drawer.js";
import { Pages } from "./pages.js";
import { sendEvent, Viewers } from "./viewers.js";

const STATE_EVERY_MS = 1_000;
const VIEWERS_MAX = 64;
const LAST_PAGE_MS_MAX = 15_000;
/** After a Ctrl-C a person waits for the prompt. */
const INTERRUPTED_MS_MAX = 1_000;

export interface LiveServer {
  readonly url: string;
  /** Other machines can read it. */
  readonly isOpen: boolean;
  readonly board: Board;
  /**
   * Tells the viewers that the command ends, and ends. `limitMs`: how long viewers may take the last page. `signal`: the person
   * wants to wait no longer.
   */
  close(options?: { readonly limitMs?: number; readonly signal?: AbortSignal }): Promise<void>;
}

export interface ServeOptions {
  readonly assets?: Assets;
  readonly drawer?: Drawer;
}

/** @throws UsageError when it cannot listen there */
export async function serveLive(
  address: ServeAddress,
  { assets = builtAssets(), drawer = openDrawer() }: ServeOptions = {},
): Promise<LiveServer> {
  const page = documentOf(
    { runs: [], pages: [], problems: [], campaign: null, isLive: true },
    assets,
    "'self'",
  );
  const viewers = new Viewers();
  const left = new EventEmitter();
  const pages = new Pages(drawer.draw, () => performance.now());

  const board = new Board({
    session: randomBytes(8).toString("hex"),
    onEnd: (run) => viewers.ended(run),
  });
  // Also where nothing happens: the time goes on.
  const telling = setInterval(tellState, STATE_EVERY_MS).unref();

  function tellState(): void {
    if (viewers.count > 0) viewers.tell(board.state(), board.cells());
  }

  function watch(request: IncomingMessage, response: ServerResponse): void {
    if (viewers.count >= VIEWERS_MAX) {
      refuse(response, 503, `${VIEWERS_MAX} viewers are here already`);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    request.socket.setKeepAlive(true);
    for (const run of board.ended) sendEvent(response, "ended", run);
    viewers.add(response, board.state(), board.cells());
    response.on("close", () => {
      viewers.remove(response);
      left.emit("left");
    });
  }

  async function sendPage(id: number, response: ServerResponse): Promise<void> {
    const run = board.find(id);
    if (run === undefined) return refuse(response, 404, `there is no run ${id}`);
    try {
      const { version, bytes } = await pages.page(run);
      response.writeHead(200, { "content-type": "application/octet-stream", "x-chaos-version": version });
      response.end(bytes);
    } catch (error) {
      refuse(response, 503, `the page cannot be drawn: ${(error as Error).message}`);
    }
  }

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const [pathname = "/"] = (request.url ?? "/").split(/[?#]/, 1);
    if (!isOwn(request.headers.host ?? ""))
      return refuse(response, 421, "call this server by its address, or as localhost");
    if (request.method !== "GET" && request.method !== "HEAD")
      return refuse(response, 405, "this server only shows");
    if (pathname === "/") {
      drawer.prepare();
      // The page has the rest of its policy in its head.
      response.setHeader("content-security-policy", "frame-ancestors 'none'");
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(page);
      return;
    }
    // Only the page itself may be opened from another site. Browsers send this header for loopback addresses.
    if (!["same-origin", "none", undefined].includes(request.headers["sec-fetch-site"] as string | undefined))
      return refuse(response, 403, "only the page of this server may ask this");
    const [, id] = /^\/runs\/(\d{1,6})\/page$/.exec(pathname) ?? [];
    if (pathname === "/events" && request.method === "HEAD")
      refuse(response, 405, "this never ends: use GET");
    else if (pathname === "/events") watch(request, response);
    else if (id !== undefined) void sendPage(Number(id), response);
    else refuse(response, 404, "there is no such page");
  });
  server.maxConnections = VIEWERS_MAX * 2;
  server.on("clientError", (_, socket) => socket.destroy());
  server.unref();
  const listening = once(server, "listening");
  server.listen(address.port, address.host);
  try {
    await listening;
  } catch (cause) {
    throw cannotListen(address, cause as NodeJS.ErrnoException);
  }
  const bound = server.address() as AddressInfo;
  const isOpen = !isLoopback(bound.address);

  /** A name that is not of this machine may be one that was made to resolve to its address. */
  function isOwn(host: string): boolean {
    const name = host
      .replace(/:\d*$/, "")
      .replace(/^\[(.*)\]$/, "$1")
      .toLowerCase();
    if (name === "localhost" || name === address.host.toLowerCase() || isLoopback(name)) return true;
    return isOpen && (isIP(name) !== 0 || name === hostname().toLowerCase());
  }

  return {
    ...{ url: urlOf(bound.address, bound.port), isOpen, board },
    async close({ limitMs = LAST_PAGE_MS_MAX, signal = new AbortController().signal } = {}) {
      clearInterval(telling);
      board.close();
      tellState();
      // A viewer leaves when it has the last page.
      const late = new AbortController();
      const timers = [setTimeout(() => late.abort(), limitMs)];
      const hurry = () => timers.push(setTimeout(() => late.abort(), INTERRUPTED_MS_MAX));
      if (signal.aborted) hurry();
      else signal.addEventListener("abort", hurry, { once: true });
      while (viewers.count > 0 && !late.signal.aborted)
        await once(left, "left", { signal: late.signal }).catch(() => {});
      signal.removeEventListener("abort", hurry);
      for (const timer of timers) clearTimeout(timer);
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      drawer[Symbol.dispose]();
    },
  };
}

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

function refuse(response: ServerResponse, code: number, why: string): void {
  response.writeHead(code, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${why}\n`);
}

function cannotListen({ host, port }: ServeAddress, cause: NodeJS.ErrnoException): UsageError {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: "another program listens there",
    EACCES: "this user may not listen there",
    EADDRNOTAVAIL: "this machine has no such address",
    ENOTFOUND: "there is no such host",
  };
  return new UsageError(
    `--serve cannot listen on ${host}:${port}: ${why[cause.code ?? ""] ?? cause.message}`,
    {
      remedy: "--serve 127.0.0.1:0 takes a free port",
      cause,
    },
  );
}
