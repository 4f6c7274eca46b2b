/** The live picture of a run on a terminal. It leaves no trace: what is worth keeping is in the verdict block. */

import { Chalk } from "chalk";
import { cleaned } from "../clean.js";
import { namesOf } from "../model/partitions.js";
import { frame } from "./frame.js";
import { Screen } from "./screen.js";
import { LiveState } from "./state.js";
import type { ViewKind } from "./view.js";

/** Ten pictures a second at most. */
const FRAME_MS = 100;

export const pretty: ViewKind = {
  name: "pretty",
  summary: "a live picture on the terminal",
  open(header, terminal) {
    const run = { ...cleaned({ ...header }), describeError: header.describeError };
    const paint = new Chalk({ level: terminal.color ? 1 : 0 });
    const screen = new Screen(terminal);
    const state = new LiveState(namesOf(header.topics));
    // Events carry the run's clock; between them our own goes on from the last one.
    let heardMs = performance.now();
    const draw = () => {
      const elapsedMs = state.ms + performance.now() - heardMs;
      // The last column stays free: some terminals break a line that fills it.
      const page = { columns: Math.max(20, terminal.columns - 1), paint };
      screen.draw(frame(run, state, elapsedMs, page, terminal.rows));
    };
    const timer = setInterval(draw, FRAME_MS);
    timer.unref();
    let open = true;
    return {
      event(event) {
        if (!open) return;
        state.apply(event);
        if ("ms" in event) heardMs = performance.now();
      },
      done() {
        open = false;
        clearInterval(timer);
        screen.clear();
      },
    };
  },
};
