/** The index of many runs: the worst of them first, and every run behind its line. */
import type { Report, RunSummary } from "../payload.js";
import { campaignView } from "./campaign-view.js";
import { fill, h, table } from "./dom.js";
import { count, countOf, duration } from "./words.js";

const VERDICTS = {
  "as-expected": "as expected",
  "not-as-expected": "not as expected",
  inconclusive: "inconclusive",
} as const;

const GROUPINGS: Readonly<Record<string, (run: RunSummary) => readonly string[]>> = {
  scenario: ({ scenario }) => [scenario],
  fault: ({ faults }) => (faults.length === 0 ? ["no fault"] : faults),
  setting: ({ acks, kafka, engine, settings }) => [
    `acks ${acks} · Kafka ${kafka} · ${[engine, ...settings].join(" · ")}`,
  ],
  verdict: ({ verdict }) => [VERDICTS[verdict]],
};

/** What a person chose to see. */
export interface Choice {
  /** Only runs of this cell of the campaign; null: all runs. */
  cell: number | null;
}

/**
 * `ids`: of the runs, as addresses and the cells of the campaign have them; the position of a run unless given. `choice`
 * changes with the person's, so that a page that is drawn again begins with it.
 */
export function indexView(
  { runs, problems, campaign }: Pick<Report, "runs" | "problems" | "campaign">,
  ids: readonly number[] = runs.map((_, index) => index),
  choice: Choice = { cell: null },
): HTMLElement {
  if (runs.length === 0) {
    return h(
      "main",
      {},
      h("header", { class: "answer" }, h("h1", {}, "No runs")),
      h("p", {}, "The report was asked for no runs, or none of them can be read."),
      problemList(problems),
      campaign && campaignView(campaign, () => {}),
    );
  }
  const list = h("div", {});
  const groups = h(
    "select",
    { on: { change: () => draw() } },
    ...Object.keys(GROUPINGS).map((name) => h("option", { value: name }, name)),
  );
  const search = h("input", {
    type: "search",
    placeholder: "name of a scenario or run",
    on: { input: () => draw() },
  });
  const title = h("h2", { id: "runs-title", tabindex: -1 }, "Runs");
  const all = h(
    "button",
    {
      type: "button",
      on: {
        click: () => {
          choice.cell = null;
          draw();
        },
      },
    },
    "all runs",
  );
  const draw = () => {
    const wanted = search.value.toLowerCase();
    const only = choice.cell === null ? null : new Set(campaign?.cells[choice.cell]?.members);
    const shown = runs.flatMap((run, index) =>
      (only === null || only.has(ids[index]!)) && `${run.scenario} ${run.run}`.toLowerCase().includes(wanted)
        ? [{ run, index: ids[index]! }]
        : [],
    );
    all.hidden = only === null;
    fill(list, ...grouped(shown, groups.value).map(([name, members]) => group(name, members)));
  };
  draw();
  const show = (cell: number) => {
    choice.cell = cell;
    search.value = "";
    draw();
    title.focus();
    title.scrollIntoView();
  };
  return h(
    "main",
    {},
    header(runs),
    problemList(problems),
    campaign && campaignView(campaign, show),
    worst(runs, ids),
    h(
      "section",
      { class: "card", "aria-labelledby": "runs-title" },
      title,
      h("div", { class: "bar" }, h("label", {}, "by ", groups), h("label", {}, "find ", search), all),
      list,
    ),
  );
}

type Indexed = { readonly run: RunSummary; readonly index: number };

