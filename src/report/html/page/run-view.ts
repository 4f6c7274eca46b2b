/** The page of one run, from the answer at the top down to the evidence. */
import type { RunPage, TransactionsPage } from "../payload.js";
import { Charts } from "./charts.js";
import { ConsumerLanesView } from "./consumer-lanes-view.js";
import type { RunModel } from "./decode.js";
import { append, fill, h, lazyDetails, refresh, setText, table } from "./dom.js";
import { LanesView } from "./lanes-view.js";
import { edgesFor } from "./layout.js";
import { MapView } from "./map-view.js";
import { MomentView } from "./moment-view.js";
import { partitionName } from "./partition-name.js";
import { type Tile, tiles } from "./tiles.js";
import { type Reach, TimeAxis } from "./time-axis.js";
import { count, countOf, duration, offset, span, timeOfDay } from "./words.js";

const VERDICTS = {
  "as-expected": "as expected",
  "not-as-expected": "not as expected",
  inconclusive: "inconclusive",
} as const;

const MET: Readonly<Record<string, string>> = {
  pass: "met",
  fail: "not met",
  unknown: "not known",
  campaign: "a campaign judges it",
  observed: "not judged",
};

export interface RunView {
  readonly element: HTMLElement;
  draw(): void;
  recolour(): void;
  selectLost(index: number): void;
  moveTo(ms: number): void;
  /** The run went on, or is over now. What a person chose stays. */
  update(model: RunModel): void;
}

/** The answer, which is there at once. */
export function answerView({ page }: RunModel): HTMLElement {
  return h("main", {}, header(page), runTiles(page));
}

function reachOf({ page }: RunModel): Reach {
  const { beginMs, endMs, faults, series } = page;
  const zeroMs = faults[0]?.fromMs ?? beginMs + Math.min(2_000, endMs - beginMs);
  return { beginMs, endMs, zeroMs, leastMs: series.stepMs * 10 };
}

