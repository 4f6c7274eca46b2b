/**
 * Many runs at once. On a terminal: a bar, the time left, and a line for each run that goes on. Elsewhere: the plain
 * lines of each run, with its name in front.
 *
 *     7 of 22 runs  ━━━━━━━━━━━━━━━──────────────────────────────  about 3 min 10 s left
 *     acks1-leader-partition producers.acks=1      producing       43 %   0:43
 *     acks1-leader-kill producers.acks=all         starting               0:02
 */

import { Chalk } from "chalk";
import type { RunHeader, RunView } from "../../experiment/watch.js";
import { cleaned } from "../clean.js";
import { namesOf } from "../model/partitions.js";
import { clip, countOf, duration, type Page, padEnd, padStart, stopwatch, width } from "../text.js";
import { plain } from "./plain.js";
import { Screen } from "./screen.js";
import { LiveState } from "./state.js";
import type { Terminal } from "./view.js";

export interface Overview {
  /** `name`: the scenario and what was varied. */
  open(name: string, header: RunHeader): RunView;
  /** Takes the picture away for a moment, so that `write` can write lines above it. */
  above(write: () => void): void;
  done(): void;
}

export interface OverviewTotals {
  readonly wanted: number;
  readonly over: number;
  /** Null: not known. */
  readonly leftMs: number | null;
}

const FRAME_MS = 200;
const ROWS_MAX = 12;

interface Row {
  readonly name: string;
  readonly planned: number;
  readonly state: LiveState;
  readonly beganMs: number;
}

export function openOverview(terminal: Terminal, totals: () => OverviewTotals): Overview {
  return terminal.isTTY ? picture(terminal, totals) : lines(terminal);
}

/** `3 of 22 runs, about 4 min 10 s left` */
export function progressLine({ over, wanted, leftMs }: OverviewTotals): string {
  const left = leftMs === null || over === wanted ? "" : `, about ${duration(leftMs)} left`;
  return `${over} of ${countOf(wanted, "run")}${left}`;
}

function lines(terminal: Terminal): Overview {
  return {
    open(name, header) {
      const prefix = `${cleaned({ name }).name}: `;
      return plain.open(header, { ...terminal, write: (text) => terminal.write(`${prefix}${text}`) });
    },
    above: (write) => write(),
    done() {},
  };
}

function picture(terminal: Terminal, totals: () => OverviewTotals): Overview {
  const paint = new Chalk({ level: terminal.color ? 1 : 0 });
  const screen = new Screen(terminal);
  const rows = new Set<Row>();
  const draw = () => {
    const page = { columns: Math.max(20, terminal.columns - 1), paint };
    const room = Math.max(1, Math.min(ROWS_MAX, terminal.rows - 3));
    screen.draw(overviewFrame([...rows], totals(), performance.now(), page, room));
  };
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();
  return {
    open(name, header) {
      const row: Row = {
        name: cleaned({ name }).name,
        planned: header.planned,
        state: new LiveState(namesOf(header.topics)),
        beganMs: performance.now(),
      };
      rows.add(row);
      return { event: (event) => row.state.apply(event), done: () => void rows.delete(row) };
    },
    above(write) {
      screen.clear();
      write();
    },
    done() {
      clearInterval(timer);
      screen.clear();
    },
  };
}

export function overviewFrame(
  rows: readonly Row[],
  totals: OverviewTotals,
  nowMs: number,
  { columns, paint }: Page,
  rowsMax: number,
): string[] {
  const shown = rows.slice(0, rowsMax);
  const done = totals.wanted === 0 ? 1 : totals.over / totals.wanted;
  const head = `${totals.over} of ${countOf(totals.wanted, "run")}  `;
  const left = totals.leftMs === null ? "" : `  about ${duration(totals.leftMs)} left`;
  const length = columns - head.length - left.length;
  const filled = Math.floor(length * done);
  const bar = length < 8 ? "" : `${"━".repeat(filled)}${paint.dim("─".repeat(length - filled))}`;
  const nameWidth = Math.min(Math.max(0, ...shown.map(({ name }) => width(name))), Math.max(8, columns - 40));
  return [
    clip(head, columns) + bar + (length < 8 ? "" : paint.dim(left)),
    ...shown.map(({ name, planned, state, beganMs }) => {
      const { acknowledged, failed, sent } = state.totals;
      const part = Math.min(100, Math.floor((100 * (acknowledged + failed)) / Math.max(1, planned)));
      const share = sent === 0 ? "" : `${part} %`;
      const time = stopwatch(nowMs - beganMs);
      const phase = padEnd(clip(state.phase || "starting", 12), 12);
      const text = `${padEnd(clip(name, nameWidth), nameWidth)}  ${phase}${padStart(share, 6)}${padStart(time, 8)}`;
      return clip(text, columns);
    }),
    ...(rows.length > shown.length
      ? [paint.dim(`and ${countOf(rows.length - shown.length, "more run")}`)]
      : []),
  ];
}
