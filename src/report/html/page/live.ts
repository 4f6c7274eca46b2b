/**
 * The page of `chaos run --serve`. The server says that there is more to see, and the page asks for the run that it shows and
 * draws it again. What a person chose stays: the moment, the part of the time, the place in the map, what is open.
 *
 * A page that nobody sees, or that a person paused, asks for nothing. The last state of a run is asked for in any case, for
 * the server ends with the command, and what the page has then is all that it will have.
 */
import type { EndedRun, LiveRun, LiveState } from "../live.js";
import type { CampaignPage } from "../payload.js";
import { decodePage, type RunModel } from "./decode.js";
import { fill, h, table } from "./dom.js";
import { type Choice, indexView } from "./index-view.js";
import { LiveBar } from "./live-bar.js";
import { answerView, type RunView, runView } from "./run-view.js";
import { app, painted, place, remember, shell } from "./shell.js";
import { count, countOf, stopwatch } from "./words.js";

/** The server draws a run once a second at most. */
const ASK_AGAIN_MS = 1_000;

interface Shown {
  readonly id: number;
  readonly version: number;
  readonly view: RunView;
}

export function watchLive(): void {
  let state: LiveState | null = null;
  let shown: Shown | null = null;
  let isAsking = false;
  let isHeld = false;
  let isPaused = false;
  let again: ReturnType<typeof setTimeout> | null = null;
  const ended = new Map<number, EndedRun>();
  /** Pages of runs that are over, for those are asked for once. */
  const kept = new Map<number, RunModel>();

  const nav = shell(() => shown?.view ?? null);
  const bar = new LiveBar((paused) => {
    isPaused = paused;
    refresh();
  });
  const content = h("div", {});
  const index = new LiveIndex();
  let route: string | null = null;

  const events = new EventSource("/events");
  events.addEventListener("ended", ({ data }) => {
    const run = JSON.parse(data as string) as EndedRun;
    ended.set(run.id, run);
  });
  events.addEventListener("cells", ({ data }) => {
    index.cells = JSON.parse(data as string) as CampaignPage;
  });
  events.addEventListener("state", ({ data }) => {
    const next = JSON.parse(data as string) as LiveState;
    // Another command listens here now, and this page has nothing to do with its runs.
    if (state !== null && next.session !== state.session) return location.reload();
    state = next;
    bar.isLost = false;
    refresh();
  });
  events.addEventListener("error", () => {
    bar.isLost = true;
    // It said that it would end.
    if (state?.isOver === true) events.close();
    tell();
  });
  addEventListener("hashchange", refresh);
  document.addEventListener("visibilitychange", refresh);
  // A picture that changes under a finger or an open list is in the way.
  content.addEventListener("pointerdown", () => {
    isHeld = true;
  });
  for (const event of ["pointerup", "pointercancel", "pointermove"] as const) {
    addEventListener(event, ({ buttons }) => {
      if (!isHeld || (event === "pointermove" && buttons !== 0)) return;
      isHeld = false;
      // After the click that may follow: its link has to be there still.
      setTimeout(refresh);
    });
  }
  setInterval(() => bar.tick(), ASK_AGAIN_MS);
  tell();
  fill(app, nav(false), bar.element, content);
  fill(content, h("main", {}, h("h1", {}, "Waiting for the first run")));

  /** The run that the address names; of a command with one run it is that run. */
  function wanted(): number | null {
    return state?.campaign === null ? 0 : place().run;
  }

  function refresh(): void {
    if (state === null) return;
    const id = wanted();
    const key = `${id}`;
    if (key !== route) {
      route = key;
      fill(app, nav(id !== null && state.campaign !== null), bar.element, content);
      if (id === null) {
        shown = null;
        fill(content, index.element);
      }
    }
    tell();
    if (id === null) {
      if (!isHeld || state.isOver) index.update(state, [...ended.values()]);
      if (state.isOver) leave();
      return;
    }
    const latest = versionOf(id);
    if (latest === null) {
      shown = null;
      const text = state.isOver ? "There is no such run" : "This run has not begun yet";
      fill(content, h("main", {}, h("h1", {}, text)));
      if (state.isOver) leave();
      return;
    }
    if (shown?.id === id && shown.version >= latest) {
      if (state.isOver) leave();
      return;
    }
    if (shown?.id !== id && !isAsking) {
      fill(content, h("main", {}, h("h1", {}, "The page of this run is being drawn")));
    }
    const isLast = ended.has(id);
    if (isAsking || (!isLast && (isPaused || isHeld || document.hidden))) return;
    isAsking = true;
    show(id)
      .catch((error: unknown) => {
        bar.problem = error instanceof Error ? error.message : String(error);
        if (shown?.id !== id) {
          shown = null;
          fill(content, h("main", {}, h("h1", {}, "This run cannot be shown")));
        }
        tell();
      })
      .finally(() => {
        isAsking = false;
        if (again !== null) clearTimeout(again);
        if (events.readyState !== EventSource.CLOSED) again = setTimeout(refresh, ASK_AGAIN_MS);
      });
  }

  async function show(id: number): Promise<void> {
    const known = kept.get(id);
    const [model, version] = known === undefined ? await ask(id) : [known, versionOf(id)!];
    bar.problem = null;
    if (wanted() !== id) return;
    if (shown?.id === id) {
      shown.view.update(model);
      shown = { ...shown, version };
    } else {
      const element = answerView(model);
      fill(content, element);
      scrollTo(0, 0);
      await painted();
      const isIndexed = state?.campaign !== null;
      const view = runView(element, model, (chosen) => remember(isIndexed ? id : null, chosen));
      shown = { id, version, view };
      view.draw();
      const { lost, t } = place();
      if (lost !== null) view.selectLost(lost);
      if (t !== null) view.moveTo(t);
    }
    refresh();
  }

  async function ask(id: number): Promise<readonly [RunModel, number]> {
    if (events.readyState === EventSource.CLOSED) {
      const directory = ended.get(id)?.directory;
      const how = directory === undefined ? "" : `: chaos report ${directory} --open shows it`;
      throw new Error(`chaos has ended before this page got the run${how}`);
    }
    const response = await fetch(`/runs/${id}/page`);
    if (!response.ok) throw new Error((await response.text()).slice(0, 500));
    const version = Number(response.headers.get("x-chaos-version"));
    const model = await decodePage(new Uint8Array(await response.arrayBuffer()));
    if (!model.page.isRunning) kept.set(id, model);
    return [model, version];
  }

  function versionOf(id: number): number | null {
    return (ended.get(id) ?? state?.running.find((run) => run.id === id))?.version ?? null;
  }

  /** The server waits for this. */
  function leave(): void {
    events.close();
    tell();
  }

  function tell(): void {
    const id = state === null ? null : wanted();
    bar.show({
      state,
      run: id === null ? null : (state?.running.find((run) => run.id === id) ?? null),
      ended: id === null ? null : (ended.get(id) ?? null),
    });
  }
}

