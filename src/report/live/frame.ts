/**
 * One picture of a run: at most twelve lines, none wider than the terminal.
 *
 *     acks1-leader-partition                                 local · acks 1 · 1,000/s
 *     producing  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━────────────────────────  43 %   0:43
 *     sent 43,120  1,000/s     acknowledged 42,980  998/s     failed 140  0/s
 *     read billing 42,100, lag 880
 *
 *     kafka1   leads              epoch 0   in sync  kafka1            partition
 *     kafka2   leads              epoch 1   in sync  kafka2 kafka3
 *     kafka3   sees kafka2 lead   epoch 1   in sync  kafka2 kafka3
 *     kafka1 and kafka2 both believe they lead
 *
 *     12:00:31.204  partition injected on kafka1
 *
 * Colour is kept for what should not be so: a contested partition, a node that died, messages that failed.
 */

import type { RunHeader } from "../../experiment/watch.js";
import { outcomesOf } from "../model/transactions.js";
import { clip, count, countOf, list, type Page, padEnd, padStart, stopwatch, width } from "../text.js";
import type { LiveState, Totals } from "./state.js";

export const FRAME_LINES_MAX = 12;
const RECENT_LINES_MAX = 3;

/** `lines` is the terminal's height; `elapsedMs` the time since the run started. */
export function frame(
  run: RunHeader,
  state: LiveState,
  elapsedMs: number,
  page: Page,
  lines: number,
): string[] {
  const room = Math.max(4, Math.min(FRAME_LINES_MAX, lines - 1));
  const top = [titleLine(run, page), barLine(run, state, elapsedMs, page)];
  if (state.totals.sent > 0) top.push(totalsLine(run, state, page));
  const errors = errorsLine(state, page);
  if (errors !== undefined) top.push(errors);
  const transactions = transactionsLine(state, page);
  if (transactions !== undefined) top.push(transactions);
  const groups = groupsLine(state, page);
  if (groups !== undefined) top.push(groups);

  const brokers = brokerLines(run, state, page, Math.max(1, room - top.length - 3));
  if (brokers.length > 0) top.push("", ...brokers);
  const spare = Math.min(RECENT_LINES_MAX, room - top.length - 1);
  const recent = spare < 1 ? [] : state.recent.slice(-spare).map((happened) => recentLine(happened, page));
  if (recent.length > 0) top.push("", ...recent);
  return top.slice(0, room);
}

function titleLine(run: RunHeader, { columns, paint }: Page): string {
  const rate = typeof run.rate === "number" ? `${count(run.rate)}/s` : `${run.rate} rate`;
  const setting = [
    run.engine,
    `acks ${run.acks}`,
    ...(run.instances > 1 ? [`${count(run.instances)} producers`] : []),
    rate,
    ...(run.scale === 1 ? [] : [`scale ${run.scale}`]),
  ].join(" · ");
  const right = width(setting) + 20 > columns ? "" : setting;
  const scenario = clip(run.scenario, columns - width(right) - 2);
  return paint.bold(scenario) + paint.dim(padStart(right, columns - width(scenario)));
}

function barLine(run: RunHeader, state: LiveState, elapsedMs: number, { columns, paint }: Page): string {
  const time = stopwatch(elapsedMs);
  const settled = state.totals.acknowledged + state.totals.failed;
  const doing = clip(
    [state.phase || "starting", state.step].filter((word) => word !== "").join(": "),
    columns - 16,
  );
  if (state.step !== "" || state.totals.sent === 0)
    return doing + paint.dim(padStart(time, columns - width(doing)));

  // Never 100 % before the last message is settled.
  const done = run.planned === 0 ? 1 : Math.min(1, settled / run.planned);
  const figures = `${padStart(`${Math.floor(100 * done)} %`, 6)}${padStart(time, Math.max(7, time.length + 2))}`;
  const length = columns - width(doing) - figures.length - 2;
  if (length < 8) return doing + paint.dim(padStart(figures, columns - width(doing)));
  const filled = Math.floor(length * done);
  return `${doing}  ${"━".repeat(filled)}${paint.dim("─".repeat(length - filled))}${figures}`;
}

