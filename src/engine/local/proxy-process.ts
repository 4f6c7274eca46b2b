/**
 * The proxy of a local cluster: a process under the supervisor, at an address of its own in the run's loopback block, where
 * it uses the ports that brokers use at theirs. It reaches brokers as any client outside the cluster does.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterSpec } from "../../cluster/spec.js";
import { brokersOf, type ClusterNode } from "../../cluster/topology.js";
import {
  newAccess,
  PROXY_JOURNAL,
  PROXY_NAME,
  PROXY_PROGRAM,
  ProxyControl,
  proxyFolder,
  writeAccess,
} from "../proxy-node.js";
import type { NodeProcess } from "./host.js";
import { type Layout, realAddress } from "./layout.js";

/** Beyond brokers (1…9) and ZooKeeper servers (101…105). */
const INDEX = 200;
/** Behind the ports that stand for brokers. */
const ADMIN_PORT_AFTER = 20;

export interface LocalProxy {
  readonly node: ClusterNode;
  readonly process: Omit<NodeProcess, "env">;
  readonly control: ProxyControl;
}

/** Writes its files, and says what to start. */
export async function makeProxy(
  { block, ports, nodes }: Layout,
  {
    runDirectory,
    spec: { seed, needs },
  }: { readonly runDirectory: string; readonly spec: Pick<ClusterSpec, "seed" | "needs"> },
): Promise<LocalProxy> {
  const host = realAddress(block, INDEX);
  const client = { host, port: ports.external };
  const admin = { host, port: ports.external + ADMIN_PORT_AFTER };
  const access = newAccess(admin);
  const settings = await writeAccess(runDirectory, access, needs);
  const journal = join(runDirectory, PROXY_JOURNAL);
  // Of an attempt that found its ports taken.
  await rm(journal, { force: true });
  const bootstrap = brokersOf({ nodes }).map((broker) => addressOf(broker.client));
  return {
    node: { name: PROXY_NAME, kind: "proxy", id: 0, client },
    process: {
      command: process.execPath,
      args: [
        ...[PROXY_PROGRAM, "proxy", "--bootstrap", bootstrap.join()],
        ...["--listen", addressOf(client), "--admin", addressOf(admin)],
        ...["--config", settings, "--seed", String(seed), "--journal", journal],
      ],
      cwd: proxyFolder(runDirectory),
      log: join(runDirectory, "logs", `${PROXY_NAME}.log`),
    },
    control: new ProxyControl(access),
  };
}

/** The directory of the run that a command line of Node.js starts a proxy for; undefined: a person's own, or no proxy. */
export function runOfProxy(argv: readonly string[]): string | undefined {
  const [, script = "", command, ...options] = argv;
  if (!script.endsWith("/dist/commands/proxy/main.js") || command !== "proxy") return undefined;
  const after = (option: string) => options[options.indexOf(option) + 1] ?? "";
  const run = /^(.*)\/cluster\/proxy\/settings\.yaml$/s.exec(after("--config"))?.[1];
  return run !== undefined && after("--journal") === join(run, PROXY_JOURNAL) ? run : undefined;
}

function addressOf({ host, port }: ClusterNode["client"]): string {
  return `${host}:${port}`;
}