/** Puts everything else below the answer. */
export function runView(
  element: HTMLElement,
  first: RunModel,
  remember: (place: { readonly lost?: number; readonly t?: number }) => void,
): RunView {
  let { page } = first;
  const axis = new TimeAxis(reachOf(first));
  axis.moveTo(page.isRunning ? page.endMs : (tellingMoment(page) ?? axis.zeroMs));
  const lanes = new LanesView(page, axis);
  const groups = new ConsumerLanesView(page, axis);
  const charts = new Charts(first, axis);
  // The one that tells most.
  let partition =
    page.bands.find(({ kind }) => kind === "two-leaders")?.partition ?? page.lostRanges[0]?.partition ?? 0;
  lanes.choose(partition);
  const moment = new MomentView(first, axis, lanes, () => partition);
  let map = first.map === null ? null : new MapView(first, axis);

  const time = h("section", { class: "card time", "aria-labelledby": "time-title" });
  const line = h("div", { class: "moment-line", "aria-hidden": "true" });
  const slider = h("input", {
    ...{
      type: "range",
      class: "scrubber",
      min: page.beginMs,
      max: page.endMs,
      step: "any",
      "aria-label": "Moment",
    },
  });
  const pictures = h("div", { class: "pictures" }, lanes.element, groups.element, charts.element, line);
  const reading = h("output", { class: "reading" });

  const placeLine = () => {
    const width = pictures.clientWidth;
    const { left, right } = edgesFor(width);
    const share = (axis.momentMs - axis.fromMs) / (axis.toMs - axis.fromMs);
    line.hidden = share < 0 || share > 1;
    line.style.transform = `translateX(${left + share * (width - left - right)}px)`;
    slider.min = String(axis.fromMs);
    slider.max = String(axis.toMs);
    slider.value = String(axis.momentMs);
    const step = (axis.toMs - axis.fromMs) / 200;
    slider.step = String(Math.max(1, step));
    slider.setAttribute(
      "aria-valuetext",
      `${offset(axis.momentMs - axis.zeroMs)}, ${timeOfDay(page.startedAtMs + axis.momentMs)} UTC`,
    );
    slider.style.setProperty("--left", `${left}px`);
    slider.style.setProperty("--right", `${right}px`);
    setText(
      reading,
      `${offset(axis.momentMs - axis.zeroMs)} · ${timeOfDay(page.startedAtMs + axis.momentMs)} UTC`,
    );
  };
  slider.addEventListener("input", () => axis.moveTo(Number(slider.value)));
  axis.onMoment(placeLine);
  axis.onView(placeLine);

  const jump = (by: 1 | -1) => {
    const now = axis.momentMs;
    const to =
      by > 0
        ? page.events.find((event) => event.ms > now + 1)
        : page.events.findLast((event) => event.ms < now - 1 && event.ms >= page.beginMs);
    if (to !== undefined) axis.moveTo(to.ms, true);
  };
  const button = (label: string, text: string, click: () => void) =>
    h("button", { type: "button", "aria-label": label, title: label, on: { click } }, text);
  const choice =
    page.partitions > 1
      ? partitionChoice(page, partition, (chosen) => {
          partition = chosen;
          lanes.choose(chosen);
          moment.draw();
        })
      : null;
  const counted = h("p", { class: "quiet" });
  const omittedChanges = h("p", { class: "quiet" });
  const tell = () => {
    const from = page.faults.length > 0 ? "the first fault" : "the first message";
    setText(
      counted,
      `Times count from ${from}. Drag in a picture to see a part of it, and click for its moment.`,
    );
    omittedChanges.hidden = page.changesOmitted === 0;
    setText(omittedChanges, `${count(page.changesOmitted)} later changes are not in this page.`);
  };
  tell();
  const events = lazyDetails("Every event in words", () =>
    table(
      page.eventsOmitted === 0
        ? "Events"
        : `Events. ${count(page.eventsOmitted)} later ones are in timeline.ndjson.`,
      ["time", "event"],
      page.events.map(({ ms, text }) => [offset(ms - axis.zeroMs), text]),
      { numbers: [0] },
    ),
  );
  append(time, [
    h("h2", { id: "time-title" }, "What happened"),
    counted,
    h(
      "div",
      { class: "bar sticky" },
      button("The event before", "◀", () => jump(-1)),
      button("The next event", "▶", () => jump(1)),
      button("See less of the time", "+", () => axis.zoom(0.5)),
      button("See more of the time", "−", () => axis.zoom(2)),
      button("See all of the time", "all", () => axis.seeAll()),
      choice,
      reading,
      slider,
    ),
    pictures,
    omittedChanges,
    lanes.tables,
    groups.tables,
    charts.tables,
    events,
  ]);

  let lostButtons: HTMLButtonElement[] = [];
  const selectLost = (index: number) => {
    const range = page.lostRanges[index];
    if (range === undefined) return;
    lostButtons.forEach((one, i) => {
      one.setAttribute("aria-pressed", String(i === index));
    });
    map?.select(index);
    const around = Math.max(2_000, (range.toMs - range.fromMs) * 0.25);
    axis.see(range.fromMs - around, Math.max(range.toMs, range.cutMs ?? 0) + around);
    axis.moveTo(range.toMs);
    remember({ lost: index });
  };
  const onRange = (index: number | null) => {
    lostButtons.forEach((one, i) => {
      one.setAttribute("aria-pressed", String(i === index));
    });
    if (index !== null) remember({ lost: index });
  };
  if (map !== null) map.onRange = onRange;

  const mapPlace = h("div", {}, map?.element ?? null);
  const rest = h("div", {});
  const fillRest = () => {
    lostButtons = [];
    fill(
      rest,
      lostSection(page, axis.zeroMs, selectLost, lostButtons),
      // The checks are made when the run is over.
      page.isRunning ? null : h("div", { class: "pair" }, figures(page), availability(page, axis.zeroMs)),
      anomalies(page),
      ...consumers(page),
      ...copiers(page),
      ...transactions(page),
      h("div", { class: "pair" }, settings(page), environment(page)),
      scenario(page),
    );
  };
  fillRest();
  append(element, [time, moment.element, mapPlace, rest]);

  const draw = () => {
    lanes.draw();
    groups.draw();
    charts.draw();
    placeLine();
    moment.draw();
  };
  let width = pictures.clientWidth;
  new ResizeObserver(() => {
    if (pictures.clientWidth === width) return;
    width = pictures.clientWidth;
    draw();
  }).observe(pictures);
  return {
    element,
    draw,
    recolour() {
      map?.recolour();
      draw();
    },
    selectLost,
    moveTo: (ms) => axis.moveTo(ms, true),
    update(model) {
      const before = page;
      page = model.page;
      const follows = axis.isAtEnd;
      axis.extend(reachOf(model));
      if (follows && before.isRunning && !page.isRunning) axis.moveTo(tellingMoment(page) ?? axis.zeroMs);
      if (model.map === null) map = null;
      else if (map === null || !map.update(model)) {
        map = new MapView(model, axis);
        map.onRange = onRange;
      }
      if (map?.element !== mapPlace.firstElementChild) fill(mapPlace, map?.element);
      element.children[1]?.replaceWith(runTiles(page));
      // Nothing else of it changes before the end.
      if (before.isRunning !== page.isRunning) {
        element.children[0]?.replaceWith(header(page));
        fillRest();
      }
      tell();
      refresh(events);
      lanes.update(page);
      groups.update(page);
      charts.update(model);
      moment.update(model);
      draw();
    },
  };
}

