/** `chaos diagnose`: why clients see NotLeaderOrFollowerException, from a live cluster, a finished run, or a log. */
import { constants, createReadStream, openSync, readFileSync, statSync } from "node:fs";
import { Socket } from "node:net";
import { addAbortSignal, type Readable } from "node:stream";
import { createSecureContext } from "node:tls";
import { InvalidArgumentError, Option } from "commander";
import { readErrorLog } from "../diagnosis/error-log.js";
import { judge, type Verdict } from "../diagnosis/judge.js";
import { watchCluster } from "../diagnosis/live.js";
import { type Diagnosed, diagnosedJson, renderText } from "../diagnosis/render.js";
import {
  errorLogJson,
  judgeErrorLog,
  type LogVerdict,
  renderErrorLog,
} from "../diagnosis/render-error-log.js";
import { factsOfRun } from "../diagnosis/timeline.js";
import { InfrastructureError, UsageError } from "../errors.js";
import type { Address } from "../kafka/admin.js";
import { type Credentials, MECHANISMS, type Security } from "../protocol/index.js";
import { cleaned } from "../report/clean.js";
import { findRun, readRun } from "../rundir/rundir.js";
import { DURATION_PATTERN, readDuration } from "../scenario/quantities.js";
import { TopicPartitions } from "../topic-partitions.js";
import { readAddress } from "./address.js";
import { type DefineCommand, type Edge, EXIT, pageOf } from "./command.js";

const PASSWORD = "CHAOS_SASL_PASSWORD";
const WATCH_MS = 10_000;
const WATCH_MS_MAX = 3_600_000;

const HELP = `
Every request only reads. The cluster may have KRaft or ZooKeeper. docs/diagnose.md has the causes, and the rule that
tells a transient problem from a sustained one.

  chaos diagnose --bootstrap kafka-1:9092 --watch 60s
  chaos diagnose runs/20260101T120000Z-orders
  chaos diagnose --error < app.log

The password of --sasl comes from --password-file, or from the environment variable ${PASSWORD}.

Exit codes: 0 healthy, 1 a problem was found, 2 wrong command line, 3 chaos cannot tell, 130 interrupted.
`;

interface Options {
  readonly bootstrap?: string;
  readonly watch?: number;
  readonly tls?: true;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly sasl?: Credentials["mechanism"];
  readonly username?: string;
  readonly passwordFile?: string;
  readonly error?: string | true;
  readonly format: "text" | "json";
  readonly out: string;
}

export const defineDiagnose: DefineCommand = (command, edge, exit) => {
  command
    .description("Finds out why clients see NotLeaderOrFollowerException. It changes nothing.")
    .argument("[run]", "a run directory, or its name, instead of a live cluster")
    .option("--bootstrap <host:port,…>", "brokers of a live cluster")
    .addOption(
      new Option(
        "--watch <duration>",
        "how long to look at the cluster, such as 60s. Default: 10s",
      ).argParser(watch),
    )
    .option("--tls", "connect with TLS")
    .option("--tls-ca <file>", "certificates to trust (PEM). Default: those that Node.js trusts")
    .option("--tls-cert <file>", "the client's certificate (PEM)")
    .option("--tls-key <file>", "the client's key (PEM)")
    .addOption(new Option("--sasl <mechanism>", "log in").choices(MECHANISMS))
    .option("--username <name>", "the user of --sasl")
    .option("--password-file <file>", "a file with the password of --sasl")
    .option("--error [file]", "look for the error in the log of an application. Default: standard input")
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .option("--out <dir>", "where run directories are", "runs")
    .addHelpText("after", HELP)
    .action((run: string | undefined, options: Options) => exit(diagnose(run, options, edge)));
};

async function diagnose(run: string | undefined, options: Options, edge: Edge): Promise<number> {
  if (run !== undefined && options.bootstrap !== undefined) {
    throw new UsageError("chaos diagnose takes a run or --bootstrap, not both");
  }
  if (run === undefined && options.bootstrap === undefined && options.error === undefined) {
    throw new UsageError("chaos diagnose needs a cluster, a run or a log", {
      remedy: "chaos diagnose --bootstrap host:port",
    });
  }
  if (options.bootstrap === undefined) refuseOptionsOfClusters(options);
  const live = options.bootstrap === undefined ? null : liveOf(options.bootstrap, options, edge);
  const log = options.error === undefined ? null : await readErrorLog(openLog(options.error, edge));
  edge.signal.throwIfAborted();
  const diagnosed =
    live !== null ? await diagnosedCluster(live, edge) : run === undefined ? null : ofRun(run, options);
  print(options.format, log, diagnosed, edge);
  return exitCodeOf(diagnosed?.diagnosis.verdict ?? "healthy", log === null ? "none" : judgeErrorLog(log));
}

function print(
  format: Options["format"],
  log: Awaited<ReturnType<typeof readErrorLog>> | null,
  diagnosed: Diagnosed | null,
  { stdout }: Edge,
): void {
  if (format === "json") {
    const json = {
      ...(diagnosed !== null && diagnosedJson(diagnosed)),
      ...(log !== null && { log: errorLogJson(log) }),
    };
    stdout.write(`${JSON.stringify(cleaned(json), null, 2)}\n`);
    return;
  }
  const page = pageOf(stdout);
  const parts = [
    ...(log === null ? [] : [renderErrorLog(log, page)]),
    ...(diagnosed === null ? [] : [renderText(diagnosed, page)]),
  ];
  stdout.write(parts.join("\n"));
}