/** The same figures with ever fewer words, until they fit. */
function totalsLine(run: RunHeader, state: LiveState, { columns, paint }: Page): string {
  const rates = state.rates();
  const digits = count(run.planned).length;
  // Messages that the scenario asks the producers to abort have not failed.
  const planned = state.transactions?.abortedAsPlanned.messages ?? 0;
  const totals = { ...state.totals, failed: Math.max(0, state.totals.failed - planned) };
  const cell = (name: keyof Totals, label: string, withRate: boolean, padded: boolean) => {
    const figure = padded ? padStart(count(totals[name]), digits) : count(totals[name]);
    const rate = withRate && rates !== null ? `  ${count(rates[name])}/s` : "";
    const alarm = name === "failed" && totals.failed > 0;
    const plain = `${label} ${figure}${rate}`;
    return {
      plain,
      painted: `${paint.dim(label)} ${(alarm ? paint.yellow : paint.bold)(figure)}${paint.dim(rate)}`,
    };
  };
  const variants = [
    { acknowledged: "acknowledged", withRate: true, padded: true },
    { acknowledged: "acknowledged", withRate: true, padded: false },
    { acknowledged: "acked", withRate: true, padded: false },
    { acknowledged: "acked", withRate: false, padded: false },
  ];
  for (const { acknowledged, withRate, padded } of variants) {
    const cells = [
      cell("sent", "sent", withRate, padded),
      cell("acknowledged", acknowledged, withRate, padded),
      cell("failed", "failed", withRate, false),
    ];
    const gap = Math.floor((columns - cells.reduce((sum, { plain }) => sum + width(plain), 0)) / 2);
    if (gap < 2) continue;
    // Columns of a fixed width, so that the figures do not dance as the rates change.
    const column = Math.floor(columns / 3);
    const fits = cells.slice(0, 2).every(({ plain }) => width(plain) + 2 <= column);
    return cells
      .map(({ plain, painted }, index) => {
        if (index === 2) return painted;
        return painted + " ".repeat(fits ? column - width(plain) : Math.min(gap, 4));
      })
      .join("");
  }
  return clip(`acked ${count(state.totals.acknowledged)}  failed ${count(totals.failed)}`, columns);
}

function errorsLine(state: LiveState, { columns, paint }: Page): string | undefined {
  const errors = Object.entries(state.errors).sort((a, b) => b[1] - a[1]);
  if (errors.length === 0) return undefined;
  const text = errors.map(([name, times]) => `${name} × ${count(times)}`).join(" · ");
  return paint.dim("errors ") + clip(text, columns - 7);
}

function transactionsLine({ transactions }: LiveState, { columns, paint }: Page): string | undefined {
  if (transactions === null) return undefined;
  return paint.dim("transactions ") + clip(outcomesOf(transactions).join(" · "), columns - 13);
}

function groupsLine(state: LiveState, { columns, paint }: Page): string | undefined {
  if (state.groups.size === 0) return undefined;
  const text = [...state.groups]
    .map(([group, { reads, lag }]) => `${group} ${count(reads)}, lag ${count(lag)}`)
    .join(" · ");
  return paint.dim("read ") + clip(text, columns - 5);
}

interface Row {
  readonly node: string;
  readonly says: string;
  readonly epoch: string;
  readonly inSync: string;
  readonly fault: string;
  readonly tone: "contested" | "leads" | "down" | "plain";
}

