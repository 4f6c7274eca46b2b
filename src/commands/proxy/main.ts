/**
 * `chaos proxy` without the rest of chaos: what a run starts as a node beside its brokers. It loads none of the native
 * client and the engines, so it is there sooner, and its image (compose/proxy) needs none of them.
 */
import { runProgram } from "../../program.js";
import { addProxy } from "../proxy.js";

await runProgram(process.argv, [addProxy]);
