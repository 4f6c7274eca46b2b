/** What the file system refused, as a sentence with the path and what to do next: a full disk is no defect of the program. */
import { InfrastructureError } from "./errors.js";

const WHY: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  ENOSPC: ["the disk is full", "make room on that disk, or choose another directory with --out"],
  EDQUOT: [
    "this user's share of the disk is used up",
    "make room there, or choose another directory with --out",
  ],
  EACCES: [
    "the file system refuses this user",
    "be the user whose it is, or choose another directory with --out",
  ],
  EPERM: [
    "the file system refuses this user",
    "be the user whose it is, or choose another directory with --out",
  ],
  EROFS: ["the file system is read-only", "choose another directory with --out"],
  EIO: ["the disk fails to read or write", "look at the disk: dmesg | tail"],
  EMFILE: ["too many files are open", "raise the limit: ulimit -n"],
  ENOTDIR: [
    "a file is where a directory should be",
    "move that file, or choose another directory with --out",
  ],
};

/** The error of a file operation that failed for such a reason, explained; any other error as it is. */
export function explainDiskError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof InfrastructureError) return error;
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  const [why, remedy] = WHY[code ?? ""] ?? [];
  // Errors of sockets and processes have codes as well.
  if (why === undefined || !FILE_OPERATIONS.has(syscall ?? "")) return error;
  const where = path === undefined ? "" : `: ${path}`;
  return new InfrastructureError(`${why}${where} (${syscall})`, { remedy: remedy!, cause: error });
}

const FILE_OPERATIONS: ReadonlySet<string> = new Set(
  "open write mkdir mkdtemp rename unlink rmdir rm lstat scandir copyfile symlink fsync ftruncate".split(" "),
);
