/** A diagnosis as text for a terminal, and as data for JSON. */
import { clean } from "../report/clean.js";
import { columnsOf } from "../report/columns.js";
import { count, countOf, type Page, percent } from "../report/text.js";
import { nextStepOf, VERDICT_WORDS } from "./advice.js";
import type { BrokerFacts, Facts, PartitionFacts } from "./facts.js";
import type { Diagnosis, Finding, Verdict } from "./judge.js";
import { LABEL, labelled } from "./labelled.js";

/** Of partitions, in text. JSON has all of them. */
const ROWS_MAX = 20;
/** Kafka's leader.imbalance.per.broker.percentage */
const IMBALANCE_MAX = 0.1;

export interface Diagnosed {
  readonly facts: Facts;
  readonly diagnosis: Diagnosis;
  /** Null: of a finished run. */
  readonly bootstrap: string | null;
}

export function diagnosedJson({ facts, diagnosis, bootstrap }: Diagnosed) {
  return {
    schemaVersion: "1.0",
    verdict: diagnosis.verdict,
    findings: diagnosis.findings.map(({ verdict, cause, node, evidence, partitions, ...rest }) => ({
      ...{ verdict, cause, node, evidence },
      ...nextStepOf({ verdict, cause, node, evidence, partitions, ...rest }, bootstrap),
      partitions: partitions.map(({ topic, partition }) => `${topic}-${partition}`),
    })),
    partitions: diagnosis.partitions,
    unknown: diagnosis.unknown,
    imbalance: imbalanceOf(facts),
    facts,
  };
}

export function renderText({ facts, diagnosis, bootstrap }: Diagnosed, page: Page): string {
  const { paint } = page;
  const lines: string[] = [];
  const say = labelled(lines, page);
  const styles: Readonly<Record<Verdict, (text: string) => string>> = {
    healthy: paint.green,
    transient: paint.yellow,
    unsettled: paint.yellow,
    sustained: paint.red,
    unknown: paint.magenta,
  };
  const { verdict, findings, partitions, unknown } = diagnosis;
  say(verdict.toUpperCase(), VERDICT_WORDS[verdict], styles[verdict]);
  if (facts.looks > 0) {
    const wrong = partitions.length === 0 ? "all healthy" : `${count(partitions.length)} not healthy`;
    say("seen", `${countOf(facts.partitions.length, "partition")}, ${wrong} · ${windowOf(facts)}`);
    say("controllers", quorumOf(facts));
  }
  for (const text of unknown) say("not known", text);
  for (const finding of findings) {
    const { says, next, commands } = nextStepOf(finding, bootstrap);
    lines.push("");
    say(finding.verdict, `${finding.cause}: ${says}${affected(finding)}`, styles[finding.verdict]);
    for (const [i, text] of finding.evidence.entries()) say(i === 0 ? "evidence" : "", text);
    say("next", next);
    for (const command of commands) lines.push(`${" ".repeat(LABEL)}${clean(command)}`);
  }
  if (facts.brokers.length > 0) lines.push("", ...table(brokerRows(facts), paint.dim));
  const shown = partitionRows(facts, diagnosis);
  if (shown.rows.length > 1) lines.push("", ...table(shown.rows, paint.dim));
  if (shown.left > 0) lines.push(`and ${countOf(shown.left, "other partition")}: --format json lists all`);
  const imbalance = imbalanceOf(facts);
  if (imbalance !== null && imbalance.share > 0) {
    const { elsewhere, partitions: all, share } = imbalance;
    lines.push("");
    const how = share > IMBALANCE_MAX ? "Kafka's automatic election moves leaders back at 10 %." : "";
    say(
      "imbalance",
      `The preferred replica does not lead ${count(elsewhere)} of ${countOf(all, "partition")} (${percent(elsewhere, all)}). ${how}`.trim(),
    );
  }
  return `${lines.join("\n")}\n`;
}

