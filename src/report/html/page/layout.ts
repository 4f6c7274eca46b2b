/** All pictures over the time axis have the same edges, so that one line crosses them all at the same moment. */
export interface Edges {
  /** Room for names and figures, in CSS pixels. */
  readonly left: number;
  readonly right: number;
}

export function edgesFor(width: number): Edges {
  return width < 560 ? { left: 58, right: 8 } : { left: 104, right: 16 };
}

/** A canvas whose pixels are those of the screen, cleared; null where it has no size. */
export function paper(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const scale = Math.min(3, devicePixelRatio || 1);
  const [pixelWidth, pixelHeight] = [Math.round(width * scale), Math.round(height * scale)];
  if (pixelWidth <= 0 || pixelHeight <= 0) return null;
  if (canvas.width !== pixelWidth) canvas.width = pixelWidth;
  if (canvas.height !== pixelHeight) canvas.height = pixelHeight;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Seconds between ticks of a time axis, so that their labels have room. */
export function tickStep(seconds: number, width: number, room = 80): number {
  const least = (seconds * room) / Math.max(width, 1);
  for (let power = 0.001; ; power *= 10) {
    for (const times of [1, 2, 5]) if (power * times >= least) return power * times;
  }
}

/** Text that ends with … where it has no room. */
export function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  const width = context.measureText(text).width;
  if (width <= room) return text;
  // Letters are about as wide as their mean: measuring each length would take longer than drawing.
  const length = Math.floor((text.length * room * 0.97) / width) - 2;
  return length > 0 ? `${text.slice(0, length).trimEnd()}…` : "";
}

/** A name that ends with its number, also where it has no room: `contr…1`. */
export function fittedName(context: CanvasRenderingContext2D, name: string, room: number): string {
  const [, stem, number] = /^(.*?)(\d*)$/.exec(name) ?? [];
  if (context.measureText(name).width <= room || !stem || !number) return fitted(context, name, room);
  return `${fitted(context, stem, room - context.measureText(number).width)}${number}`;
}
