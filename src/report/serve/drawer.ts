/** Asks a process of its own to draw pages: see drawer-process.ts. Without a viewer there is no such process. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { DrawAnswer, DrawRequest } from "./drawer-process.js";
import type { DrawPage } from "./pages.js";

export interface Drawer extends Disposable {
  readonly draw: DrawPage;
  /** Somebody looks, so a page will be asked for. */
  prepare(): void;
}

interface Waiting {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

const PROGRAM = fileURLToPath(new URL("./drawer-process.js", import.meta.url));

/** `program`: the module that the process runs. */
export function openDrawer(program = PROGRAM): Drawer {
  let child: ChildProcess | null = null;
  let nextId = 0;
  const waiting = new Map<number, Waiting>();

  function rejectAll(how: string): void {
    const error = `the process that draws pages has ended${how}`;
    for (const { reject } of waiting.values()) reject(new Error(error));
    waiting.clear();
  }

  function start(): ChildProcess {
    const started = fork(program, [], {
      ...{ execArgv: [], serialization: "advanced", stdio: ["ignore", "ignore", "ignore", "ipc"] },
    });
    started.unref();
    started.channel?.unref();
    started.on("message", ({ id, bytes, error }: DrawAnswer) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (bytes !== undefined) asked?.resolve(bytes);
      else asked?.reject(new Error(error));
    });
    const gone = (how: string) => {
      if (child !== started) return;
      child = null;
      rejectAll(how);
    };
    started.on("error", (error) => gone(`: ${error.message}`));
    started.on("exit", (code, signal) => gone(`: ${signal ?? `exit code ${code}`}`));
    return started;
  }

  return {
    prepare() {
      child ??= start();
    },
    draw: (directory, isRunning) =>
      new Promise((resolve, reject) => {
        child ??= start();
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        const request: DrawRequest = { id, directory, isRunning };
        child.send(request, (error) => {
          if (error !== null && waiting.delete(id)) reject(error);
        });
      }),
    [Symbol.dispose]() {
      if (child?.connected) child.disconnect();
      child = null;
      rejectAll("");
    },
  };
}