/** A problem that was found is certain, whatever else could not be told. */
function exitCodeOf(verdict: Verdict, log: LogVerdict): number {
  if (log !== "none" || (verdict !== "healthy" && verdict !== "unknown")) return EXIT.notAsExpected;
  return verdict === "unknown" ? EXIT.infrastructure : EXIT.asExpected;
}

interface Live {
  readonly bootstrap: readonly Address[];
  readonly security: Security;
  readonly windowMs: number;
}

async function diagnosedCluster(live: Live, { stderr, signal }: Edge): Promise<Diagnosed> {
  const seconds = live.windowMs / 1_000;
  if (stderr.isTTY) stderr.write(`looking at the cluster for ${seconds} s\n`);
  const facts = await watchCluster({ ...live, signal });
  const [first] = live.bootstrap;
  return { facts, diagnosis: judge(facts), bootstrap: `${first!.host}:${first!.port}` };
}

function ofRun(named: string, { out }: Options): Diagnosed {
  const { result, timeline, damage } = readRun(findRun(out, named));
  const facts = factsOfRun(timeline, new TopicPartitions(result.settings?.topics ?? [UNNAMED]), damage);
  return { facts, diagnosis: judge(facts), bootstrap: null };
}

function liveOf(bootstrap: string, options: Options, edge: Edge): Live {
  return {
    bootstrap: bootstrap.split(",").map((one) => readAddress("--bootstrap", one)),
    security: securityOf(options, edge),
    windowMs: options.watch ?? WATCH_MS,
  };
}

function refuseOptionsOfClusters(options: Options): void {
  const given = (
    [
      ["watch", "--watch"],
      ["tls", "--tls"],
      ["tlsCa", "--tls-ca"],
      ["tlsCert", "--tls-cert"],
      ["tlsKey", "--tls-key"],
      ["sasl", "--sasl"],
      ["username", "--username"],
      ["passwordFile", "--password-file"],
    ] as const
  ).find(([key]) => options[key] !== undefined);
  if (given !== undefined) throw new UsageError(`${given[1]} needs a cluster: --bootstrap host:port`);
}

function securityOf({ tls, tlsCa, tlsCert, tlsKey, ...login }: Options, { env }: Edge): Security {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new UsageError("--tls-cert and --tls-key belong together");
  }
  const isTls = tls === true || tlsCa !== undefined || tlsCert !== undefined;
  return {
    ...(isTls && {
      tls: {
        ...(tlsCa !== undefined && { ca: readPem("--tls-ca", tlsCa, "cert") }),
        ...(tlsCert !== undefined && { cert: readPem("--tls-cert", tlsCert, "cert") }),
        ...(tlsKey !== undefined && { key: readPem("--tls-key", tlsKey, "key") }),
      },
    }),
    ...credentialsOf(login, env),
  };
}

function credentialsOf(
  { sasl: mechanism, username, passwordFile }: Pick<Options, "sasl" | "username" | "passwordFile">,
  env: Edge["env"],
): Pick<Security, "sasl"> {
  if (mechanism === undefined) {
    if (username !== undefined || passwordFile !== undefined) {
      throw new UsageError(
        `${username === undefined ? "--password-file" : "--username"} needs --sasl, such as --sasl PLAIN`,
      );
    }
    return {};
  }
  if (username === undefined) throw new UsageError("--sasl needs --username");
  const password = passwordFile === undefined ? env[PASSWORD] : readPassword("--password-file", passwordFile);
  if (password === undefined || password === "") {
    throw new UsageError(`--sasl needs a password: give --password-file, or set ${PASSWORD}`);
  }
  return { sasl: { mechanism, username, password } };
}

function read(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UsageError(`${option} ${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function readPassword(option: string, path: string): string {
  const password = read(option, path)
    .toString()
    .replace(/\r?\n$/, "");
  if (password === "") throw new UsageError(`${option} ${path} is empty`);
  return password;
}

/** Older runs of one topic do not name it. */
const UNNAMED = { name: "partition", partitions: 100 };

const PEM = { cert: "certificate", key: "private key without a passphrase" } as const;

/** Node.js takes a file without certificates as `ca`, and then trusts nothing. */
function readPem(option: string, path: string, kind: keyof typeof PEM): Buffer {
  const pem = read(option, path);
  try {
    createSecureContext({ [kind]: pem });
  } catch (cause) {
    throw new UsageError(`${option} ${path} has no ${PEM[kind]} in PEM`, { cause });
  }
  return pem;
}

/** @throws UsageError when there is no such file */
async function* openLog(file: string | true, edge: Edge): AsyncGenerator<Buffer | string> {
  let stream: Readable;
  if (file === true || file === "-") {
    if ((edge.stdin as NodeJS.ReadStream).isTTY === true) {
      throw new UsageError("--error reads a log from standard input: chaos diagnose --error < app.log");
    }
    stream = edge.stdin;
  } else {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found === undefined) throw new UsageError(`there is no log ${file}`);
    if (found.isDirectory()) throw new UsageError(`${file} is a directory, not a log`);
    stream = found.isFIFO() ? openPipe(file) : createReadStream(file);
  }
  try {
    for await (const chunk of addAbortSignal(edge.signal, stream)) yield chunk;
  } catch (cause) {
    edge.signal.throwIfAborted();
    throw new InfrastructureError(`the log cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** A read stream would hold a thread until somebody writes, and with it the end of this process. */
function openPipe(file: string): Readable {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}

function watch(text: string): number {
  const ms = DURATION_PATTERN.test(text) ? readDuration(text) : Number.NaN;
  if (!(ms >= 1_000 && ms <= WATCH_MS_MAX)) {
    throw new InvalidArgumentError("It has to be a duration from 1s to 1h, such as 60s.");
  }
  return ms;
}
