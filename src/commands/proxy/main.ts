/**
 * `chaos proxy` without the rest of chaos: what a run starts as a node beside its brokers. It loads none of the native
 * client and the engines, so it is there sooner, and its image (compose/proxy) needs none of them.
 */
import { runProgram } from "../../program.js";
import { defineProxy } from "../proxy.js";

await runProgram(process.argv, (program, edge, exit, words) =>
  defineProxy(program.command("proxy"), edge, exit, words),
);
