import { describe, expect, it } from "vitest";
import { loadRdkafka } from "./rdkafka.js";

const refusing = (message: string, code?: string) => (): never => {
  throw Object.assign(new Error(message), { code });
};

describe("node-rdkafka that cannot be loaded is answered with a sentence and a command", () => {
  it.each([
    [
      "compiled for another Node.js",
      refusing(
        "The module '/x/node-librdkafka.node'\nwas compiled against a different Node.js version using\nNODE_MODULE_VERSION 137. This version of Node.js requires\nNODE_MODULE_VERSION 115.",
        "ERR_DLOPEN_FAILED",
      ),
      `node-rdkafka was compiled for another Node.js, not for this one (${process.versions.node})`,
      "npm rebuild node-rdkafka, in the folder of chaos",
    ],
    [
      "never compiled",
      refusing("Could not locate the bindings file. Tried:\n → /x/build/node-librdkafka.node\n → /y"),
      "node-rdkafka is installed, but not compiled",
      "npm rebuild node-rdkafka, in the folder of chaos",
    ],
    [
      "without a library of the system",
      refusing(
        "libzstd.so.1: cannot open shared object file: No such file or directory",
        "ERR_DLOPEN_FAILED",
      ),
      "node-rdkafka cannot be loaded: libzstd.so.1: cannot open shared object file: No such file or directory",
      "npm rebuild node-rdkafka, in the folder of chaos",
    ],
    [
      "not installed",
      refusing("Cannot find module 'node-rdkafka'\nRequire stack:\n- /x", "MODULE_NOT_FOUND"),
      "node-rdkafka is not installed",
      "npm install, in the folder of chaos",
    ],
  ])("%s", (_, load, message, remedy) => {
    expect(() => loadRdkafka(load)).toThrow(expect.objectContaining({ message, remedy }));
  });
});
