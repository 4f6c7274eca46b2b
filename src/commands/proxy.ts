/** `chaos proxy`: the proxy alone, in front of any cluster, with its REST API; `chaos proxy interceptors` lists what it can do. */
import { isIPv6 } from "node:net";
import { setFlagsFromString } from "node:v8";
import { InvalidArgumentError } from "commander";
import { UsageError } from "../errors.js";
import type { Advertised } from "../proxy/addresses.js";
import type { Advertise } from "../proxy/advertise.js";
import type { JournalEntry } from "../proxy/interceptor-rules.js";
import { limitLogRate } from "../proxy/log-rate-limit.js";
import { KafkaProxy } from "../proxy/proxy.js";
import { readAddress } from "./address.js";
import { type DefineCommand, type Edge, EXIT } from "./command.js";
import { openJournal } from "./proxy/journal.js";
import type { Settings } from "./proxy/settings.js";

const LISTEN = "127.0.0.1:6969";
const ADMIN = "127.0.0.1:8888";
const SEED_MAX = 2 ** 31 - 1;
/**
 * What passes is in buffers that are soon of no use, beside a small heap. V8 lets these count as the heap's growth, and
 * would mark the whole heap for every 25 MB that pass; with this much room the collection of what is young comes first,
 * which frees them too and takes a tenth of the time.
 */
const HEAP_GROWING_PERCENT = 300;

interface Options {
  readonly bootstrap?: string;
  readonly listen: string;
  readonly admin: string;
  readonly advertise?: string;
  readonly config?: string;
  readonly seed?: number;
  readonly journal?: string;
}

export const defineProxy: DefineCommand = (command, edge, exit) => {
  command
    .description(
      "Forwards requests between clients and their cluster, and breaks the protocol on purpose.\n" +
        "Add interceptors with --config, or with the REST API while the proxy runs.",
    )
    .option("--bootstrap <host:port,…>", "the cluster, up or not yet up")
    .option(
      "--listen <host:port>",
      "where clients bootstrap (each broker gets this port plus its id)",
      LISTEN,
    )
    .option("--admin <host:port>", "the REST API", ADMIN)
    .option(
      "--advertise <address>",
      "where clients reach the proxy: host, host:port, or host:port of brokers by id, such as 1=a:9001,2=b:9002 (default: as --listen)",
    )
    .option("--config <file>", "interceptors, TLS, logins (YAML)")
    .option("--seed <n>", "seed for all random choices (default: random, printed at start)", seed)
    .option("--journal <file>", "append every effect of an interceptor, one JSON object per line")
    .action((options: Options) => exit(serve(options, edge)));
  command
    .command("interceptors")
    .summary("list the interceptors, their keys and an example of each")
    .action(() =>
      exit(import("./proxy/interceptors.js").then(({ listInterceptors }) => listInterceptors(edge))),
    );
};

async function serve(options: Options, edge: Edge): Promise<number> {
  if (options.bootstrap === undefined) {
    throw new UsageError("chaos proxy needs the address of a cluster: --bootstrap host:port");
  }
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  const bootstrap = options.bootstrap.split(",").map((one) => address("--bootstrap", one));
  const advertise = options.advertise === undefined ? undefined : advertised(options.advertise);
  const settings = await settingsOf(options.config);
  const seed = options.seed ?? Math.floor(Math.random() * SEED_MAX);
  const log = (line: string) => void edge.stderr.write(`${new Date().toISOString()} ${line}\n`);
  // Before the proxy, so that it is closed after it: sessions that end have something to tell.
  await using journal = options.journal === undefined ? undefined : await openJournal(options.journal);

  await using proxy = await KafkaProxy.start({
    bootstrap,
    listen: address("--listen", options.listen),
    ...(advertise && { advertise }),
    cluster: settings.cluster,
    ...(settings.clients.tls && { tls: settings.clients.tls }),
    isLoginRequired: settings.clients.login === "required",
    ...(settings.tokens === undefined ? {} : { tokenSecret: Buffer.from(settings.tokens.secret) }),
    rules: settings.rules,
    seed,
    ...(journal === undefined ? {} : { onEffect: (entry: JournalEntry) => journal.write(entry) }),
    log,
    clientLog: limitLogRate(log),
  });
  // Clients are served already; interceptors and the REST API may take their time to load.
  const { DEFAULT_CREDENTIALS, startAdmin } = await import("../proxy/admin/server.js");
  await using admin = await startAdmin({
    ...address("--admin", options.admin),
    rules: await proxy.rules(),
    tokens: proxy.tokens,
    metrics: proxy.metrics,
    credentials: settings.admin ?? DEFAULT_CREDENTIALS,
    names: advertise?.host === undefined ? [] : [advertise.host],
    declareTopic: ({ topic, messageFormat }) => log(`the values of ${topic} are ${messageFormat}`),
    health: () => ({ ...proxy.health(), ...(journal !== undefined && { journal: journal.count() }) }),
    log,
  });
  const { host, port } = proxy.address;
  log(`clients: ${host}:${port}; REST API: http://${admin.host}:${admin.port}; seed ${seed}`);
  await Promise.race([aborted(edge.signal), ...(journal === undefined ? [] : [journal.broken])]);
  log("ending");
  return EXIT.asExpected;
}

async function settingsOf(path: string | undefined): Promise<Settings> {
  if (path === undefined) return { rules: [], cluster: {}, clients: { login: "optional" } };
  const { readSettings } = await import("./proxy/settings.js");
  return readSettings(path);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** One `host` or `host:port`, and `id=host:port` for each broker that has another. */
function advertised(text: string): Advertise {
  const brokers = new Map<number, Advertised>();
  let main: Partial<Advertised> = {};
  for (const part of text.split(",")) {
    const [, id, own] = /^(\d+)=(.*)$/.exec(part.trim()) ?? [];
    if (id !== undefined) brokers.set(Number(id), address("--advertise", own as string));
    else if (main.host !== undefined)
      throw new UsageError(`--advertise ${text}: there are two hosts without an id`);
    else main = /:\d+$/.test(part) && !isIPv6(part) ? address("--advertise", part) : { host: part.trim() };
  }
  return { ...main, brokers };
}

/** Port 0 is one that is free. */
function address(option: string, text: string): Advertised {
  return readAddress(option, text, { portMin: 0 });
}

function seed(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > SEED_MAX) {
    throw new InvalidArgumentError(`It has to be a whole number from 0 to ${SEED_MAX}.`);
  }
  return value;
}
