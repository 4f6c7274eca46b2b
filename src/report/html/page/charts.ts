/** Three pictures over the time axis, drawn by uPlot: messages a second, latencies, messages in flight. */
import uPlot from "uplot";
import { bucketMs } from "../latency.js";
import { niceStep } from "../steps.js";
import type { Dots, RunModel } from "./decode.js";
import { h, lazyDetails, refresh, table } from "./dom.js";
import { edgesFor, tickStep } from "./layout.js";
import { colour, font, mixed } from "./theme.js";
import type { TimeAxis } from "./time-axis.js";
import { count, duration, offset, tick } from "./words.js";

/** Bars of a picture: more would be narrower than a pixel. */
const BINS_MAX = 400;
const TABLE_ROWS = 40;

interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly box: HTMLElement;
  plot: uPlot | null;
  readonly make: (width: number) => { readonly options: uPlot.Options; readonly data: uPlot.AlignedData };
  readonly refresh: () => uPlot.AlignedData;
}

export class Charts {
  readonly element = h("div", { class: "charts" });
  readonly tables: HTMLDetailsElement;
  #charts: Chart[] = [];
  #latencies: [number, number];

  constructor(
    private model: RunModel,
    private readonly axis: TimeAxis,
  ) {
    this.#latencies = latencyRange(model);
    this.#addAll();
    this.tables = lazyDetails("Rates and latencies as a table", () => this.#table());
    axis.onView(() => this.draw());
  }

  /** The run went on. There may be other pictures now: there is no latency before the first message. */
  update(model: RunModel): void {
    const before = kindsOf(this.model);
    this.model = model;
    this.#latencies = latencyRange(model);
    if (kindsOf(model) !== before) {
      for (const { plot } of this.#charts) plot?.destroy();
      this.#charts = [];
      this.element.replaceChildren();
      this.#addAll();
    }
    refresh(this.tables);
  }

  #addAll(): void {
    const { model } = this;
    const { series } = model.page;
    if (model.acknowledged !== null) {
      this.#add("Messages a second", "/s", 150, () => this.#rates(), [
        ["acknowledged", "ack", true],
        ["failed", "failed", true],
        ["sent", "sent", false],
      ]);
    }
    if (hasLatencies(model)) {
      this.#add(
        "Latency, by the time of sending",
        "ms",
        150,
        () => this.#quantiles(),
        [["p99", "p99", false]],
        true,
      );
    }
    if (model.sent !== null && series.source === "ledger") {
      this.#add("In flight: sent, and no report yet", "", 90, () => this.#inFlight(), [
        ["in flight", "flight", true],
      ]);
    }
  }

  #add(
    title: string,
    unit: string,
    height: number,
    data: () => uPlot.AlignedData,
    lines: readonly (readonly [label: string, colour: string, filled: boolean])[],
    isLatency = false,
  ): void {
    const box = h("div", { class: "plot" });
    const legend = lines.map(([label, name]) => h("span", { class: `key key-${name}` }, label));
    if (isLatency) {
      legend.push(h("span", { class: "key key-dot" }, "acknowledged, a dot for similar ones"));
      if ((this.model.failures?.step.length ?? 0) > 0)
        legend.push(h("span", { class: "key key-cross" }, "failed"));
    }
    const figure = h(
      "figure",
      { class: "picture" },
      h("figcaption", {}, h("strong", {}, title), h("span", { class: "keys" }, ...legend)),
      box,
    );
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", `${title}. The table under the pictures has the figures.`);
    this.element.append(figure);
    const make = (width: number) => ({
      options: this.#options(width, height, unit, lines, isLatency),
      data: data(),
    });
    this.#charts.push({ title, unit, box, plot: null, make, refresh: data });
  }

  #options(
    width: number,
    height: number,
    unit: string,
    lines: readonly (readonly [label: string, colour: string, filled: boolean])[],
    isLatency: boolean,
  ): uPlot.Options {
    const { left, right } = edgesFor(width);
    const grid = { stroke: () => colour("line"), width: 1 };
    const steps = uPlot.paths.stepped?.({ align: 1 });
    return {
      ...{ width, height, padding: [8, right, 0, 0] },
      legend: { show: false },
      cursor: {
        ...{ y: false, points: { show: false } },
        drag: { x: true, y: false, setScale: false, dist: 5 },
      },
      scales: {
        x: { time: false, range: () => this.#range() },
        y: isLatency
          ? { distr: 3, log: 10, range: () => this.#latencies }
          : { range: (_, __, most) => [0, (most || 1) * 1.1] },
      },
      axes: [
        {
          ...{ stroke: () => colour("muted"), font: font(), grid, ticks: { show: false }, size: 22, gap: 2 },
          splits: (plot) => this.#ticks(plot),
          values: (_, values) => values.map(tick),
        },
        {
          ...{
            stroke: () => colour("muted"),
            font: font(),
            grid,
            ticks: { show: false },
            size: left,
            gap: 6,
          },
          values: (_, values) =>
            values.map((value) => {
              if (value === null || value === undefined) return "";
              if (isLatency) return Math.log10(value) % 1 === 0 ? shortDuration(value) : "";
              return value >= 10_000 ? `${count(value / 1_000)}k${unit}` : `${count(value)}${unit}`;
            }),
          space: isLatency ? 12 : 30,
        },
      ],
      series: [
        {},
        ...lines.map(([label, name, isFilled]) => ({
          label,
          stroke: () => colour(name),
          width: isFilled ? 1.5 : 1,
          ...(isFilled && { fill: () => mixed(colour(name), colour("surface"), 0.25) }),
          ...(!isLatency && steps !== undefined && { paths: steps }),
          points: { show: false },
          spanGaps: false,
        })),
      ],
      hooks: {
        drawClear: [(plot) => this.#bands(plot)],
        draw: isLatency ? [(plot) => this.#dots(plot)] : [],
        setSelect: [
          (plot) => {
            const { left: from, width: wide } = plot.select;
            if (wide < 5) return;
            const ms = (x: number) => plot.posToVal(x, "x") * 1_000 + this.axis.zeroMs;
            this.axis.see(ms(from), ms(from + wide));
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          },
        ],
        ready: [
          (plot) => {
            plot.over.addEventListener("click", (event) => {
              const rect = plot.over.getBoundingClientRect();
              this.axis.moveTo(plot.posToVal(event.clientX - rect.left, "x") * 1_000 + this.axis.zeroMs);
            });
            plot.over.addEventListener("dblclick", () => this.axis.seeAll());
          },
        ],
      },
    };
  }

  draw(): void {
    for (const chart of this.#charts) {
      const width = chart.box.clientWidth;
      if (width === 0) continue;
      if (chart.plot !== null && chart.plot.width !== width) {
        chart.plot.destroy();
        chart.plot = null;
      }
      if (chart.plot === null) {
        const { options, data } = chart.make(width);
        chart.plot = new uPlot(options, data, chart.box);
      } else chart.plot.setData(chart.refresh());
    }
  }

  #range(): [number, number] {
    const { fromMs, toMs, zeroMs } = this.axis;
    return [(fromMs - zeroMs) / 1_000, (toMs - zeroMs) / 1_000];
  }

  #ticks(plot: uPlot): number[] {
    const [from, to] = this.#range();
    const step = tickStep(to - from, plot.width);
    const ticks: number[] = [];
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
    return ticks;
  }

  /** Steps that are seen, put together until there are few enough of them. */
  #bins(): { readonly perBin: number; readonly first: number; readonly bins: number; readonly x: number[] } {
    const { series, beginMs } = this.model.page;
    const { fromMs, toMs, zeroMs } = this.axis;
    const wanted = Math.max(series.stepMs, niceStep((toMs - fromMs) / BINS_MAX), 100);
    const perBin = Math.max(1, Math.round(wanted / series.stepMs));
    const first = Math.max(0, Math.floor((fromMs - beginMs) / series.stepMs / perBin) * perBin);
    const last = Math.min(series.steps, Math.ceil((toMs - beginMs) / series.stepMs) + perBin);
    const bins = Math.max(1, Math.ceil((last - first) / perBin));
    const x = Array.from(
      { length: bins },
      (_, i) => (beginMs + (first + i * perBin) * series.stepMs - zeroMs) / 1_000,
    );
    return { perBin, first, bins, x };
  }

  #rates(): uPlot.AlignedData {
    const { perBin, first, bins, x } = this.#bins();
    const seconds = (perBin * this.model.page.series.stepMs) / 1_000;
    const rate = (column: Float64Array | null) =>
      Array.from({ length: bins }, (_, i) => {
        let sum = 0;
        for (let at = 0; at < perBin; at++) sum += column?.[first + i * perBin + at] ?? 0;
        return sum / seconds;
      });
    return [x, rate(this.model.acknowledged), rate(this.model.failed), rate(this.model.sent)];
  }

  #inFlight(): uPlot.AlignedData {
    const { perBin, first, bins, x } = this.#bins();
    const { sent, acknowledged, failed } = this.model;
    const most = new Array<number>(bins).fill(0);
    let open = 0;
    for (let step = 0; step < first + bins * perBin && step < (sent?.length ?? 0); step++) {
      open += sent![step]! - acknowledged![step]! - failed![step]!;
      const bin = Math.floor((step - first) / perBin);
      if (bin >= 0) most[bin] = Math.max(most[bin]!, open);
    }
    return [x, most];
  }

  #quantiles(): uPlot.AlignedData {
    const { perBin, first, bins, x } = this.#bins();
    const found = this.model.latencies;
    const byBin = new Map<number, [ms: number, count: number][]>();
    for (let i = 0; i < (found?.step.length ?? 0); i++) {
      const bin = Math.floor((found!.step[i]! - first) / perBin);
      if (bin < 0 || bin >= bins) continue;
      const list = byBin.get(bin) ?? [];
      list.push([Math.max(0.1, bucketMs(found!.bucket[i]!)), found!.count[i]!]);
      byBin.set(bin, list);
    }
    const p99 = Array.from({ length: bins }, (_, bin) => quantile(byBin.get(bin) ?? [], 0.99));
    return [x, p99];
  }

  #bands(plot: uPlot): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const x = (ms: number) => plot.valToPos((ms - this.axis.zeroMs) / 1_000, "x", true);
    for (const { kind, fromMs, toMs } of this.model.page.bands) {
      if (kind === "two-leaders") continue;
      ctx.fillStyle = mixed(
        colour(kind === "unsafe" ? "lost" : "muted"),
        colour("surface"),
        kind === "unsafe" ? 0.12 : 0.1,
      );
      ctx.fillRect(x(fromMs), bbox.top, Math.max(1, x(toMs) - x(fromMs)), bbox.height);
    }
    ctx.fillStyle = colour("fault");
    for (const { fromMs, toMs } of this.model.page.faults) {
      ctx.fillRect(
        x(fromMs),
        bbox.top,
        Math.max(2, x(toMs ?? this.model.page.endMs) - x(fromMs)),
        2 * devicePixelRatio,
      );
    }
    ctx.restore();
  }

  #dots(plot: uPlot): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const size = 2 * devicePixelRatio;
    this.#eachDot(
      this.model.latencies,
      plot,
      (x, y, many) => {
        ctx.globalAlpha = Math.min(1, 0.35 + Math.log10(many + 1) / 4);
        ctx.fillRect(x, y - size / 2, size, size);
      },
      () => {
        ctx.fillStyle = colour("ack");
      },
    );
    ctx.globalAlpha = 1;
    this.#eachDot(
      this.model.failures,
      plot,
      (x, y) => {
        ctx.beginPath();
        ctx.moveTo(x - size, y - size);
        ctx.lineTo(x + size, y + size);
        ctx.moveTo(x + size, y - size);
        ctx.lineTo(x - size, y + size);
        ctx.stroke();
      },
      () => {
        ctx.strokeStyle = colour("failed");
        ctx.lineWidth = 1.2 * devicePixelRatio;
      },
    );
    ctx.restore();
  }

  #eachDot(
    dots: Dots | null,
    plot: uPlot,
    paint: (x: number, y: number, many: number) => void,
    prepare: () => void,
  ): void {
    if (dots === null) return;
    prepare();
    const { beginMs, series } = this.model.page;
    const [from, to] = this.#range();
    for (let i = 0; i < dots.step.length; i++) {
      const second = (beginMs + (dots.step[i]! + 0.5) * series.stepMs - this.axis.zeroMs) / 1_000;
      if (second < from || second > to) continue;
      const ms = Math.max(0.1, bucketMs(dots.bucket[i]!));
      paint(plot.valToPos(second, "x", true), plot.valToPos(ms, "y", true), dots.count[i]!);
    }
  }

  #table(): HTMLElement {
    const { page, sent, acknowledged, failed, latencies } = this.model;
    const { series, beginMs } = page;
    const perRow = Math.max(1, Math.ceil(series.steps / TABLE_ROWS));
    const rows: string[][] = [];
    let open = 0;
    for (let first = 0; first < series.steps; first += perRow) {
      const sum = (column: Float64Array | null) => {
        let total = 0;
        for (let i = first; i < Math.min(series.steps, first + perRow); i++) total += column?.[i] ?? 0;
        return total;
      };
      const [s, a, f] = [sum(sent), sum(acknowledged), sum(failed)];
      open += s - a - f;
      const values: [number, number][] = [];
      for (let i = 0; i < (latencies?.step.length ?? 0); i++) {
        const step = latencies!.step[i]!;
        if (step >= first && step < first + perRow)
          values.push([bucketMs(latencies!.bucket[i]!), latencies!.count[i]!]);
      }
      const [p50, p99] = [quantile(values, 0.5), quantile(values, 0.99)];
      const say = (ms: number | null) => (ms === null ? "–" : duration(ms));
      rows.push([
        offset(beginMs + first * series.stepMs - this.axis.zeroMs),
        count(s),
        count(a),
        count(f),
        count(open),
        say(p50),
        say(p99),
      ]);
    }
    return table(
      `Messages in steps of ${duration(perRow * series.stepMs)}. Latencies are known to 9 %.`,
      ["from", "sent", "acknowledged", "failed", "in flight", "p50", "p99"],
      rows,
      { numbers: [0, 1, 2, 3, 4, 5, 6] },
    );
  }
}

