/** The line at the top of a live page: how far the run or the campaign is, and whether this page still changes. */
import type { EndedRun, LiveRun, LiveState } from "../live.js";
import { fill, h, setText } from "./dom.js";
import { count, countOf, duration, stopwatch } from "./words.js";

const VERDICTS = {
  "as-expected": "as expected",
  "not-as-expected": "not as expected",
  inconclusive: "inconclusive",
} as const;

export interface BarContent {
  readonly state: LiveState | null;
  /** The run on the page, while it goes on. */
  readonly run: LiveRun | null;
  /** The run on the page, when it is over. */
  readonly ended: EndedRun | null;
}

export class LiveBar {
  readonly element: HTMLElement;
  readonly #progress = h("progress", { "aria-label": "Progress", max: 1 });
  readonly #text = h("span", { class: "live-text" });
  readonly #time = h("span", { class: "live-time" });
  readonly #note = h("p", { class: "live-note", role: "status" });
  readonly #pause: HTMLButtonElement;
  #content: BarContent = { state: null, run: null, ended: null };
  #heardMs = performance.now();
  #isPaused = false;
  /** The server does not answer. */
  isLost = false;
  /** Why the page is not drawn again. */
  problem: string | null = null;

  constructor(onPause: (isPaused: boolean) => void) {
    this.#pause = h(
      "button",
      {
        type: "button",
        "aria-pressed": "false",
        on: {
          click: () => {
            this.#isPaused = !this.#isPaused;
            this.#pause.setAttribute("aria-pressed", String(this.#isPaused));
            onPause(this.#isPaused);
          },
        },
      },
      "pause this page",
    );
    this.element = h(
      "section",
      { class: "live", "aria-label": "Progress of chaos" },
      h("div", { class: "live-line" }, this.#progress, this.#text, this.#time, this.#pause),
      this.#note,
    );
  }

  show(content: BarContent): void {
    if (content.state !== this.#content.state) this.#heardMs = performance.now();
    this.#content = content;
    const { state, run, ended } = content;
    const campaign = state?.campaign ?? null;
    if (run !== null) this.#bar(run.acknowledged + run.failed, run.planned);
    else if (ended !== null) this.#bar(1, 1);
    else if (campaign !== null) this.#bar(campaign.over, campaign.wanted);
    else this.#bar(0, 1);
    setText(this.#text, textOf(content));
    const isOver = state?.isOver === true;
    this.#pause.hidden = isOver || ended !== null || state === null;
    this.element.classList.toggle("is-over", isOver || ended !== null);
    this.#tellNote();
    this.tick();
    document.title = titleOf(content);
  }

  /** Between two states the time goes on. */
  tick(): void {
    const { state, run, ended } = this.#content;
    const passedMs = performance.now() - this.#heardMs;
    const isGoingOn = state !== null && !state.isOver && !this.isLost;
    let text = "";
    if (run !== null) text = stopwatch(run.elapsedMs + (isGoingOn ? passedMs : 0));
    else if (ended === null && state?.campaign?.leftMs != null && !state.isOver) {
      const leftMs = state.campaign.leftMs - passedMs;
      text = leftMs > 0 ? `about ${duration(Math.ceil(leftMs / 1_000) * 1_000)} left` : "";
    }
    setText(this.#time, text);
  }

  #bar(done: number, of: number): void {
    this.#progress.max = Math.max(1, of);
    this.#progress.value = Math.min(done, of);
  }

  /** Said aloud by screen readers, so only what a person has to know. */
  #tellNote(): void {
    const { state, run, ended } = this.#content;
    const parts: (Node | string)[] = [];
    if (state?.isOver === true) {
      const directory = ended?.directory ?? run?.directory ?? state.campaign?.directory ?? "";
      const command =
        ended !== null || run !== null ? `chaos report ${directory} --open` : `chaos report ${directory}`;
      parts.push(
        "The command has ended, so this page does not change any more. ",
        ...(directory === ""
          ? []
          : [
              "The files are in ",
              h("code", {}, directory),
              ", and ",
              h("code", {}, command),
              " shows them again.",
            ]),
      );
    } else if (this.isLost) {
      parts.push("chaos does not answer. The page has its last state, and asks again.");
    } else if (ended !== null) parts.push("This run is over.");
    if (this.problem !== null) parts.push(` The page could not be drawn again: ${this.problem}.`);
    const text = parts.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
    this.#note.hidden = text === "";
    if (this.#note.textContent !== text) fill(this.#note, ...parts);
  }
}

function textOf({ state, run, ended }: BarContent): string {
  if (state === null) return "waiting for chaos";
  if (run !== null) {
    const { phase, step, planned, sent, acknowledged, failed, faultsInjected, faultsInForce } = run;
    const phaseNow = step === "" ? phase || "starting" : `${phase || "starting"}: ${step}`;
    const struck = faultsInjected === 0 ? "no fault yet" : `${countOf(faultsInjected, "fault")} injected`;
    return [
      ...(state.campaign === null ? [] : [run.name]),
      phaseNow,
      `sent ${count(sent)} of ${count(planned)}`,
      `acknowledged ${count(acknowledged)}`,
      ...(failed === 0 ? [] : [`failed ${count(failed)}`]),
      faultsInForce.length === 0 ? struck : `${struck}, now ${faultsInForce.join(" and ")}`,
    ].join(" · ");
  }
  if (ended !== null) return `${VERDICTS[ended.summary.verdict]} · lost: ${ended.summary.loss}`;
  if (state.campaign === null) return "starting";
  const { over, wanted } = state.campaign;
  return `${count(over)} of ${countOf(wanted, "run")} over`;
}

function titleOf({ state, run, ended }: BarContent): string {
  if (ended !== null) return `${ended.summary.scenario}: ${ended.summary.loss} lost`;
  if (run !== null) {
    const settled = Math.floor((100 * (run.acknowledged + run.failed)) / Math.max(1, run.planned));
    return `${run.phase || "starting"} ${Math.min(100, settled)} % · ${run.name}`;
  }
  const campaign = state?.campaign ?? null;
  return campaign === null ? "chaos: live" : `${campaign.over} of ${countOf(campaign.wanted, "run")} · chaos`;
}