/** In the middle of two leaders, else when the first lost message was acknowledged. Null: neither is known. */
function tellingMoment({ bands, lostRanges }: RunPage): number | null {
  const two = bands.find(({ kind }) => kind === "two-leaders");
  if (two !== undefined) return (two.fromMs + two.toMs) / 2;
  return lostRanges[0]?.fromMs ?? null;
}

function partitionChoice(page: RunPage, first: number, chosen: (partition: number) => void): HTMLElement {
  const select = h(
    "select",
    { on: { change: () => chosen(Number(select.value)) } },
    ...Array.from({ length: Math.min(page.partitions, 2_000) }, (_, i) =>
      h("option", { value: i, selected: i === first }, page.partitionNames?.[i] ?? String(i)),
    ),
  );
  return h("label", {}, "partition ", select);
}

/** Of a run that is not over. */
function headerUntilNow(page: RunPage): HTMLElement {
  return h(
    "header",
    { class: "answer running" },
    h(
      "p",
      { class: "verdict" },
      h("span", { class: "pill" }, "running"),
      h("span", { class: "scenario" }, page.scenario),
    ),
    h(
      "h1",
      {},
      "Not known yet",
      h("span", { class: "also" }, "the verdict comes when the run has read its log"),
    ),
    expectations(page),
    notes("Note", page.notes),
    description(page),
  );
}

function expectations(page: RunPage): Node | null {
  if (page.expectations.length === 0) return null;
  const met = (status: string) => (page.isRunning ? "not known yet" : (MET[status] ?? status));
  return h(
    "ul",
    { class: "expectations", "aria-label": "Expected" },
    ...page.expectations.map(({ text, status }) =>
      h("li", { class: status }, `${text} `, h("b", {}, met(status))),
    ),
  );
}

function description(page: RunPage): Node | null {
  if (page.description === null) return null;
  return h(
    "details",
    { class: "description" },
    h("summary", {}, "What this scenario does"),
    h("p", {}, page.description),
  );
}

function header(page: RunPage): HTMLElement {
  if (page.isRunning) return headerUntilNow(page);
  const [loss = "", ...rest] = page.headline.map((part) => part.replace(/ %/g, "\u00a0%"));
  const [amount = "", ...of] = loss.split(" ");
  const isLost = (page.lost ?? 0) > 0;
  return h(
    "header",
    { class: `answer ${page.verdict}` },
    h(
      "p",
      { class: "verdict" },
      h("span", { class: "pill" }, VERDICTS[page.verdict]),
      h("span", { class: "scenario" }, page.scenario),
    ),
    h(
      "h1",
      {},
      h("span", { class: isLost ? "amount lost" : "amount" }, amount),
      ` ${of.join(" ")}${/^\d/.test(amount) ? " lost" : ""}`,
      ...rest.map((part) => h("span", { class: "also" }, part)),
    ),
    ...page.why.map((text) => h("p", { class: "why" }, text)),
    expectations(page),
    notes("Because", page.reasons),
    notes("Note", page.notes),
    notes("Damaged", page.damage),
    description(page),
  );
}

function notes(label: string, texts: readonly string[]): Node | null {
  if (texts.length === 0) return null;
  return h(
    "ul",
    { class: `notes notes-${label.toLowerCase()}`, "aria-label": label },
    ...texts.slice(0, 50).map((text) => h("li", {}, h("b", {}, `${label}: `), text)),
  );
}

function runTiles(page: RunPage): HTMLElement {
  const all: Tile[] = [
    ...page.figures.slice(0, 3).map(({ label, ours, note }) => ({
      name: label,
      value: ours === null ? "unknown" : count(ours),
      note: note ?? "",
    })),
    {
      name: "lost",
      value: page.isRunning ? "not known yet" : page.lost === null ? "unknown" : count(page.lost),
      isBad: (page.lost ?? 0) > 0,
    },
    ...page.times.map(({ label, ms, notes: told }) => ({
      name: label,
      value: ms === null ? "not known" : ms === 0 ? "0 s" : duration(ms),
      note: told[0] ?? "",
    })),
  ];
  return tiles({ class: "tiles", "aria-label": "The run in figures" }, all);
}