function brokerLines(run: RunHeader, state: LiveState, page: Page, linesMax: number): string[] {
  const { columns, paint } = page;
  const contested = state.beliefs.contested();
  const rows = run.brokers
    .map((node) => brokerRow(node, state, contested))
    .filter((row): row is Row => row !== undefined);
  const warning = contestedLine(contested, state, page);
  const shown = pick(rows, linesMax - (warning === undefined ? 0 : 1));
  const widest = (cell: "node" | "says" | "epoch" | "inSync") =>
    Math.max(0, ...shown.map((row) => width(row[cell])));
  const widths = {
    node: widest("node"),
    says: widest("says"),
    epoch: widest("epoch"),
    inSync: widest("inSync"),
  };

  const lines = shown.map((row) => {
    const cells = [
      padEnd(row.node, widths.node),
      padEnd(row.says, widths.says),
      padEnd(row.epoch, widths.epoch),
    ];
    const plain = clip(
      [...cells, padEnd(row.inSync, widths.inSync), row.fault].join("   ").trimEnd(),
      columns,
    );
    if (row.tone === "contested") return paint.yellow(plain);
    if (row.tone === "leads") return paint.bold(plain);
    return row.tone === "down" ? paint.dim(plain) : plain;
  });
  const hidden = rows.length - shown.length;
  if (hidden > 0) lines.push(paint.dim(`and ${countOf(hidden, "more broker")}`));
  if (warning !== undefined) lines.push(warning);
  return lines;
}

/** When there is no room for all: the brokers that lead or are in trouble, in their own order. */
function pick(rows: readonly Row[], room: number): Row[] {
  if (rows.length <= room) return [...rows];
  const telling = ["contested", "leads", "down", "plain"];
  const chosen = [...rows]
    .sort((a, b) => telling.indexOf(a.tone) - telling.indexOf(b.tone))
    .slice(0, room - 1);
  return rows.filter((row) => chosen.includes(row));
}

function brokerRow(node: string, state: LiveState, contested: Map<number, string[]>): Row | undefined {
  const views = [...state.beliefs.views(node)].sort(([a], [b]) => a - b);
  const nodeState = state.beliefs.state(node);
  const fault = state.faultsOn(node).join(", ");
  if (nodeState !== "up") return { node, says: nodeState, epoch: "", inSync: "", fault, tone: "down" };
  const first = views[0];
  if (first === undefined) return undefined;

  const leads = views.filter(([, { leader }]) => leader === node).map(([partition]) => partition);
  const fights = [...contested.values()].some((contenders) => contenders.includes(node));
  const tone = fights ? "contested" : leads.length > 0 ? "leads" : "plain";
  if (!state.beliefs.severalPartitions) {
    const { leader, epoch, isr } = first[1];
    const says = leader === node ? "leads" : leader === null ? "sees no leader" : `sees ${leader} lead`;
    const inSync = `in sync  ${[...isr].sort().join(" ") || "none"}`;
    return { node, says, epoch: `epoch ${epoch}`, inSync, fault, tone };
  }
  const newest = Math.max(...views.map(([, { epoch }]) => epoch));
  const smallest = Math.min(...views.map(([, { isr }]) => isr.length));
  return {
    node,
    says: `leads ${leads.length} of ${countOf(views.length, "partition")}`,
    epoch: `epoch ≤ ${newest}`,
    inSync: `in sync ≥ ${smallest}`,
    fault,
    tone,
  };
}

function contestedLine(contested: Map<number, string[]>, state: LiveState, page: Page): string | undefined {
  const first = [...contested][0];
  if (first === undefined) return undefined;
  const [partition, contenders] = first;
  const all = contenders.length === 2 ? "both" : "all";
  const of = state.beliefs.severalPartitions ? ` ${state.name(partition)}` : "";
  const more = contested.size > 1 ? `, and ${countOf(contested.size - 1, "more partition")} likewise` : "";
  return page.paint.yellow.bold(
    clip(`${list(contenders)} ${all} believe they lead${of}${more}`, page.columns),
  );
}

function recentLine(happened: LiveState["recent"][number], { columns, paint }: Page): string {
  const text = clip(happened.text, columns - happened.clock.length - 2);
  return `${paint.dim(happened.clock)}  ${happened.alarming ? paint.yellow(text) : text}`;
}
