/** Faults as bars, and a lane for each node: what it believed, and when. */
import { type Lane, type LaneStretch, lanesOf } from "../lanes.js";
import type { RunPage } from "../payload.js";
import { h, lazyDetails, refresh, table } from "./dom.js";
import { edgesFor, fitted, fittedName, paper, tickStep } from "./layout.js";
import { colour, font, mixed } from "./theme.js";
import type { TimeAxis } from "./time-axis.js";
import { offset, tick } from "./words.js";

const AXIS_HEIGHT = 24;
const FAULT_HEIGHT = 20;
const LANE_HEIGHT = 30;
const GAP = 5;
const FAULT_ROWS_MAX = 12;

export const ROLE_WORDS = {
  leads: "believes it leads",
  follows: "follows",
  none: "sees no leader",
  unreachable: "does not answer",
  paused: "paused",
  down: "down",
} as const;

export class LanesView {
  readonly element: HTMLElement;
  readonly #canvas = h("canvas", { role: "img" });
  lanes: readonly Lane[] = [];
  #rows: readonly (readonly RunPage["faults"][number][])[];
  #partition = 0;

  constructor(
    private page: RunPage,
    private readonly axis: TimeAxis,
  ) {
    this.#rows = faultRows(page.faults, page.endMs);
    const details = lazyDetails("Faults and lanes as tables", () => h("div", {}, ...this.#tables()));
    this.element = h(
      "figure",
      { class: "picture" },
      this.#canvas,
      h("figcaption", { class: "hidden" }, "Faults, and the beliefs of each node"),
    );
    this.tables = details;
    this.choose(0);
    this.#canvas.addEventListener("click", (event) => {
      const ms = this.#msAt(event.offsetX);
      if (ms !== null) axis.moveTo(ms);
    });
    axis.onView(() => this.draw());
  }

  readonly tables: HTMLDetailsElement;

  /** The run went on. */
  update(page: RunPage): void {
    this.page = page;
    this.#rows = faultRows(page.faults, page.endMs);
    this.choose(this.#partition);
    refresh(this.tables);
  }

  /** The partition whose leaders are shown. */
  choose(partition: number): void {
    this.#partition = partition;
    this.lanes = lanesOf(this.page.changes, this.page.nodes, partition, this.page.endMs);
    this.draw();
  }

  #msAt(x: number): number | null {
    const width = this.#canvas.clientWidth;
    const { left, right } = edgesFor(width);
    if (x < left) return null;
    return this.axis.fromMs + ((x - left) / (width - left - right)) * (this.axis.toMs - this.axis.fromMs);
  }

