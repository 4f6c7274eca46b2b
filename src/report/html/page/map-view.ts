/**
 * The map: every message is a cell, producer by producer, in the order of sequences. From far away a pixel is many messages
 * and shows the worst of them; close by, a message is a square. What was not sent yet at the moment is pale.
 */
import { whatIs } from "../../model/at-offset.js";
import { FATES, type Fate, type LostRow } from "../payload.js";
import type { MapModel, RunModel } from "./decode.js";
import { everyFrame, fill, h, lazyDetails, refresh, setText, table, whenSeen } from "./dom.js";
import { partitionName } from "./partition-name.js";
import { colour, mixed, pixel } from "./theme.js";
import type { TimeAxis } from "./time-axis.js";
import { count, countOf, duration, FATE_WORDS, offset, span, timeOfDay } from "./words.js";

/** A zoom: how wide a cell is, or how many cells (as a power of two) are one pixel. */
interface Zoom {
  readonly size: number;
  readonly level: number;
}

const SIZES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 36];
const GAP_FROM = 6;
const HEIGHT = 300;
const PRODUCER_GAP = 3;
const TABLE_ROWS = 300;
const EPOCH_COLOURS = 8;

/** Of a run that is not over. */
const WORDS_UNTIL_NOW: Partial<typeof FATE_WORDS> = {
  unsent: ["not sent yet", "the producer has not sent it yet"],
  unsettled: ["in flight", "sent, and no delivery report came yet"],
  failed: ["failed", "the producer saw an error. Whether the log has it is not known yet"],
  unknown: ["acknowledged", "acknowledged. Whether the log keeps it is not known yet"],
};

export class MapView {
  readonly element: HTMLElement;
  #map: MapModel;
  readonly #canvas = h("canvas", {});
  readonly #spacer = h("div", { class: "map-spacer" });
  readonly #scroller: HTMLElement;
  readonly #facts = h("div", { class: "facts", "aria-live": "polite" });
  readonly #scale = h("p", { class: "quiet" });
  readonly #warning = h("p", { class: "warning" });
  readonly #legendItems = h("ul", { class: "legend", "aria-label": "Fates of messages" });
  readonly #tables: HTMLDetailsElement;
  readonly #zooms: readonly Zoom[];
  #zoom = -1;
  /** The cell under the keyboard: a producer, and a message of it. */
  #cursor = { producer: 0, sequence: 0 };
  #selected: LostRow | null = null;
  #byEpoch = false;
  #palette: Palette | null = null;
  #image: ImageData | null = null;
  readonly #draw: () => void;
  /** Of the map in CSS pixels: to ask for it makes the browser lay out the page. */
  #width = 1;
  /** Called with a lost range that a person chose, or null. */
  onRange: (range: number | null) => void = () => {};