function hasLatencies({ latencies, failures }: RunModel): boolean {
  return latencies !== null && (latencies.step.length > 0 || (failures?.step.length ?? 0) > 0);
}

/** Which pictures and keys there are. */
function kindsOf(model: RunModel): string {
  const { acknowledged, sent, failures, page } = model;
  return [
    acknowledged !== null,
    hasLatencies(model),
    (failures?.step.length ?? 0) > 0,
    sent !== null && page.series.source,
  ].join();
}

/** Of all dots, so that the scale stays as it is while a person zooms. */
function latencyRange({ latencies, failures }: RunModel): [number, number] {
  let [least, most] = [1, 100];
  for (const dots of [latencies, failures]) {
    for (const bucket of dots?.bucket ?? []) {
      const ms = bucketMs(bucket);
      least = Math.min(least, ms);
      most = Math.max(most, ms);
    }
  }
  return [Math.max(0.1, least * 0.7), most * 1.5];
}

function quantile(values: [ms: number, count: number][], share: number): number | null {
  const total = values.reduce((sum, [, many]) => sum + many, 0);
  if (total === 0) return null;
  let left = Math.ceil(total * share);
  for (const [ms, many] of values.sort((a, b) => a[0] - b[0])) {
    left -= many;
    if (left <= 0) return ms;
  }
  return null;
}

function shortDuration(ms: number): string {
  return ms >= 1_000 ? `${count(ms / 1_000)} s` : `${ms} ms`;
}