/** Runs that go on, and below them the index of those that are over. */
class LiveIndex {
  readonly element = h("div", { class: "live-index" });
  readonly #running = h("section", { class: "card", "aria-labelledby": "running-title" });
  readonly #over = h("div", {});
  readonly #choice: Choice = { cell: null };
  /** Of a campaign. Null: the runs are not those of one. */
  cells: CampaignPage | null = null;
  #shown: { readonly runs: number; readonly cells: CampaignPage | null } | null = null;

  update({ running, campaign, isOver }: LiveState, ended: readonly EndedRun[]): void {
    if (this.element.childElementCount === 0) this.element.append(this.#running, this.#over);
    this.#running.hidden = isOver && running.length === 0;
    const focused = this.#running.contains(document.activeElement)
      ? document.activeElement?.getAttribute("href")
      : null;
    fill(
      this.#running,
      h("h2", { id: "running-title" }, "Running now"),
      running.length === 0
        ? h("p", {}, "No run is active at the moment.")
        : table("Active runs", ["run", "phase", "settled", "failed", "faults", "time"], running.map(rowOf), {
            numbers: [2, 3, 4, 5],
            hideCaption: true,
          }),
    );
    if (focused != null) {
      [...this.#running.querySelectorAll("a")].find((one) => one.getAttribute("href") === focused)?.focus();
    }
    if (ended.length === this.#shown?.runs && this.cells === this.#shown.cells) return;
    this.#shown = { runs: ended.length, cells: this.cells };
    this.#fillOver(ended, campaign?.wanted ?? 0);
  }

  #fillOver(ended: readonly EndedRun[], wanted: number): void {
    if (ended.length === 0) {
      fill(
        this.#over,
        h(
          "main",
          {},
          h("header", { class: "answer" }, h("h1", {}, "No run is over yet")),
          h("p", {}, `${countOf(wanted, "run")} will be made.`),
        ),
      );
      return;
    }
    const before = [...this.#over.querySelectorAll<HTMLInputElement | HTMLSelectElement>("select, input")];
    const chosen = before.map(({ value }) => value);
    const focused = before.indexOf(document.activeElement as HTMLInputElement);
    const place = document.activeElement?.getAttribute("data-place");
    const runs = ended.map(({ summary }) => summary);
    const view = indexView(
      { runs, problems: [], campaign: this.cells },
      ended.map(({ id }) => id),
      this.#choice,
    );
    fill(this.#over, view);
    const after = [...view.querySelectorAll<HTMLInputElement | HTMLSelectElement>("select, input")];
    after.forEach((one, i) => {
      if (chosen[i] === undefined || chosen[i] === one.value) return;
      one.value = chosen[i];
      one.dispatchEvent(new Event(one instanceof HTMLSelectElement ? "change" : "input"));
    });
    after[focused]?.focus();
    if (place != null) view.querySelector<HTMLElement>(`[data-place="${place}"]`)?.focus();
  }
}

function rowOf(run: LiveRun): (string | Node)[] {
  const { id, name, phase, planned, acknowledged, failed, faultsInjected, elapsedMs } = run;
  return [
    h("a", { href: `#run=${id}` }, name),
    phase || "starting",
    `${count(acknowledged + failed)} of ${count(planned)}`,
    count(failed),
    count(faultsInjected),
    stopwatch(elapsedMs),
  ];
}
