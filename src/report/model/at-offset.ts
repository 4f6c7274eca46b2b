/** In words, what a log has at an offset. */

export type AtOffsetWords =
  | {
      readonly what: "message";
      readonly producer: number;
      readonly sequence: number;
      /** Null: not known. */
      readonly epoch: number | null;
    }
  | { readonly what: "beyond the end"; readonly endOffset: number }
  | { readonly what: keyof typeof OTHERS };

const OTHERS = {
  foreign: "a message that is not of this run",
  damaged: "a damaged record",
  broken: "a record batch that fails its checksum",
  control: "a control batch",
  deleted: "nothing: the log begins at a higher offset",
  nothing: "nothing: the log skips this offset",
  absent: "nothing",
} as const;

export function whatIs(found: AtOffsetWords): string {
  switch (found.what) {
    case "message": {
      const epoch = found.epoch === null ? "" : ` (epoch ${found.epoch})`;
      return `producer ${found.producer}, sequence ${found.sequence}${epoch}`;
    }
    case "beyond the end":
      return `nothing: the log ends at offset ${found.endOffset}`;
    default:
      return OTHERS[found.what];
  }
}
