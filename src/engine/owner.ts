/**
 * Who answers for something that stays when a process is killed: `pid@host`, and the pid namespace, without which a pid
 * says nothing: processes of two containers may have one host name.
 */
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** "4711@build-7 pid:[4026531836]"; where there are no namespaces, without one. */
export function ownerHere(): string {
  return [`${process.pid}@${hostname()}`, ...pidNamespace()].join(" ");
}

/** The pid of an owner that is, or was, a process of this host and namespace; null for any other. */
export function pidHere(owner: string): number | null {
  const [, pid, place] = /^(\d+)@(.+)$/.exec(owner) ?? [];
  return pid === undefined || place !== [hostname(), ...pidNamespace()].join(" ") ? null : Number(pid);
}

/** Whether that process is no more. Of other hosts and namespaces nothing is known, so there it may still be. */
export function isGone(owner: string): boolean {
  const pid = pidHere(owner);
  if (pid === null) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function pidNamespace(): string[] {
  try {
    return [readlinkSync("/proc/self/ns/pid")];
  } catch {
    return [];
  }
}
