/** What `chaos cluster status` prints, read as a person reads it. */
export interface Row {
  readonly partition: number;
  readonly broker: string;
  readonly leader: string;
  readonly epoch: number;
  readonly isr: readonly string[];
  /** High watermark and end of the log; none for a broker that does not lead. */
  readonly ends: readonly number[];
}

export interface Status {
  readonly stdout: string;
  readonly nodes: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
}

export function readStatus(stdout: string): Status {
  const nodes = Object.fromEntries(
    [...stdout.matchAll(/^(\w+) +(running|paused|down|silent)$/gm)].map(([, name, state]) => [name!, state!]),
  );
  const rows = [
    ...stdout.matchAll(
      /^\w+ +(\d+) +(kafka\d) +(kafka\d|none) +(\d+) +(kafka\d(?: kafka\d)*)((?: +\d+)*)$/gm,
    ),
  ].map(([, partition, broker, leader, epoch, isr, ends]) => ({
    partition: Number(partition),
    broker: broker!,
    leader: leader!,
    epoch: Number(epoch),
    isr: isr!.split(" "),
    ends: ends!.trim() === "" ? [] : ends!.trim().split(/ +/).map(Number),
  }));
  return { stdout, nodes, rows };
}
