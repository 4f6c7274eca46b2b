/** Everything that is known of one moment: what each node believed, how far the messages were, what the logs say around it. */
import { stretchAt } from "../lanes.js";
import type { Change } from "../payload.js";
import type { RunModel } from "./decode.js";
import { atMostEvery, fill, h, setText, table, whenSeen } from "./dom.js";
import { type LanesView, ROLE_WORDS } from "./lanes-view.js";
import { partitionName } from "./partition-name.js";
import { tiles } from "./tiles.js";
import type { TimeAxis } from "./time-axis.js";
import { count, offset, timeOfDay } from "./words.js";

const LINES_AROUND = 18;
/** A person who moves the slider reads no faster. */
const REDRAW_MS = 90;

export class MomentView {
  readonly element: HTMLElement;
  readonly #when = h("h2", { id: "moment-title" }, "At this moment");
  readonly #now = h("div", { class: "now" });
  readonly #nodes = h("div", {});
  readonly #log = h("ol", {
    class: "log",
    tabindex: 0,
    role: "list",
    "aria-label": "Log lines around the moment",
  });
  readonly #logTitle = h("h3", {}, "Logs of all nodes around it");
  readonly #problems = h("div", {});
  #shown = "";
  #shownNodes = "";

  constructor(
    private model: RunModel,
    private readonly axis: TimeAxis,
    private readonly lanes: LanesView,
    private readonly partition: () => number,
  ) {
    this.element = h(
      "section",
      { class: "card moment", "aria-labelledby": "moment-title" },
      this.#when,
      this.#now,
      h(
        "div",
        { class: "columns" },
        h("div", {}, this.#nodes),
        h("div", {}, this.#logTitle, this.#log, this.#problems),
      ),
    );
    this.#tellProblems();
    this.draw = whenSeen(
      this.element,
      atMostEvery(REDRAW_MS, () => this.#draw()),
    );
    axis.onMoment(this.draw);
  }

  readonly draw: () => void;

  /** The run went on. */
  update(model: RunModel): void {
    this.model = model;
    this.#shown = "";
    this.#tellProblems();
  }

  #tellProblems(): void {
    const { problems } = this.model.page.logLines;
    fill(this.#problems, ...problems.map((text) => h("p", { class: "quiet" }, `${text}.`)));
  }

  #draw(): void {
    const { page } = this.model;
    const ms = this.axis.momentMs;
    setText(this.#when, `At ${offset(ms - this.axis.zeroMs)} · ${timeOfDay(page.startedAtMs + ms)} UTC`);
    const sentences = [...this.#inForce(ms), ...this.#last(ms)];
    fill(
      this.#now,
      this.#counters(ms),
      h("ul", {}, ...sentences.map(([kind, text]) => h("li", { class: kind }, text))),
    );
    this.#drawNodes(ms);
    this.#drawLog(ms);
  }

  #counters(ms: number): HTMLElement {
    const { page, sent, acknowledged, failed } = this.model;
    const step = Math.min(page.series.steps - 1, Math.floor((ms - page.beginMs) / page.series.stepMs));
    const upTo = (column: Float64Array | null) => {
      if (column === null) return null;
      let sum = 0;
      for (let i = 0; i <= step; i++) sum += column[i]!;
      return sum;
    };
    const [s, a, f] = [upTo(sent), upTo(acknowledged), upTo(failed)];
    const partition = this.partition();
    const to = this.model.acknowledgedTo[partition]?.[Math.max(0, step)] ?? null;
    const row = page.partitionRows.find((found) => found.partition === partition);
    const say = (value: number | null | undefined) =>
      value === null || value === undefined ? (page.isRunning ? "not known yet" : "not known") : count(value);
    const facts: [string, string][] = [
      ["sent", say(s)],
      ["acknowledged", say(a)],
      ["failed", say(f)],
      ["in flight", s === null ? "not known" : say(s - (a ?? 0) - (f ?? 0))],
      ["acknowledged up to offset", to === null || to === 0 ? "none" : count(to - 1)],
      ["high watermark before healing", say(row?.highWatermarkBeforeHeal)],
      ["log end after healing", say(row?.logEndOffset)],
    ];
    return tiles(
      { class: "tiles small" },
      facts.map(([name, value]) => ({ name, value })),
    );
  }

  /** Faults and bands that the moment is in. */
  #inForce(ms: number): [string, string][] {
    const { faults, bands, endMs, nodes } = this.model.page;
    const found: [string, string][] = [];
    for (const { name, fault, fromMs, toMs, targets } of faults) {
      if (ms < fromMs || ms > (toMs ?? endMs)) continue;
      const on = targets.length === 0 ? "" : ` on ${targets.map((index) => nodes[index]?.name).join(", ")}`;
      found.push(["is-fault", `the fault ${name === fault ? fault : `${name} (${fault})`} is in force${on}`]);
    }
    for (const { kind, fromMs, toMs, text } of bands)
      if (ms >= fromMs && ms <= toMs) found.push([`is-${kind}`, text]);
    return found;
  }

  #last(ms: number): [string, string][] {
    const { events } = this.model.page;
    const index = events.findLastIndex((event) => event.ms <= ms + 1);
    const [before, after] = [events[index], events[index + 1]];
    const found: [string, string][] = [];
    if (before !== undefined)
      found.push(["is-event", `${offset(before.ms - this.axis.zeroMs)}: ${before.text}`]);
    if (after !== undefined)
      found.push(["is-event", `next, ${offset(after.ms - this.axis.zeroMs)}: ${after.text}`]);
    return found;
  }

  #drawNodes(ms: number): void {
    const { nodes } = this.model.page;
    const name = (index: number | null | undefined) =>
      index === null || index === undefined ? "–" : (nodes[index]?.name ?? "–");
    const latest = (node: number, what: Change["what"]) =>
      this.model.page.changes.findLast(
        (change) => change.what === what && change.node === node && change.ms <= ms,
      );
    const rows = nodes.map((node, index) => {
      const stretch = stretchAt(this.lanes.lanes[index]?.stretches ?? [], ms);
      const isStale = stretch?.isStale === true;
      const controller = latest(index, "controller");
      const fenced = latest(index, "fenced");
      const voters = latest(index, "voters");
      const role =
        stretch === null
          ? "not known yet"
          : node.role === "broker"
            ? isStale
              ? "still believes it leads"
              : ROLE_WORDS[stretch.role]
            : stretch.role === "leads"
              ? isStale
                ? "still believes it is active"
                : "active controller"
              : ROLE_WORDS[stretch.role];
      const quorum = [
        controller?.what === "controller"
          ? `controller ${name(controller.controller)}${controller.epoch === null ? "" : ` (epoch ${controller.epoch})`}`
          : "",
        fenced?.what === "fenced" && fenced.nodes.length > 0
          ? `fenced: ${fenced.nodes.map(name).join(" ")}`
          : "",
        voters?.what === "voters" ? `voters: ${voters.nodes.map(name).join(" ")}` : "",
      ].filter((text) => text !== "");
      const state = h("span", { class: `role role-${isStale ? "stale" : (stretch?.role ?? "none")}` }, role);
      return {
        key: [node.name, role, stretch?.leader, stretch?.epoch, stretch?.isr.join(), quorum.join()].join("|"),
        cells: [
          node.name,
          state,
          node.role === "broker" ? name(stretch?.leader) : "–",
          stretch?.epoch === null || stretch?.epoch === undefined ? "–" : String(stretch.epoch),
          stretch?.isr.map(name).join(" ") || "–",
          quorum.join(", ") || "–",
        ],
      };
    });
    const key = rows.map((row) => row.key).join("\n");
    if (key === this.#shownNodes) return;
    this.#shownNodes = key;
    const partition =
      this.model.page.partitions === 1 ? "" : ` of ${partitionName(this.model.page, this.partition())}`;
    fill(
      this.#nodes,
      h("h3", {}, `What each node believes${partition}`),
      table(
        "What each node believes at the moment",
        ["node", "state", "leader", "epoch", "ISR", "quorum"],
        rows.map(({ cells }) => cells),
        { numbers: [3], hideCaption: true },
      ),
    );
  }

  #drawLog(ms: number): void {
    const { lines, page } = this.model;
    let [low, high] = [0, lines.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lines[middle]!.ms <= ms) low = middle + 1;
      else high = middle;
    }
    const from = Math.max(0, low - LINES_AROUND);
    const to = Math.min(lines.length, low + LINES_AROUND);
    const key = `${from} ${low} ${to}`;
    if (key === this.#shown) return;
    this.#shown = key;
    const rows: Node[] = [];
    for (let i = from; i < to; i++) {
      const line = lines[i]!;
      if (i === low) rows.push(nowLine());
      rows.push(
        h(
          "li",
          {
            class: `level-${/^[A-Z]+$/.test(line.level) ? line.level.toLowerCase() : "info"}${i < low ? "" : " later"}`,
          },
          h("time", {}, timeOfDay(page.startedAtMs + line.ms)),
          h("b", {}, page.nodes[line.node]?.name ?? ""),
          h("span", {}, line.text),
        ),
      );
    }
    if (low === to) rows.push(nowLine());
    fill(this.#log, ...(lines.length === 0 ? [h("li", {}, "no lines")] : rows));
    const marker = this.#log.querySelector<HTMLElement>(".now-line");
    if (marker !== null) this.#log.scrollTop = marker.offsetTop - this.#log.clientHeight / 2;
  }
}

function nowLine(): HTMLElement {
  return h("li", { class: "now-line" }, h("span", {}, "the moment"));
}