  draw(): void {
    const width = this.#canvas.parentElement?.clientWidth ?? 0;
    const { lanes } = this;
    const faultsTop = AXIS_HEIGHT;
    const faultRowCount = Math.max(1, this.#rows.length);
    const lanesTop = faultsTop + faultRowCount * FAULT_HEIGHT + 12;
    const height = lanesTop + lanes.length * (LANE_HEIGHT + GAP) + 2;
    const context = paper(this.#canvas, width, height);
    if (context === null) return;
    const { left, right } = edgesFor(width);
    const { fromMs, toMs, zeroMs } = this.axis;
    const plot = width - left - right;
    const x = (ms: number) => left + ((ms - fromMs) / (toMs - fromMs)) * plot;
    const clipX = (ms: number) => Math.min(left + plot, Math.max(left, x(ms)));
    const ink = colour("ink");
    const muted = colour("muted");
    const line = colour("line");
    context.font = font();
    context.textBaseline = "middle";

    // The axis
    const seconds = (toMs - fromMs) / 1_000;
    const step = tickStep(seconds, plot);
    context.fillStyle = muted;
    context.textAlign = "center";
    for (
      let at = Math.ceil((fromMs - zeroMs) / 1_000 / step) * step;
      at <= (toMs - zeroMs) / 1_000;
      at += step
    ) {
      const atX = x(zeroMs + at * 1_000);
      context.fillStyle = line;
      context.fillRect(atX, AXIS_HEIGHT - 5, 1, height);
      context.fillStyle = muted;
      if (atX > left + 10 && atX < width - 24) context.fillText(tick(at), atX, 9);
    }

    // Two leaders at once, behind the lanes
    context.save();
    context.beginPath();
    context.rect(left, 0, plot, height);
    context.clip();
    for (const band of this.page.bands) {
      if (band.kind !== "two-leaders" || band.partition !== this.#partition) continue;
      context.fillStyle = mixed(colour("lost"), colour("surface"), 0.13);
      context.fillRect(x(band.fromMs), lanesTop - 6, Math.max(2, x(band.toMs) - x(band.fromMs)), height);
    }

    // Faults
    context.textAlign = "left";
    this.#rows.forEach((bars, row) => {
      for (const bar of bars) {
        const top = faultsTop + row * FAULT_HEIGHT + 2;
        const from = x(bar.fromMs);
        const to = x(bar.toMs ?? this.page.endMs);
        const wide = Math.max(3, to - from);
        context.fillStyle = colour("fault");
        context.beginPath();
        context.roundRect(from, top, wide, FAULT_HEIGHT - 4, 3);
        context.fill();
        context.fillStyle = colour("on-fault");
        const seenFrom = Math.max(from, left);
        const label = fitted(
          context,
          this.#faultLabel(bar),
          Math.min(from + wide, left + plot) - seenFrom - 10,
        );
        context.fillText(label, seenFrom + 6, top + FAULT_HEIGHT / 2 - 1.5);
      }
    });

    // Lanes
    lanes.forEach((lane, index) => {
      const top = lanesTop + index * (LANE_HEIGHT + GAP);
      context.fillStyle = colour("lane");
      context.fillRect(left, top, plot, LANE_HEIGHT);
      for (const stretch of lane.stretches) {
        if (stretch.toMs < fromMs || stretch.fromMs > toMs) continue;
        const from = clipX(stretch.fromMs);
        const wide = Math.max(1.5, clipX(stretch.toMs) - from);
        this.#fillRole(context, stretch, from, top, wide);
        const words = this.#laneLabel(stretch, lane);
        context.fillStyle = stretch.role === "leads" ? colour("on-leader") : ink;
        context.font = font(stretch.role === "leads" ? "600" : "");
        const fits = fitted(context, words, wide - 12);
        if (fits.length <= 3 && fits !== words) continue;
        if (stretch.role === "down" || stretch.role === "paused" || stretch.role === "unreachable") {
          context.fillStyle = colour("lane");
          context.fillRect(from + 2, top + 6, context.measureText(fits).width + 8, LANE_HEIGHT - 12);
          context.fillStyle = ink;
        }
        context.fillText(fits, from + 6, top + LANE_HEIGHT / 2);
      }
      for (const fault of this.page.faults) {
        if (!fault.targets.includes(lane.node)) continue;
        const from = clipX(fault.fromMs);
        const wide = Math.max(2, clipX(fault.toMs ?? this.page.endMs) - from);
        context.fillStyle = colour("fault");
        context.fillRect(from, top + LANE_HEIGHT - 3, wide, 3);
      }
    });
    context.restore();

    // Names
    context.textAlign = "right";
    context.font = font();
    context.fillStyle = muted;
    context.fillText("faults", left - 8, faultsTop + FAULT_HEIGHT / 2);
    context.fillStyle = ink;
    lanes.forEach((lane, index) => {
      const top = lanesTop + index * (LANE_HEIGHT + GAP);
      const name = fittedName(context, this.#laneName(lane), left - 12);
      context.fillText(name, left - 8, top + LANE_HEIGHT / 2);
    });
    this.#canvas.setAttribute("aria-label", this.#label());
  }

  #fillRole(
    context: CanvasRenderingContext2D,
    { role, isStale }: LaneStretch,
    from: number,
    top: number,
    wide: number,
  ): void {
    const names = {
      leads: isStale ? "stale" : "leader",
      follows: "follower",
      none: "lane",
      unreachable: "lane",
      paused: "lane",
      down: "lane",
    };
    context.fillStyle = colour(names[role]);
    context.fillRect(from, top, wide, LANE_HEIGHT);
    if (role === "leads" || role === "follows" || role === "none") return;
    context.save();
    context.beginPath();
    context.rect(from, top, wide, LANE_HEIGHT);
    context.clip();
    context.strokeStyle = colour(role === "down" ? "muted" : "line-strong");
    context.lineWidth = role === "down" ? 2 : 1;
    for (let at = from - LANE_HEIGHT; at < from + wide; at += 7) {
      context.beginPath();
      context.moveTo(at, top + LANE_HEIGHT);
      context.lineTo(at + LANE_HEIGHT, top);
      context.stroke();
    }
    context.restore();
  }

  #laneName({ node, of }: Lane): string {
    const isSecond = of === "quorum" && this.page.nodes[node]?.isVoter === true;
    return isSecond ? `${this.#name(node)} quorum` : this.#name(node);
  }