function windowOf({ looks, fromMs, toMs, source }: Facts): string {
  const seconds = ((toMs - fromMs) / 1_000).toFixed(1);
  return source === "run" ? `${seconds} s of the run` : `${countOf(looks, "look")} in ${seconds} s`;
}

function quorumOf({ quorum }: Facts): string {
  if (quorum === null) return "not known";
  const { kind, leader, epoch, voters } = quorum;
  if (kind === "zookeeper") return `ZooKeeper · controller ${leader ?? "none"}`;
  const behind = voters.map(
    ({ name, lag }) => `${name} ${name === leader ? "active" : lag === null ? "?" : `lag ${lag}`}`,
  );
  return [
    `KRaft · active controller ${leader ?? "none"}${epoch === null ? "" : ` (epoch ${epoch})`}`,
    ...(behind.length === 0 ? [] : [`voters ${behind.join(", ")}`]),
  ].join(" · ");
}

function affected({ partitions }: Finding): string {
  if (partitions.length === 0) return "";
  const names = partitions.slice(0, 3).map(({ topic, partition }) => `${topic}-${partition}`);
  return ` ${countOf(partitions.length, "partition")}: ${names.join(", ")}${partitions.length > 3 ? ", …" : ""}.`;
}

function stateOf({ troubles }: BrokerFacts): string {
  const now = (["silent", "absent", "fenced", "cut-off", "stale", "out-of-sync"] as const).filter(
    (name) => troubles[name]?.sinceMs != null,
  );
  return now.length === 0 ? "ok" : now.map((name) => name.replaceAll("-", " ")).join(", ");
}

function brokerRows({ brokers, source }: Facts): string[][] {
  const isLive = source === "live";
  return [
    ["broker", ...(isLive ? ["advertised"] : []), "leads", ...(isLive ? ["preferred"] : []), "state"],
    ...brokers.map((broker) => [
      broker.name,
      ...(isLive ? [broker.address ?? "not known"] : []),
      count(broker.leads),
      ...(isLive ? [count(broker.preferred)] : []),
      stateOf(broker),
    ]),
  ];
}

/** All partitions of a small cluster, of another those that are not healthy. */
function partitionRows({ partitions }: Facts, diagnosis: Diagnosis): { rows: string[][]; left: number } {
  const verdicts = new Map(
    diagnosis.partitions.map((judged) => [`${judged.topic}-${judged.partition}`, judged]),
  );
  const judgedOf = ({ topic, partition }: PartitionFacts) => verdicts.get(`${topic}-${partition}`);
  const all =
    partitions.length <= ROWS_MAX ? partitions : partitions.filter((one) => judgedOf(one) !== undefined);
  const rows = all
    .slice(0, ROWS_MAX)
    .map((one) => [
      `${one.topic}-${one.partition}`,
      one.leader ?? "none",
      String(one.epoch),
      one.isr.join(" "),
      one.replicas.join(" "),
      judgedOf(one) === undefined
        ? "healthy"
        : `${judgedOf(one)!.verdict}: ${judgedOf(one)!.causes.join(", ")}`,
    ]);
  return {
    rows: [["partition", "leader", "epoch", "in sync", "replicas", "judgement"], ...rows],
    left: all.length - rows.length,
  };
}

/** Null: nothing tells which replica is preferred. */
function imbalanceOf({ source, partitions }: Facts) {
  if (source === "run" || partitions.length === 0) return null;
  const elsewhere = partitions.filter(({ leader, replicas }) => leader !== replicas[0]).length;
  return { elsewhere, partitions: partitions.length, share: elsewhere / partitions.length };
}

/** The first row is the head. A column of numbers is right-aligned. */
function table(rows: readonly (readonly string[])[], head: (text: string) => string): string[] {
  const [names, ...others] = rows;
  const isNumber = names!.map((_, column) => others.every((row) => /^[\d,]+$/.test(row[column]!)));
  return columnsOf(
    rows.map((row, at) =>
      row.map((text, column) => ({
        text,
        ...(isNumber[column] && column > 0 && { align: "right" as const }),
        ...(at === 0 && { style: head }),
      })),
    ),
  );
}
