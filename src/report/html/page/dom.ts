/** Elements without markup: text is only ever text. Styles are set one by one, as the page's policy has no inline styles. */

type Child = Node | string | null | undefined | false;
type Listeners = {
  readonly [Event in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Event]) => void;
};

interface Attributes {
  readonly [name: string]: string | number | boolean | null | undefined | Listeners;
  readonly on?: Listeners;
}

/** `h("button", { type: "button", on: { click } }, "Zoom in")`. An attribute that is null or false is left out. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on" || value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const [event, listener] of Object.entries(attributes.on ?? {})) {
    element.addEventListener(event, listener as EventListener);
  }
  append(element, children);
  return element;
}

export function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Replaces what is in the element. */
export function fill(element: Element, ...children: readonly Child[]): void {
  element.replaceChildren();
  append(element, children);
}

export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A table in a box that scrolls by itself, so that a wide table never widens the page. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly (string | Node)[])[],
  options: { readonly numbers?: readonly number[]; readonly hideCaption?: boolean } = {},
): HTMLElement {
  const isNumber = (column: number) => (options.numbers?.includes(column) ? "number" : null);
  return h(
    "div",
    { class: "table", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", { class: options.hideCaption === true ? "hidden" : null }, caption),
      h(
        "thead",
        {},
        h("tr", {}, ...heads.map((head, i) => h("th", { scope: "col", class: isNumber(i) }, head))),
      ),
      h(
        "tbody",
        {},
        ...rows.map((cells) =>
          h(
            "tr",
            {},
            ...cells.map((cell, i) =>
              i === 0
                ? h("th", { scope: "row", class: isNumber(i) }, cell)
                : h("td", { class: isNumber(i) }, cell),
            ),
          ),
        ),
      ),
    ),
  );
}

const makers = new WeakMap<HTMLDetailsElement, () => void>();

/** Closed until a person opens it; its content is made then, or when the page is printed. */
export function lazyDetails(summary: string, make: () => Node): HTMLDetailsElement {
  const details = h("details", {}, h("summary", {}, summary));
  let made: Node | null = null;
  const remake = () => {
    const next = make();
    if (made === null) details.append(next);
    else replace(made as HTMLElement, next as HTMLElement);
    made = next;
  };
  details.addEventListener("toggle", () => {
    if (details.open && made === null) remake();
  });
  makers.set(details, () => {
    if (details.open) remake();
    else {
      made?.parentNode?.removeChild(made);
      made = null;
    }
  });
  return details;
}

/** A table that a person scrolls with keys keeps its place and the focus. */
function replace(before: HTMLElement, after: HTMLElement): void {
  const tables = (element: HTMLElement) => [element, ...element.querySelectorAll<HTMLElement>(".table")];
  const places = tables(before).map(
    (one) => [one === document.activeElement, one.scrollTop, one.scrollLeft] as const,
  );
  before.replaceWith(after);
  tables(after).forEach((one, i) => {
    const [isFocused, top, left] = places[i] ?? [false, 0, 0];
    one.scrollTo(left, top);
    if (isFocused) one.focus({ preventScroll: true });
  });
}

/** The content of a lazyDetails is made again, from other data. */
export function refresh(details: HTMLDetailsElement): void {
  makers.get(details)?.();
}

/** Without a new call for so long, also what is not seen is drawn: a screen reader may read it. */
const QUIET_MS = 250;

/** Calls `draw` now where the element can be seen, else after a pause: pictures that nobody sees would cost frames. */
export function whenSeen(element: Element, draw: () => void): () => void {
  let isSeen = false;
  let waiting: ReturnType<typeof setTimeout> | null = null;
  const drawNow = () => {
    if (waiting !== null) clearTimeout(waiting);
    waiting = null;
    draw();
  };
  new IntersectionObserver(
    (entries) => {
      isSeen = entries.at(-1)?.isIntersecting ?? true;
      if (isSeen && waiting !== null) drawNow();
    },
    { rootMargin: "50px" },
  ).observe(element);
  return () => {
    if (isSeen) return drawNow();
    if (waiting !== null) clearTimeout(waiting);
    waiting = setTimeout(drawNow, QUIET_MS);
  };
}

/** At once, and then at most once in each interval, with a last call at its end. */
export function atMostEvery(intervalMs: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isWanted = false;
  const run = () => {
    work();
    isWanted = false;
    timer = setTimeout(() => {
      timer = null;
      if (isWanted) run();
    }, intervalMs);
  };
  return () => {
    if (timer === null) run();
    else isWanted = true;
  };
}

/** At most once for each frame. */
export function everyFrame(work: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      work();
    });
  };
}