function card(id: string, title: string, ...children: readonly (Node | string | null)[]): HTMLElement {
  return h("section", { class: "card", "aria-labelledby": id }, h("h2", { id }, title), ...children);
}

function lostSection(
  page: RunPage,
  zeroMs: number,
  select: (index: number) => void,
  buttons: HTMLButtonElement[],
): HTMLElement | null {
  if (page.lostRanges.length === 0) return null;
  const rows = page.lostRanges.map((range, index) => {
    const show = h(
      "button",
      { type: "button", class: "link", "aria-pressed": "false", on: { click: () => select(index) } },
      `${range.producer}: ${span(range.firstSequence, range.lastSequence)}`,
    );
    buttons.push(show);
    const by = range.acknowledgedBy ?? "not known";
    const where =
      range.firstOffset === null
        ? "–"
        : `${page.partitions > 1 ? `${partitionName(page, range.partition)}, ` : ""}${span(range.firstOffset, range.lastOffset ?? range.firstOffset)}`;
    return [
      show,
      count(range.messages),
      where,
      `${by}${range.leaderEpoch === null ? "" : ` (epoch ${range.leaderEpoch})`}`,
      `${offset(range.fromMs - zeroMs)} to ${offset(range.toMs - zeroMs)}`,
      h(
        "div",
        {},
        range.cut ?? "no broker log line found that truncates them",
        range.line === null ? null : h("code", {}, range.line),
      ),
      range.now ?? "not known",
    ];
  });
  const omitted =
    page.lostRangesOmitted === 0 ? "" : ` ${countOf(page.lostRangesOmitted, "more range")} in lost.csv.`;
  return card(
    "lost-title",
    "Lost messages",
    h("p", { class: "quiet" }, `A click shows the range in the map and on the time axis.${omitted}`),
    table(
      "Ranges of lost messages",
      [
        "producer: sequences",
        "messages",
        "offsets",
        "acknowledged by",
        "when",
        "how they went",
        "at these offsets now",
      ],
      rows,
      {
        numbers: [1],
        hideCaption: true,
      },
    ),
  );
}

function figures(page: RunPage): HTMLElement {
  const say = (value: number | string | null) => (typeof value === "number" ? count(value) : (value ?? "–"));
  const rows = page.figures.map(({ label, ours, published, note }) => [
    label,
    ours === null ? "unknown" : count(ours),
    ...(page.hasReference ? [say(published)] : []),
    note ?? "",
  ]);
  const heads = ["figure", "this run", ...(page.hasReference ? ["published"] : []), "note"];
  return card(
    "figures-title",
    page.hasReference ? "Figures beside the published ones" : "Figures",
    table("Figures of the run", heads, rows, {
      numbers: page.hasReference ? [1, 2] : [1],
      hideCaption: true,
    }),
    page.reference === null
      ? null
      : h(
          "p",
          { class: "quiet" },
          `${page.hasReference ? "Published" : "A run at another scale is published"} by ${page.reference.source}.${page.reference.note === null ? "" : ` ${page.reference.note}`}`,
        ),
    page.clear.length === 0 ? null : h("p", {}, h("b", {}, "0: "), page.clear.join(", ")),
    page.unknown.length === 0 ? null : h("p", {}, h("b", {}, "not checked: "), page.unknown.join(", ")),
    page.errors.length === 0
      ? null
      : h(
          "p",
          {},
          h("b", {}, "errors: "),
          page.errors
            .slice(0, 20)
            .map(([name, times]) => `${name} × ${count(times)}`)
            .join(", "),
        ),
  );
}

