/** Colours come from the style sheet, so that pictures and page change together. */

const known = new Map<string, string>();

/** `#rrggbb`. To ask the browser is slow, so an answer is kept until the colours change. */
export function colour(name: string): string {
  let found = known.get(name);
  if (found === undefined) {
    found = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
    known.set(name, found);
  }
  return found;
}

/** Of pictures, as the page has it. */
export function font(weight = ""): string {
  return `${weight} 12px ${FAMILY}`.trim();
}

const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** As one number of an ImageData: alpha, blue, green, red. The style sheet has colours as #rrggbb. */
export function pixel(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** `share` of the first colour, the rest of the second. */
export function mixed(first: string, second: string, share: number): string {
  const [a, b] = [Number.parseInt(first.slice(1), 16), Number.parseInt(second.slice(1), 16)];
  const part = (shift: number) =>
    Math.round(((a >> shift) & 255) * share + ((b >> shift) & 255) * (1 - share));
  return `#${[16, 8, 0].map((shift) => part(shift).toString(16).padStart(2, "0")).join("")}`;
}

const THEMES = ["auto", "light", "dark"] as const;

/** Calls `changed` whenever colours may be others: a person chose, the system changed, the page is printed. */
export function watchTheme(redraw: () => void): { readonly next: () => string } {
  const changed = () => {
    known.clear();
    redraw();
  };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", changed);
  matchMedia("print").addEventListener("change", changed);
  let chosen = 0;
  return {
    next() {
      chosen = (chosen + 1) % THEMES.length;
      const theme = THEMES[chosen]!;
      if (theme === "auto") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
      changed();
      return theme;
    },
  };
}