  constructor(
    private model: RunModel,
    private readonly axis: TimeAxis,
  ) {
    this.#map = model.map!;
    const levels = Array.from({ length: this.#map.levels.length }, (_, level) => ({
      size: 1,
      level,
    })).reverse();
    this.#zooms = [...levels, ...SIZES.slice(1).map((size) => ({ size, level: 0 }))];
    this.#scroller = h(
      "div",
      {
        ...{ class: "map", tabindex: 0, role: "application", "aria-label": this.#label() },
        on: {
          scroll: () => this.#draw(),
          keydown: (event) => this.#key(event),
          wheel: (event) => {
            if (!event.ctrlKey && !event.metaKey) return;
            event.preventDefault();
            this.#zoomBy(
              event.deltaY < 0 ? 1 : -1,
              event.offsetX,
              event.clientY - this.#scroller.getBoundingClientRect().top,
            );
          },
          dblclick: (event) => this.#zoomBy(2, this.#xOf(event), this.#yOf(event)),
          click: (event) => this.#click(event),
          mousemove: (event) => this.#hover(event),
        },
      },
      this.#spacer,
      this.#canvas,
    );
    this.#tables = lazyDetails("The map as a table", () => this.#table());
    this.element = h(
      "section",
      { class: "card", "aria-labelledby": "map-title" },
      h("h2", { id: "map-title" }, "Every message"),
      h("p", { class: "quiet" }, this.#introduction()),
      this.#warning,
      this.#legendItems,
      h(
        "div",
        { class: "bar" },
        this.#button("Zoom in", "+", () => this.#zoomBy(1)),
        this.#button("Zoom out", "−", () => this.#zoomBy(-1)),
        this.#button("Show all messages", "all", () => this.#fit()),
        this.#map.epochs === null ? null : this.#epochChoice(),
        this.#scale,
      ),
      this.#scroller,
      this.#facts,
      this.#tables,
      this.#terms(),
    );
    this.#fill();
    this.#draw = everyFrame(whenSeen(this.#scroller, () => this.#paint()));
    axis.onMoment(() => this.#draw());
    new ResizeObserver(() => {
      this.#width = Math.max(1, this.#scroller.clientWidth);
      this.#image = null;
      if (this.#zoom < 0) this.#fit();
      else this.#layOut();
    }).observe(this.#scroller);
  }

  /** The run went on. False: the messages are laid out in another way, and another map has to be made. */
  update(model: RunModel): boolean {
    const [before, after] = [this.#map, model.map];
    const isAlike =
      after !== null &&
      after.data.messages.join() === before.data.messages.join() &&
      after.data.unit === before.data.unit &&
      (after.epochs === null) === (before.epochs === null) &&
      after.data.terms.length === before.data.terms.length;
    if (!isAlike) return false;
    this.model = model;
    this.#map = after;
    this.#scroller.setAttribute("aria-label", this.#label());
    this.#fill();
    refresh(this.#tables);
    if (this.#facts.childElementCount > 0) this.#tell();
    this.#draw();
    return true;
  }

  /** What changes while the run goes on. */
  #fill(): void {
    const { problem } = this.#map.data;
    this.#warning.hidden = problem === null;
    this.#palette = null;
    this.element.classList.toggle("until-now", this.model.page.isRunning);
    setText(this.#warning, problem ?? "");
    const focused = document.activeElement;
    const name = this.#legendItems.contains(focused) ? focused?.className : undefined;
    fill(this.#legendItems, ...this.#legend());
    if (name !== undefined) {
      [...this.#legendItems.querySelectorAll("button")].find((one) => one.className === name)?.focus();
    }
  }

  /** Colours are others now. */
  recolour(): void {
    this.#palette = null;
    this.#draw();
  }

  /** Shows a lost range: the map goes there. */
  select(index: number | null): void {
    this.#selected = index === null ? null : (this.model.page.lostRanges[index] ?? null);
    const range = this.#selected;
    if (range !== null) {
      const cells = (range.lastSequence - range.firstSequence + 1) / this.#map.data.unit;
      const room = this.#width * HEIGHT;
      // The range fills about half of the map.
      const best = this.#zooms.findLastIndex(
        ({ size, level }) => ((cells * size * size) / 2 ** level) * 2 <= room,
      );
      this.#zoom = Math.max(this.#fitting(), Math.max(0, best));
      this.#layOut();
      this.#cursor = { producer: range.producer, sequence: range.firstSequence };
      this.#reveal(0.25);
    }
    this.#tell();
    this.#draw();
  }

  get #now(): Zoom {
    return this.#zooms[Math.max(0, this.#zoom)]!;
  }

  #columns({ size } = this.#now): number {
    return Math.max(1, Math.floor(this.#width / size));
  }

  /** Cells of one producer at this zoom. */
  #cellsOf({ level } = this.#now): number {
    return this.#map.lengths[level]!;
  }

  #producerHeight(zoom = this.#now): number {
    return Math.ceil(this.#cellsOf(zoom) / this.#columns(zoom)) * zoom.size + PRODUCER_GAP;
  }

  #fitting(): number {
    const fits = this.#zooms.findLastIndex(
      (zoom) => this.#producerHeight(zoom) * this.#map.producers <= HEIGHT,
    );
    return Math.max(0, fits);
  }

  #fit(): void {
    this.#zoom = this.#fitting();
    this.#layOut();
  }

  #layOut(): void {
    const height = this.#producerHeight() * this.#map.producers;
    this.#spacer.style.height = `${Math.min(30_000_000, height)}px`;
    const { size, level } = this.#now;
    const messages = this.#map.data.unit * 2 ** level;
    this.#scale.textContent =
      messages === 1
        ? `a cell is one message, ${size} pixels wide`
        : `a pixel is ${countOf(messages, "message")}`;
    this.#draw();
  }

  #zoomBy(steps: number, x = this.#width / 2, y = HEIGHT / 2): void {
    const at = this.#cellAt(x, y) ?? this.#cursor;
    const zoom = Math.min(this.#zooms.length - 1, Math.max(0, this.#zoom + steps));
    if (zoom === this.#zoom) return;
    this.#zoom = zoom;
    this.#layOut();
    this.#scroller.scrollTop = this.#topOf(at.producer, at.sequence) - y;
    this.#draw();
  }

  /** Where the line of a message begins in the whole map. */
  #topOf(producer: number, sequence: number): number {
    const { size, level } = this.#now;
    const cell = Math.floor(sequence / this.#map.data.unit / 2 ** level);
    return producer * this.#producerHeight() + Math.floor(cell / this.#columns()) * size;
  }

  #cellAt(x: number, y: number): { producer: number; sequence: number } | null {
    const { size, level } = this.#now;
    const atY = this.#scroller.scrollTop + y;
    const producer = Math.floor(atY / this.#producerHeight());
    const line = Math.floor((atY - producer * this.#producerHeight()) / size);
    const column = Math.floor(x / size);
    if (column >= this.#columns() || x < 0) return null;
    const cell = line * this.#columns() + column;
    if (producer < 0 || producer >= this.#map.producers || cell >= this.#cellsOf()) return null;
    const sequence = cell * 2 ** level * this.#map.data.unit;
    return sequence < this.#map.data.messages[producer]! ? { producer, sequence } : null;
  }

  #xOf(event: MouseEvent): number {
    return event.clientX - this.#scroller.getBoundingClientRect().left - this.#scroller.clientLeft;
  }

  #yOf(event: MouseEvent): number {
    return event.clientY - this.#scroller.getBoundingClientRect().top - this.#scroller.clientTop;
  }

  #hover(event: MouseEvent): void {
    const at = this.#cellAt(this.#xOf(event), this.#yOf(event));
    this.#scroller.title = at === null ? "" : this.#short(at.producer, at.sequence);
  }

  #click(event: MouseEvent): void {
    const at = this.#cellAt(this.#xOf(event), this.#yOf(event));
    if (at === null) return;
    this.#goTo(at);
  }

  /** Chooses a message: its facts are shown, and the moment is that of its sending. */
  #goTo(at: { producer: number; sequence: number }): void {
    this.#cursor = at;
    const range = this.#rangeOf(at.producer, at.sequence);
    this.#selected = range === null ? null : this.model.page.lostRanges[range]!;
    this.onRange(range);
    const { sentMs } = this.#map.facts(at.producer, at.sequence);
    if (sentMs !== null) this.axis.moveTo(sentMs, true);
    this.#tell();
    this.#draw();
  }

  #key(event: KeyboardEvent): void {
    const { level } = this.#now;
    const step = 2 ** level * this.#map.data.unit;
    const { producer, sequence } = this.#cursor;
    const moves: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -this.#columns(),
      ArrowDown: this.#columns(),
      PageUp: -this.#columns() * 10,
      PageDown: this.#columns() * 10,
    };
    const move = moves[event.key];
    if (move !== undefined) {
      const to = Math.min(this.#map.data.messages[producer]! - 1, Math.max(0, sequence + move * step));
      this.#cursor = { producer, sequence: Math.floor(to / step) * step };
      this.#reveal();
      this.#tell();
      this.#draw();
    } else if (event.key === "+" || event.key === "=") this.#zoomBy(1);
    else if (event.key === "-") this.#zoomBy(-1);
    else if (event.key === "0") this.#fit();
    else if (event.key === "Enter" || event.key === " ") this.#goTo(this.#cursor);
    else return;
    event.preventDefault();
  }

  #reveal(at = 0.5): void {
    const top = this.#topOf(this.#cursor.producer, this.#cursor.sequence);
    const from = this.#scroller.scrollTop;
    if (top < from || top > from + HEIGHT - this.#now.size) this.#scroller.scrollTop = top - HEIGHT * at;
  }

  #rangeOf(producer: number, sequence: number): number | null {
    const step = 2 ** this.#now.level * this.#map.data.unit;
    const index = this.model.page.lostRanges.findIndex(
      (range) =>
        range.producer === producer &&
        range.firstSequence < sequence + step &&
        range.lastSequence >= sequence,
    );
    return index < 0 ? null : index;
  }

  #maskAt(producer: number, sequence: number): number {
    const { level } = this.#now;
    const cell = Math.floor(sequence / this.#map.data.unit / 2 ** level);
    return this.#map.levels[level]![producer * this.#cellsOf() + cell] ?? 0;
  }

  #short(producer: number, sequence: number): string {
    const step = 2 ** this.#now.level * this.#map.data.unit;
    const last = Math.min(this.#map.data.messages[producer]!, sequence + step) - 1;
    return `producer ${producer}, sequence ${span(sequence, last)}: ${this.#fatesIn(this.#maskAt(producer, sequence)).join(", ")}`;
  }

  #tell(): void {
    const { producer, sequence } = this.#cursor;
    const step = 2 ** this.#now.level * this.#map.data.unit;
    const mask = this.#maskAt(producer, sequence);
    const facts: (readonly [string, string])[] = [];
    const last = Math.min(this.#map.data.messages[producer]!, sequence + step) - 1;
    const found = this.#map.facts(producer, sequence);
    facts.push([
      step === 1 ? "message" : "messages",
      `producer ${producer}, sequence ${span(sequence, last)}`,
    ]);
    facts.push(["fate", this.#fatesIn(mask).join(", ")]);
    const about = found.isAbout ? "about " : "";
    const at = (ms: number) =>
      `${about}${offset(ms - this.axis.zeroMs)} · ${timeOfDay(this.model.page.startedAtMs + ms)} UTC`;
    if (found.sentMs !== null) facts.push(["sent", at(found.sentMs)]);
    if (found.settledMs !== null && found.sentMs !== null) {
      facts.push(["settled", `${at(found.settledMs)} · ${duration(found.settledMs - found.sentMs)} later`]);
    }
    if (found.partition !== null && found.offset !== null) {
      facts.push([
        "acknowledged at",
        `${partitionName(this.model.page, found.partition)}, offset ${found.offset}`,
      ]);
      const now = this.#nowAt(found.partition, found.offset, producer, sequence);
      if (now !== null) facts.push([`at offset ${found.offset} now`, now]);
    }
    const epoch = this.#epochAt(producer, sequence);
    if (epoch !== null) facts.push(["leader epoch", String(epoch)]);
    const range = this.#rangeOf(producer, sequence);
    if (range !== null) {
      const { acknowledgedBy, line, cut } = this.model.page.lostRanges[range]!;
      if (acknowledgedBy !== null) facts.push(["acknowledged by", acknowledgedBy]);
      if (cut !== null) facts.push(["how it went", line === null ? cut : `${cut}: ${line}`]);
    }
    fill(
      this.#facts,
      h("dl", {}, ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
      h(
        "p",
        { class: "quiet" },
        `chaos inspect ${this.model.page.directory} --message ${producer}:${sequence}`,
      ),
    );
  }

  #epochAt(producer: number, sequence: number): number | null {
    const index =
      this.#map.epochs?.[producer * this.#map.cells + Math.floor(sequence / this.#map.data.unit)] ?? 0;
    const epoch = index === 0 ? -1 : (this.#map.data.epochValues[index - 1] ?? -1);
    return epoch < 0 ? null : epoch;
  }

  #nowAt(partition: number, at: number, producer: number, sequence: number): string | null {
    const found = this.#map.atOffset(partition, at);
    if (found === null) return null;
    if (found.what !== "message") return whatIs(found.what === "nothing" ? { what: "absent" } : found);
    const other = {
      producer: this.#map.rowsOf.producerOf(found.row),
      sequence: this.#map.rowsOf.sequenceOf(found.row),
    };
    if (other.producer === producer && other.sequence === sequence) return "this message";
    return whatIs({ what: "message", ...other, epoch: found.epoch });
  }

  #button(label: string, text: string, click: () => void): HTMLButtonElement {
    return h("button", { type: "button", "aria-label": label, title: label, on: { click } }, text);
  }

  #epochChoice(): HTMLElement {
    const select = h(
      "select",
      {
        id: "map-colours",
        on: {
          change: () => {
            this.#byEpoch = select.value === "epoch";
            this.element.classList.toggle("by-epoch", this.#byEpoch);
            this.#draw();
          },
        },
      },
      h("option", { value: "fate" }, "fate"),
      h("option", { value: "epoch" }, "leader epoch"),
    );
    return h("label", {}, "colour: ", select);
  }

  /** Each fate with its count. A click goes to the next message of that fate. */
  #legend(): HTMLElement[] {
    const { totals } = this.#map.data;
    const { isRunning } = this.model.page;
    const items = FATES.flatMap((fate, index) => {
      const total = totals[index] ?? 0;
      // Of a run that goes on nobody knows that none is lost.
      if (total === 0 && (isRunning || (fate !== "kept" && fate !== "lost"))) return [];
      const [name, meaning] = this.#words(fate);
      const button = h(
        "button",
        {
          ...{
            type: "button",
            class: `fate fate-${fate}`,
            title: `${meaning}. Go to the next`,
            disabled: total === 0,
          },
          on: { click: () => this.#next(index) },
        },
        h("span", { class: "swatch", "aria-hidden": "true" }),
        `${name} `,
        h("strong", {}, count(total)),
      );
      return [h("li", {}, button)];
    }).reverse();
    const epochs = this.#map.data.epochValues
      .slice(0, EPOCH_COLOURS)
      .map((epoch, index) =>
        h(
          "li",
          { class: "epoch-key" },
          h("span", { class: `swatch epoch-${index}`, "aria-hidden": "true" }),
          epoch < 0 ? "no epoch" : `epoch ${epoch}`,
        ),
      );
    return [...items, ...epochs];
  }

  #words(fate: Fate): readonly [name: string, meaning: string] {
    return (this.model.page.isRunning ? WORDS_UNTIL_NOW[fate] : undefined) ?? FATE_WORDS[fate];
  }

  #fatesIn(mask: number): string[] {
    return FATES.flatMap((fate, i) => ((mask & (1 << i)) === 0 ? [] : [this.#words(fate)[0]])).reverse();
  }

  #next(fate: number): void {
    const bit = 1 << fate;
    const masks = this.#map.levels[0]!;
    const { producer, sequence } = this.#cursor;
    const start = producer * this.#map.cells + Math.floor(sequence / this.#map.data.unit);
    // Past the messages of this fate that the cursor is in.
    let at = start;
    while (at < masks.length && (masks[at]! & bit) !== 0) at++;
    let steps = at - start;
    while (steps <= masks.length && (masks[at % masks.length]! & bit) === 0) {
      at++;
      steps++;
    }
    const cell = at % masks.length;
    const found = {
      producer: Math.floor(cell / this.#map.cells),
      sequence: (cell % this.#map.cells) * this.#map.data.unit,
    };
    this.#goTo(found);
    this.#reveal();
  }

  #paint(): void {
    if (this.#zoom < 0) return;
    const scale = this.#now.size === 1 ? 1 : Math.max(1, Math.round(devicePixelRatio));
    const [width, height] = [this.#width * scale, HEIGHT * scale];
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    if (this.#image === null || this.#image.width !== width || this.#image.height !== height) {
      this.#image = context.createImageData(width, height);
    }
    this.#palette ??= new Palette(this.model.page.isRunning);
    const palette = this.#palette;
    const pixels = new Uint32Array(this.#image.data.buffer);
    pixels.fill(palette.empty);
    const { size, level } = this.#now;
    const [columns, cells, producerHeight] = [this.#columns(), this.#cellsOf(), this.#producerHeight()];
    const masks = this.#map.levels[level]!;
    const top = Math.floor(this.#scroller.scrollTop);
    const { producers } = this.#map;
    const perCell = 2 ** level * this.#map.data.unit;
    const hasSelection = this.#selected !== null;
    const edge = size * scale - (size >= GAP_FROM ? scale : 0);
    for (let producer = Math.max(0, Math.floor(top / producerHeight)); producer < producers; producer++) {
      const producerTop = producer * producerHeight - top;
      if (producerTop >= HEIGHT) break;
      const sentCells = this.#map.sentBy(producer, this.axis.momentMs) / perCell;
      const [from, to] = this.#selectedCells(producer, perCell);
      const firstLine = Math.max(0, Math.floor(-producerTop / size));
      const lastLine = Math.min(Math.ceil(cells / columns), Math.ceil((HEIGHT - producerTop) / size));
      for (let line = firstLine; line < lastLine; line++) {
        const y0 = (producerTop + line * size) * scale;
        const start = line * columns;
        const last = Math.min(columns, cells - start);
        for (let column = 0; column < last; column++) {
          const cell = start + column;
          const isPale = cell >= sentCells || (hasSelection && (cell < from || cell >= to));
          const mask = masks[producer * cells + cell]!;
          if (mask === 0) continue;
          let painted: number;
          if (this.#byEpoch) {
            const shade = this.#epochShade(producer, cell, perCell, mask);
            painted = (isPale ? palette.paleEpochs : palette.epochs)[shade]!;
          } else painted = (isPale ? palette.paleFates : palette.fates)[mask]!;
          if (edge === 1) {
            if (y0 >= 0 && y0 < height) pixels[y0 * width + column] = painted;
            continue;
          }
          const x0 = column * size * scale;
          for (let y = Math.max(0, y0); y < Math.min(height, y0 + edge); y++) {
            pixels.fill(painted, y * width + x0, y * width + x0 + edge);
          }
        }
      }
    }
    context.putImageData(this.#image, 0, 0);
    this.#outline(context, scale);
  }

  /** 0: in no log. Lost messages keep their own colour where no evidence tells their epoch. */
  #epochShade(producer: number, cell: number, perCell: number, mask: number): number {
    const index =
      this.#map.epochs?.[producer * this.#map.cells + Math.floor((cell * perCell) / this.#map.data.unit)] ??
      0;
    if (index > 0) return 1 + ((index - 1) % EPOCH_COLOURS);
    return (mask & (1 << FATES.indexOf("lost"))) !== 0 ? EPOCH_COLOURS + 1 : 0;
  }

  #selectedCells(producer: number, perCell: number): readonly [from: number, to: number] {
    const range = this.#selected;
    if (range === null || range.producer !== producer) return [0, 0];
    return [Math.floor(range.firstSequence / perCell), Math.floor(range.lastSequence / perCell) + 1];
  }

  /** Around the cell of the keyboard. */
  #outline(context: CanvasRenderingContext2D, scale: number): void {
    const { size, level } = this.#now;
    const { producer, sequence } = this.#cursor;
    const cell = Math.floor(sequence / this.#map.data.unit / 2 ** level);
    const x = (cell % this.#columns()) * size;
    const y = this.#topOf(producer, sequence) - Math.floor(this.#scroller.scrollTop);
    const reach = Math.max(2, 5 - size);
    context.strokeStyle = colour("ink");
    context.lineWidth = 1.5 * scale;
    context.strokeRect(
      (x - reach) * scale,
      (y - reach) * scale,
      (size + 2 * reach - 1) * scale,
      (size + 2 * reach - 1) * scale,
    );
  }

  #introduction(): string {
    const { messages } = this.#map.data;
    const [fewest, most] = [Math.min(...messages), Math.max(...messages)];
    const each =
      messages.length === 1 ? "" : `${countOf(messages.length, "producer")} one below the other, each with `;
    const counted =
      fewest === most ? countOf(most, "message") : `${count(fewest)} to ${countOf(most, "message")}`;
    return `${each}${counted} in the order of their sequence. Messages that were not sent yet at the chosen moment are pale. A click on a cell shows the facts of that message, and moves the moment to its time.`;
  }

  #label(): string {
    const { totals } = this.#map.data;
    const told = FATES.flatMap((fate, i) =>
      totals[i] ? [`${count(totals[i]!)} ${this.#words(fate)[0]}`] : [],
    );
    return `Map of every message: ${told.join(", ")}. Arrow keys move, plus and minus zoom, 0 shows all, Enter goes to the time of the message.`;
  }

  #terms(): Node | null {
    const { terms, termsOmitted } = this.#map.data;
    if (terms.length === 0) return null;
    const names = this.model.page.partitionNames;
    const rows = terms.map(({ partition, epoch, firstOffset, lastOffset, records }) => [
      names?.[partition] ?? String(partition),
      epoch < 0 ? "not known" : String(epoch),
      span(firstOffset, lastOffset),
      count(records),
    ]);
    const more = termsOmitted === 0 ? "" : ` ${count(termsOmitted)} more are not in this page.`;
    return lazyDetails("The log, epoch by epoch", () =>
      table(
        `What the log holds now, by the epoch of the leader that wrote it.${more}`,
        ["partition", "leader epoch", "offsets", "records"],
        rows,
        { numbers: [0, 1, 2, 3] },
      ),
    );
  }

  #table(): HTMLElement {
    const { unit, messages } = this.#map.data;
    const { producers } = this.#map;
    const cells = this.#map.cells;
    const masks = this.#map.levels[0]!;
    const rows: string[][] = [];
    let omitted = 0;
    for (let producer = 0; producer < producers; producer++) {
      for (let at = 0; at < cells; ) {
        const mask = masks[producer * cells + at]!;
        let end = at + 1;
        while (end < cells && masks[producer * cells + end] === mask) end++;
        const [first, last] = [at * unit, Math.min(messages[producer]!, end * unit) - 1];
        at = end;
        if (mask === 0) continue;
        if (rows.length >= TABLE_ROWS) {
          omitted++;
          continue;
        }
        const isUnsent = mask === 1;
        rows.push([
          String(producer),
          span(first, last),
          count(last - first + 1),
          this.#fatesIn(mask).join(", "),
          isUnsent ? "–" : offset(this.#map.sentMs(producer, first) - this.axis.zeroMs),
          isUnsent ? "–" : offset(this.#map.sentMs(producer, last) - this.axis.zeroMs),
        ]);
      }
    }
    const more = omitted === 0 ? "" : ` ${count(omitted)} more are not in this table.`;
    return table(
      `Messages that share a fate, in the order of sequences.${more}`,
      ["producer", "sequences", "messages", "fate", "sent from", "to"],
      rows,
      { numbers: [0, 1, 2, 4, 5] },
    );
  }
}

/** The colours as numbers. Pale ones are of what is not sent yet, or not selected. */
class Palette {
  readonly empty: number;
  /** By the fates of a cell as bits: the colour of the worst of them. */
  readonly fates: Uint32Array;
  readonly paleFates: Uint32Array;
  readonly epochs: Uint32Array;
  readonly paleEpochs: Uint32Array;

  /** `isRunning`: messages of unknown fate are those that are acknowledged until now, and have that colour. */
  constructor(isRunning: boolean) {
    const surface = colour("map-empty");
    this.empty = pixel(surface);
    const fates = FATES.map((fate) => colour(isRunning && fate === "unknown" ? "ack" : `fate-${fate}`));
    const epochs = [
      colour("fate-unsent"),
      ...Array.from({ length: EPOCH_COLOURS }, (_, i) => colour(`epoch-${i}`)),
      colour("fate-lost"),
    ];
    const pale = (hex: string) => pixel(mixed(hex, surface, 0.4));
    const byMask = (shades: readonly number[]) =>
      Uint32Array.from(
        { length: 1 << FATES.length },
        (_, mask) => shades[Math.max(0, 31 - Math.clz32(mask))]!,
      );
    this.fates = byMask(fates.map(pixel));
    this.paleFates = byMask(fates.map(pale));
    this.epochs = Uint32Array.from(epochs, pixel);
    this.paleEpochs = Uint32Array.from(epochs, pale);
  }
}