  #laneLabel(stretch: LaneStretch, lane: Lane): string {
    const { role, isStale, leader, epoch, isr } = stretch;
    const isBroker = lane.of === "partition";
    const by = epoch === null ? "" : ` · epoch ${epoch}`;
    const inSync = isr.length === 0 ? "" : ` · ISR ${isr.map((index) => this.#name(index)).join(" ")}`;
    if (role === "leads") {
      if (!isBroker) return `${isStale ? "still believes it is active" : "active controller"}${by}`;
      return `${isStale ? "still believes it leads" : "leads"}${by}${inSync}`;
    }
    if (role === "follows")
      return isBroker ? `follows ${this.#name(leader)}${by}${inSync}` : `sees ${this.#name(leader)}${by}`;
    return ROLE_WORDS[role];
  }

  #name(index: number | null): string {
    return index === null ? "nobody" : (this.page.nodes[index]?.name ?? "?");
  }

  #faultLabel({ name, fault, targets, detail }: RunPage["faults"][number]): string {
    const what = name === fault ? fault : `${name} (${fault})`;
    const on = targets.length === 0 ? "" : ` on ${targets.map((index) => this.#name(index)).join(", ")}`;
    return `${what}${on}${detail === null ? "" : `: ${detail}`}`;
  }

  #label(): string {
    const { faults, bands } = this.page;
    const two = bands.filter(({ kind }) => kind === "two-leaders").map(({ text }) => text);
    const told = faults.map(
      (fault) => `${this.#faultLabel(fault)} from ${offset(fault.fromMs - this.axis.zeroMs)}`,
    );
    return `Lanes of ${this.page.nodes.length} nodes. ${[...told, ...two].slice(0, 6).join(". ")}. The tables under the picture have every stretch.`;
  }

  #tables(): HTMLElement[] {
    const zero = this.axis.zeroMs;
    const faults = this.page.faults.map((fault) => [
      fault.name === fault.fault ? fault.fault : `${fault.name} (${fault.fault})`,
      fault.targets.map((index) => this.#name(index)).join(", ") || "–",
      offset(fault.fromMs - zero),
      fault.toMs === null ? (this.page.isRunning ? "not yet" : "not healed") : offset(fault.toMs - zero),
      fault.detail ?? "",
    ]);
    const rows = this.lanes.flatMap((lane) =>
      lane.stretches.map((stretch) => [
        this.#laneName(lane),
        offset(stretch.fromMs - zero),
        offset(stretch.toMs - zero),
        ROLE_WORDS[stretch.role],
        stretch.leader === null ? "–" : this.#name(stretch.leader),
        stretch.epoch === null ? "–" : String(stretch.epoch),
        stretch.isr.map((index) => this.#name(index)).join(" ") || "–",
      ]),
    );
    return [
      table("Faults", ["fault", "nodes", "from", "to", "detail"], faults, { numbers: [2, 3] }),
      table(
        "What each node believed",
        ["node", "from", "to", "state", "leader or controller", "epoch", "ISR"],
        rows.slice(0, 500),
        { numbers: [1, 2, 5] },
      ),
    ];
  }
}

/** Faults that overlap get rows of their own. */
function faultRows(faults: RunPage["faults"], endMs: number): RunPage["faults"][number][][] {
  const rows: RunPage["faults"][number][][] = [];
  for (const fault of faults) {
    const free = rows.find((row) => (row.at(-1)?.toMs ?? endMs) <= fault.fromMs);
    if (free !== undefined) free.push(fault);
    else if (rows.length < FAULT_ROWS_MAX) rows.push([fault]);
    else rows[0]!.push(fault);
  }
  return rows;
}