function grouped(runs: readonly Indexed[], by: string): [string, Indexed[]][] {
  const groups = new Map<string, Indexed[]>();
  for (const member of runs) {
    for (const name of GROUPINGS[by]!(member.run)) groups.set(name, [...(groups.get(name) ?? []), member]);
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

function header(runs: readonly RunSummary[]): HTMLElement {
  const of = (verdict: RunSummary["verdict"]) => runs.filter((run) => run.verdict === verdict).length;
  const losing = runs.filter(({ lost }) => (lost ?? 0) > 0).length;
  const unknown = runs.filter(({ lost }) => lost === null).length;
  const verdict =
    of("not-as-expected") > 0 ? "not-as-expected" : of("inconclusive") > 0 ? "inconclusive" : "as-expected";
  const parts = [
    `${count(of("as-expected"))} as expected`,
    `${count(of("not-as-expected"))} not as expected`,
    `${count(of("inconclusive"))} inconclusive`,
    ...(unknown > 0 ? [`of ${countOf(unknown, "run")} the loss is not known`] : []),
  ];
  return h(
    "header",
    { class: `answer ${verdict}` },
    h(
      "h1",
      {},
      h("span", { class: losing > 0 ? "amount lost" : "amount" }, count(losing)),
      ` of ${countOf(runs.length, "run")} lost acknowledged messages`,
    ),
    h("p", { class: "why" }, parts.join(" · ")),
  );
}

function problemList(problems: readonly string[]): Node | null {
  if (problems.length === 0) return null;
  return h(
    "ul",
    { class: "notes notes-damaged", "aria-label": "Runs that cannot be read" },
    ...problems.slice(0, 100).map((text) => h("li", {}, h("b", {}, "Not read: "), text)),
  );
}

function link(index: number, text: string, lost = false): HTMLElement {
  return h("a", { href: `#run=${index}${lost ? "&lost=0" : ""}` }, text);
}

function worst(runs: readonly RunSummary[], ids: readonly number[]): HTMLElement {
  const all = runs.map((run, index) => ({ run, index: ids[index]! }));
  const outages = all
    .filter(({ run }) => (run.noWritesMs ?? 0) >= 1_000)
    .sort((a, b) => b.run.noWritesMs! - a.run.noWritesMs!);
  const losses = all.filter(({ run }) => (run.lost ?? 0) > 0).sort((a, b) => b.run.lost! - a.run.lost!);
  return h(
    "div",
    { class: "pair" },
    h(
      "section",
      { class: "card", "aria-labelledby": "losses-title" },
      h("h2", { id: "losses-title" }, "Losses"),
      losses.length === 0
        ? h("p", {}, "No run is known to have lost a message.")
        : table(
            "Every run that lost messages",
            ["run", "lost", "of acknowledged"],
            losses.map(({ run, index }) => [
              link(index, run.run, true),
              count(run.lost!),
              count(run.acknowledged),
            ]),
            { numbers: [1, 2], hideCaption: true },
          ),
    ),
    h(
      "section",
      { class: "card", "aria-labelledby": "outages-title" },
      h("h2", { id: "outages-title" }, "Worst availability"),
      outages.length === 0
        ? h("p", {}, "In no run producers could not write for a second or more, as far as it is known.")
        : table(
            "Longest times without writes",
            ["run", "no writes"],
            outages.slice(0, 20).map(({ run, index }) => [link(index, run.run), duration(run.noWritesMs!)]),
            { numbers: [1], hideCaption: true },
          ),
    ),
  );
}

function group(name: string, members: readonly Indexed[]): HTMLElement {
  const losing = members.filter(({ run }) => (run.lost ?? 0) > 0).length;
  const rows = members.map(({ run, index }) => [
    link(index, run.run),
    h("span", { class: `pill ${run.verdict}` }, VERDICTS[run.verdict]),
    run.lost === null ? run.loss : run.lost > 0 ? link(index, count(run.lost), true) : "0",
    count(run.acknowledged),
    count(run.failed),
    run.noWritesMs === null ? "not known" : duration(run.noWritesMs),
    run.faults.join(", ") || "–",
    `acks ${run.acks} · Kafka ${run.kafka} · ${[run.engine, ...run.settings].join(" · ")}`,
  ]);
  return h(
    "section",
    { class: "group", "aria-label": name },
    h(
      "h3",
      {},
      name,
      h("span", { class: "quiet" }, ` ${countOf(members.length, "run")}, ${losing} of them lost messages`),
    ),
    table(
      `Runs of ${name}`,
      ["run", "verdict", "lost", "acknowledged", "failed", "no writes", "faults", "settings"],
      rows,
      { numbers: [2, 3, 4, 5], hideCaption: true },
    ),
  );
}