function availability(page: RunPage, zeroMs: number): HTMLElement {
  const times = page.times.map(({ label, ms, notes: told }) => [
    label,
    ms === null ? "not known" : ms === 0 ? "0 s" : duration(ms),
    told.join(" · "),
  ]);
  const outages = page.bands
    .filter(({ kind }) => kind === "no-writes")
    .map(({ fromMs, toMs, partition }) => [
      offset(fromMs - zeroMs),
      duration(toMs - fromMs),
      partition === null
        ? page.topicRows.length > 1
          ? "all topics"
          : "the whole topic"
        : partitionName(page, partition),
    ]);
  return card(
    "times-title",
    "Availability",
    times.length === 0
      ? h("p", {}, "No times are known.")
      : table("Times of the run", ["what", "time", "note"], times, { numbers: [1], hideCaption: true }),
    outages.length === 0
      ? null
      : table("Times without writes, of a second or more", ["from", "time", "of"], outages, {
          numbers: [0, 1],
        }),
    page.producerGroupRows.length === 0
      ? null
      : table(
          "Groups of producers",
          ["group", "acknowledged", "failed", "lost"],
          page.producerGroupRows.map(({ name, acknowledged, failed, lost, aborted }) => [
            aborted === null ? `${name} (failed: with aborted)` : name,
            count(acknowledged),
            aborted == null ? count(failed) : `${count(failed)}, and ${count(aborted)} aborted as planned`,
            lost === null ? "not known" : count(lost),
          ]),
          { numbers: [1, 2, 3] },
        ),
    page.topicRows.length === 0
      ? null
      : table(
          "Topics",
          ["topic", "acknowledged", "in the log", "lost"],
          page.topicRows.map(({ topic, acknowledged, stored, lost }) => [
            topic,
            count(acknowledged),
            ...[stored, lost].map((value) => (value === null ? "not known" : count(value))),
          ]),
          { numbers: [1, 2, 3] },
        ),
    page.partitionRows.length < 2
      ? null
      : lazyDetails("Partition by partition", () =>
          table(
            "Partitions",
            [
              "partition",
              "acknowledged",
              "in the log",
              "lost",
              "high watermark before healing",
              "log end after healing",
            ],
            page.partitionRows.map((row) => [
              page.partitionNames?.[row.partition] ?? String(row.partition),
              count(row.acknowledged),
              ...[row.stored, row.lost, row.highWatermarkBeforeHeal, row.logEndOffset].map((value) =>
                value === null ? "not known" : count(value),
              ),
            ]),
            { numbers: [...(page.partitionNames === null ? [0] : []), 1, 2, 3, 4, 5] },
          ),
        ),
  );
}

function anomalies(page: RunPage): HTMLElement | null {
  if (page.anomalies.length === 0) return null;
  const rows = page.anomalies.map(({ label, place, messages, detail }) => [
    label,
    place,
    count(messages),
    detail,
  ]);
  return card(
    "anomalies-title",
    "What else is wrong",
    table("The first of each kind", ["what", "where", "messages", "note"], rows, { numbers: [2] }),
  );
}

/** A card for each group, and for each copier. */
function consumers({ consumers: read }: RunPage): HTMLElement[] {
  if (read === null) return [];
  if (read.unknown !== null)
    return [card("consumers-title", "Consumers", h("p", {}, `Not known: ${read.unknown}.`))];
  return read.groups.map(({ group, ...found }, index) =>
    card(`consumers-title-${index}`, `Consumer group ${group}`, ...tablesOf(`What ${group} read`, found)),
  );
}

/** A card for each copier. */
function copiers({ copiers: copied }: RunPage): HTMLElement[] {
  if (copied === null) return [];
  if (copied.unknown !== null)
    return [card("copiers-title", "Copiers", h("p", {}, `Not known: ${copied.unknown}.`))];
  return copied.groups.map(({ group, ...found }, index) =>
    card(`copiers-title-${index}`, `Copier ${group}`, ...tablesOf(`What ${group} copied`, found)),
  );
}

function transactions({ transactions: found }: RunPage): HTMLElement[] {
  if (found === null) return [];
  return [card("transactions-title", "Transactions", ...tablesOf("What became of transactions", found))];
}

/** The figures, and the first findings. */
function tablesOf(caption: string, { figures, findings }: TransactionsPage): (HTMLElement | null)[] {
  return [
    table(
      caption,
      ["what", "this run", "note"],
      figures.map((row) => [...row]),
      { numbers: [1], hideCaption: true },
    ),
    findings.length === 0
      ? null
      : table(
          "The first of each kind",
          ["what", "where", "messages", "evidence"],
          findings.map(({ label, place, messages, detail }) => [label, place, count(messages), detail]),
          { numbers: [2] },
        ),
  ];
}

function settings(page: RunPage): HTMLElement {
  return card(
    "settings-title",
    "Settings",
    ...page.settings.map((parts) => h("ul", { class: "parts" }, ...parts.map((part) => h("li", {}, part)))),
  );
}

function environment(page: RunPage): HTMLElement {
  return card(
    "environment-title",
    "Environment",
    h(
      "dl",
      { class: "rows" },
      ...page.environment.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
    ),
  );
}

function scenario(page: RunPage): HTMLElement {
  return card(
    "scenario-title",
    "The scenario as it ran",
    page.scenarioText === null
      ? h("p", {}, "The directory of the run has no scenario.yaml that can be read.")
      : h("details", {}, h("summary", {}, "scenario.yaml"), h("pre", { tabindex: 0 }, page.scenarioText)),
  );
}
