/** A lane for each consumer group: its lag as an area, consumers that were away as bars, rebalances as ticks. */
import type { ConsumerLane, RunPage } from "../payload.js";
import { h, lazyDetails, refresh, table } from "./dom.js";
import { edgesFor, fitted, fittedName, paper } from "./layout.js";
import { colour, font, mixed } from "./theme.js";
import type { TimeAxis } from "./time-axis.js";
import { count, offset } from "./words.js";

const LANE_HEIGHT = 40;
const GAP = 5;
const TICK_HEIGHT = 7;
const BAR_HEIGHT = 5;
const TABLE_ROWS_MAX = 500;

const HOW = { killed: "killed", closed: "closed", paused: "paused", died: "ended by itself" } as const;
const ACTION = { assigned: "gets", revoked: "gives up", lost: "loses" } as const;

export class ConsumerLanesView {
  readonly element: HTMLElement;
  readonly tables: HTMLDetailsElement;
  readonly #canvas = h("canvas", { role: "img" });

  constructor(
    private page: RunPage,
    private readonly axis: TimeAxis,
  ) {
    this.tables = lazyDetails("Consumer groups over time as a table", () => this.#table());
    this.element = h(
      "figure",
      { class: "picture" },
      this.#canvas,
      h(
        "figcaption",
        { class: "quiet" },
        "Consumer groups. Area: lag. Bars at the bottom: consumers that were away. Ticks at the top: rebalances.",
      ),
    );
    this.#canvas.addEventListener("click", ({ offsetX }) => {
      const { left, right } = edgesFor(this.#canvas.clientWidth);
      if (offsetX < left) return;
      const share = (offsetX - left) / (this.#canvas.clientWidth - left - right);
      axis.moveTo(axis.fromMs + share * (axis.toMs - axis.fromMs));
    });
    axis.onView(() => this.draw());
    this.#show();
  }

  /** The run went on. */
  update(page: RunPage): void {
    this.page = page;
    this.#show();
    refresh(this.tables);
  }

  #show(): void {
    const isNone = this.page.consumerLanes.length === 0;
    this.element.hidden = isNone;
    this.tables.hidden = isNone;
  }

  draw(): void {
    const lanes = this.page.consumerLanes;
    if (lanes.length === 0) return;
    const width = this.#canvas.parentElement?.clientWidth ?? 0;
    const context = paper(this.#canvas, width, GAP + lanes.length * (LANE_HEIGHT + GAP));
    if (context === null) return;
    const { left, right } = edgesFor(width);
    const { fromMs, toMs } = this.axis;
    const plot = width - left - right;
    const x = (ms: number) =>
      Math.min(left + plot, Math.max(left, left + ((ms - fromMs) / (toMs - fromMs)) * plot));
    context.textBaseline = "middle";
    lanes.forEach((lane, index) => {
      const top = GAP + index * (LANE_HEIGHT + GAP);
      context.fillStyle = colour("lane");
      context.fillRect(left, top, plot, LANE_HEIGHT);
      this.#drawLag(context, lane, x, top);
      context.fillStyle = colour("accent");
      for (const { ms } of lane.rebalances)
        if (ms >= fromMs && ms <= toMs) context.fillRect(x(ms) - 1, top, 2, TICK_HEIGHT);
      for (const { how, fromMs: from, toMs: to } of lane.absences) {
        const until = to ?? this.page.endMs;
        if (until < fromMs || from > toMs) continue;
        context.fillStyle = colour(how === "killed" || how === "died" ? "lost" : "fault");
        const wide = Math.max(3, x(until) - x(from));
        context.fillRect(x(from), top + LANE_HEIGHT - BAR_HEIGHT, wide, BAR_HEIGHT);
      }
      context.font = font();
      context.textAlign = "right";
      context.fillStyle = colour("ink");
      context.fillText(fittedName(context, lane.group, left - 12), left - 8, top + LANE_HEIGHT / 2);
      context.textAlign = "left";
      context.fillText(fitted(context, lagText(lane), plot - 12), left + 6, top + LANE_HEIGHT / 2);
    });
    this.#canvas.setAttribute("aria-label", this.#label());
  }

  /** In steps: a lag is known until the next one. */
  #drawLag(
    context: CanvasRenderingContext2D,
    lane: ConsumerLane,
    x: (ms: number) => number,
    top: number,
  ): void {
    const most = mostOf(lane);
    if (most === 0) return;
    const bottom = top + LANE_HEIGHT - BAR_HEIGHT;
    const room = LANE_HEIGHT - BAR_HEIGHT - TICK_HEIGHT;
    context.fillStyle = mixed(colour("ack"), colour("lane"), 0.45);
    lane.lag.forEach(([ms, lag], i) => {
      const until = lane.lag[i + 1]?.[0] ?? this.page.endMs;
      const height = (lag / most) * room;
      const wide = x(until) - x(ms);
      if (wide > 0 && height > 0) context.fillRect(x(ms), bottom - height, wide + 0.5, height);
    });
  }

  #label(): string {
    const told = this.page.consumerLanes.map(
      (lane) =>
        `${lane.group}: ${lagText(lane)}, ${count(lane.absences.length)} times a consumer was away, ${count(lane.rebalances.length)} changes of partitions`,
    );
    return `Lanes of consumer groups. ${told.slice(0, 6).join(". ")}. The table under the picture has each event.`;
  }

  #table(): HTMLElement {
    const zero = this.axis.zeroMs;
    const rows = this.page.consumerLanes.flatMap(({ group, absences, rebalances }) => {
      const away = absences.map(({ instance, how, fromMs, toMs }) => {
        const until = toMs === null ? "" : ` until ${offset(toMs - zero)}`;
        return { ms: fromMs, name: `${group}-${instance}`, text: `${HOW[how]}${until}` };
      });
      const moved = rebalances.map(({ ms, instance, action, partitions }) => {
        const what = partitions === 1 ? "1 partition" : `${count(partitions)} partitions`;
        return { ms, name: `${group}-${instance}`, text: `${ACTION[action]} ${what}` };
      });
      return [...away, ...moved];
    });
    rows.sort((a, b) => a.ms - b.ms);
    const cells = rows.slice(0, TABLE_ROWS_MAX).map(({ ms, name, text }) => [offset(ms - zero), name, text]);
    return table("Consumer groups over time", ["at", "consumer", "event"], cells, { numbers: [0] });
  }
}

function mostOf({ lag }: ConsumerLane): number {
  return lag.reduce((most, [, one]) => Math.max(most, one), 0);
}

function lagText(lane: ConsumerLane): string {
  return `lag up to ${count(mostOf(lane))}`;
}
